package imagedigests

import data.lib.images
import data.lib.pods

violation contains pods.container_violation(container, field, image, allowed) if {
	not pods.settled
	some list in pods.container_lists
	some index, container in input.review.object.spec[list]
	image := object.get(container, "image", null)
	not pinned(image)
	not images.exempt(container)
	field := pods.container_field(list, index, "image")
}

violation contains pods.pod_violation(field, reference, allowed) if {
	not pods.settled
	some index, volume in input.review.object.spec.volumes
	reference := volume.image.reference
	not pinned(reference)
	not images.matches(reference, input.parameters.exemptImages)
	field := sprintf("spec.volumes[%d].image.reference", [index])
}

# The algorithms that the OCI image specification registers: https://github.com/opencontainers/image-spec/blob/v1.1.1/descriptor.md#registered-algorithms
pinned(image) if regex.match(`@(sha256:[a-f0-9]{64}|sha512:[a-f0-9]{128})$`, image)

allowed := "an image with a digest, as in name@sha256:…"
