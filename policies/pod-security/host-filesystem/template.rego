package hostfilesystem

import data.lib.pods

object_finding contains [field, path, allowed_paths] if {
	some index, volume in input.review.object.spec.volumes
	is_object(volume.hostPath)
	not allowed_volume(volume)
	not pods.settled
	path := object.get(volume.hostPath, "path", null)
	field := sprintf("spec.volumes[%d].hostPath.path", [index])
}

allowed_volume(volume) if {
	some entry in input.parameters.allowedHostPaths
	below(segments(volume.hostPath.path), segments(entry.pathPrefix))
	not needs_read_only(entry, volume.name)
}

# /var/log allows /var/log and what is below it, not /var/logs; `..` would lead out of it.
below(path, prefix) if {
	not ".." in path
	array.slice(path, 0, count(prefix)) == prefix
}

segments(path) := [segment | some segment in split(path, "/"); not segment in {"", "."}] if startswith(path, "/")

needs_read_only(entry, volume) if {
	entry.readOnly
	some list in pods.container_lists
	some container in input.review.object.spec[list]
	some mount in container.volumeMounts
	mount.name == volume
	not mount.readOnly
}

allowed_paths := concat(", ", [described(entry) | some entry in input.parameters.allowedHostPaths]) if {
	count(input.parameters.allowedHostPaths) > 0
} else := "no hostPath volume"

described(entry) := sprintf("%s (mounted read-only)", [entry.pathPrefix]) if {
	entry.readOnly
} else := entry.pathPrefix
