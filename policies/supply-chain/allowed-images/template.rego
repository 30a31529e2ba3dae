package allowedimages

import data.lib.images
import data.lib.pods

container_finding contains [list, index, "image", image, allowed_images] if {
	some list in pods.container_lists
	some index, container in input.review.object.spec[list]
	image := object.get(container, "image", "")
	not images.matches(image, allowed)
	not pods.settled
}

# An image can also be mounted as a volume.
object_finding contains [field, reference, allowed_images] if {
	some index, volume in input.review.object.spec.volumes
	reference := volume.image.reference
	not images.matches(reference, allowed)
	not pods.settled
	field := sprintf("spec.volumes[%d].image.reference", [index])
}

# Spelt out, because `not` with an absent parameter would deny nothing at all.
default allowed := []

allowed := input.parameters.allowedImages

allowed_images := concat(", ", allowed) if {
	count(allowed) > 0
} else := "none"
