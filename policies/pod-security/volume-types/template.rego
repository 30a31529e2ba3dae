package volumetypes

import data.lib.pods

object_finding contains [field, source, allowed_types] if {
	some index, volume in input.review.object.spec.volumes
	some type, source in volume
	not type in permitted
	source != null
	not "*" in types
	not pods.settled
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

permitted := array.concat(types, ["name"])

allowed_types := sprintf("volumes of the types %s", [concat(", ", types)]) if count(types) > 0

allowed_types := "no volumes" if count(types) == 0
