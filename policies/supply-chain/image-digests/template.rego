package imagedigests

import data.lib.images
import data.lib.pods

container_finding contains [list, index, "image", image, allowed] if {
	some list in pods.container_lists
	some index, container in input.review.object.spec[list]
	image := object.get(container, "image", "")
	not regex.match(digest, image)
	not pods.settled
	not images.exempt(image)
}

object_finding contains [field, reference, allowed] if {
	some index, volume in input.review.object.spec.volumes
	reference := volume.image.reference
	not regex.match(digest, reference)
	not pods.settled
	not images.exempt(reference)
	field := sprintf("spec.volumes[%d].image.reference", [index])
}

# The algorithms that the OCI image specification registers: https://github.com/opencontainers/image-spec/blob/v1.1.1/descriptor.md#registered-algorithms
digest := `@(sha256:[a-f0-9]{64}|sha512:[a-f0-9]{128})$`

allowed := "an image with a digest, as in name@sha256:…"
