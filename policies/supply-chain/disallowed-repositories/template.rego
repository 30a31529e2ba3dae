package disallowedrepositories

import data.lib.pods

container_finding contains [list, index, "image", image, allowed] if {
	some list in pods.container_lists
	some index, container in input.review.object.spec[list]
	image := object.get(container, "image", "")
	strings.any_prefix_match(image, input.parameters.repos)
	not pods.settled
}

object_finding contains [field, reference, allowed] if {
	some index, volume in input.review.object.spec.volumes
	reference := volume.image.reference
	strings.any_prefix_match(reference, input.parameters.repos)
	not pods.settled
	field := sprintf("spec.volumes[%d].image.reference", [index])
}

allowed := sprintf("images that do not begin with %s", [concat(" or ", input.parameters.repos)])
