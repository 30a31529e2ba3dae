package volumetypes

import data.lib.pods

violation contains pods.pod_violation(field, source, allowed_types) if {
	not pods.settled
	not "*" in types
	some index, volume in input.review.object.spec.volumes
	some type, source in volume
	type != "name"
	source != null
	not type in types
	field := sprintf("spec.volumes[%d].%s", [index, type])
}

default types := [
	"configMap",
	"csi",
	"downwardAPI",
	"emptyDir",
	"ephemeral",
	"image",
	"persistentVolumeClaim",
	"projected",
	"secret",
]

types := input.parameters.volumes

allowed_types := sprintf("volumes of the types %s", [concat(", ", types)]) if count(types) > 0

allowed_types := "no volumes" if count(types) == 0
