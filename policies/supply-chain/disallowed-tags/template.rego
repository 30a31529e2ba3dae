package disallowedtags

import data.lib.images
import data.lib.pods

container_finding contains [list, index, "image", image, allowed] if {
	some list in pods.container_lists
	some index, container in input.review.object.spec[list]
	image := object.get(container, "image", "")
	not settled_tag(image)
	not pods.settled
	not images.exempt(image)
}

object_finding contains [field, reference, allowed] if {
	some index, volume in input.review.object.spec.volumes
	reference := volume.image.reference
	not settled_tag(reference)
	not images.exempt(reference)
	not pods.settled
	field := sprintf("spec.volumes[%d].image.reference", [index])
}

settled_tag(image) if contains(image, "@")

settled_tag(image) if {
	parts := split(image, "/")
	[_, tag] := split(parts[count(parts) - 1], ":")
	not tag in object.get(input.parameters, "tags", [])
}

allowed := sprintf("an image with a digest or a tag other than %s", [concat(", ", input.parameters.tags)]) if {
	count(input.parameters.tags) > 0
} else := "an image with a digest or a tag"
