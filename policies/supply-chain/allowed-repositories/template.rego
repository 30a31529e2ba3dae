package allowedrepositories

import data.lib.pods

container_finding contains [list, index, "image", image, allowed_images] if {
	some list in pods.container_lists
	some index, container in input.review.object.spec[list]
	image := object.get(container, "image", "")
	not strings.any_prefix_match(image, allowed)
	not pods.settled
}

object_finding contains [field, reference, allowed_images] if {
	some index, volume in input.review.object.spec.volumes
	reference := volume.image.reference
	not strings.any_prefix_match(reference, allowed)
	not pods.settled
	field := sprintf("spec.volumes[%d].image.reference", [index])
}

default allowed := []

allowed := input.parameters.repos

allowed_images := sprintf("%s…", [concat("…, ", allowed)]) if {
	count(allowed) > 0
} else := "none"
