package signedimages

import data.lib.images
import data.lib.pods

container_finding contains [list, index, "image", image, allowed(image)] if {
	some list in pods.container_lists
	some index, container in input.review.object.spec[list]
	image := object.get(container, "image", "")
	untrusted(image)
}

object_finding contains [field, reference, allowed(reference)] if {
	some index, volume in input.review.object.spec.volumes
	reference := volume.image.reference
	untrusted(reference)
	field := sprintf("spec.volumes[%d].image.reference", [index])
}

untrusted(image) if {
	not pods.settled
	not images.exempt(image)
	not vouched(image)
}

# A tag is whatever the registry says at this moment, and may say otherwise to the node.
pinned(image) if contains(image, "@sha256:")

vouched(image) if {
	pinned(image)
	object.get(answer, "system_error", "") == ""
	not image in {key | some [key, _] in object.get(answer, "errors", [])}
	some [key, verdict] in answer.responses
	key == image
	good(verdict)
}

# What Ratify answers.
good(verdict) if verdict.isSuccess == true

# What cosign-gatekeeper-provider answers.
good(verdict) if {
	is_string(verdict)
	endswith(verdict, "_valid")
}

# All images are asked about at once; who has none to ask about does not ask.
answer := external_data({"provider": provider, "keys": keys}) if count(keys) > 0

provider := object.get(input.parameters, "provider", "ratify-provider")

keys := sort([image |
	some image in asked
	pinned(image)
	not images.exempt(image)
])

asked := {container.image |
	some list in pods.container_lists
	some container in input.review.object.spec[list]
} | {volume.image.reference | some volume in input.review.object.spec.volumes}

allowed(image) := sprintf("an image that %s vouches for (%s)", [provider, reason(image)])

reason(image) := "by tag alone it cannot" if {
	not pinned(image)
} else := sprintf("%v", [answer.system_error]) if {
	object.get(answer, "system_error", "") != ""
} else := concat(", ", [sprintf("%v", [text]) | some [key, text] in answer.errors; key == image]) if {
	image in {key | some [key, _] in answer.errors}
} else := "it does not"
