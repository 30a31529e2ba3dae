package apparmor

import data.lib.images
import data.lib.pods

# A container's own profile.
container_finding contains [list, index, "securityContext.appArmorProfile", name, allowed_profiles] if {
	some list in pods.container_lists
	some index, container in input.review.object.spec[list]
	name := profile_name(container.securityContext.appArmorProfile)
	not allowed(name)
	judged
	not images.exempt(object.get(container, "image", ""))
}

# What an annotation says of a container that has none of its own.
container_annotation_finding contains [list, index, annotation_field(key), value, allowed_profiles] if {
	not input.parameters.everyProfile
	some key, value in input.review.object.metadata.annotations
	startswith(key, prefix)
	not allowed_annotation(value)
	some list in pods.container_lists
	some index, container in input.review.object.spec[list]
	container.name == trim_prefix(key, prefix)
	not own_profile(container)
	judged
	not images.exempt(object.get(container, "image", ""))
}

object_finding contains [annotation_field(key), value, allowed_profiles] if {
	input.parameters.everyProfile
	some key, value in input.review.object.metadata.annotations
	startswith(key, prefix)
	not allowed_annotation(value)
	judged
}

# The pod's profile, where a container inherits it.
object_finding contains ["spec.securityContext.appArmorProfile", pod_profile, allowed_profiles] if {
	not allowed(pod_profile)
	used
	judged
}

# No profile at all.
container_finding contains [list, index, "securityContext.appArmorProfile", null, allowed_profiles] if {
	not pod_profile
	not unset_allowed
	some list in pods.container_lists
	some index, container in input.review.object.spec[list]
	inherits(container)
	judged
	not images.exempt(object.get(container, "image", ""))
}

judged if {
	not pods.settled
	not "*" in names
}

used if input.parameters.everyProfile

used if {
	some list in pods.container_lists
	some container in input.review.object.spec[list]
	inherits(container)
	not images.exempt(object.get(container, "image", ""))
}

inherits(container) if {
	not own_profile(container)
	not annotated(container)
}

own_profile(container) if is_object(container.securityContext.appArmorProfile)

annotated(container) if input.review.object.metadata.annotations[concat("", [prefix, object.get(container, "name", "")])]

pod_profile := profile_name(input.review.object.spec.securityContext.appArmorProfile)

prefix := "container.apparmor.security.beta.kubernetes.io/"

annotation_field(key) := sprintf("metadata.annotations[%s]", [key])

default names := ["runtime/default", "localhost/*", "not configured"]

names := input.parameters.allowedProfiles

# Fields and annotations spell profiles differently; a type that does not exist is not allowed by any list.
profile_name(profile) := object.get(spelt, type, sprintf("type %s", [type])) if {
	is_object(profile)
	type := object.get(profile, "type", "")
	type != "Localhost"
}

profile_name(profile) := sprintf("localhost/%s", [object.get(profile, "localhostProfile", "")]) if profile.type == "Localhost"

spelt := {"RuntimeDefault": "runtime/default", "Unconfined": "unconfined"}

allowed(name) if name in names

allowed(name) if {
	"localhost/*" in names
	startswith(name, "localhost/")
}

allowed_annotation("")

allowed_annotation(value) if {
	value != "not configured"
	allowed(value)
}

unset_allowed if {
	some name in names
	name in {"", "not configured"}
}

allowed_profiles := concat(", ", names) if {
	count(names) > 0
} else := "none"
