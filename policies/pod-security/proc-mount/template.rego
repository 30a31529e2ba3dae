package procmount

import data.lib.images
import data.lib.pods

container_finding contains [list, index, "securityContext.procMount", value, "Default, or not set"] if {
	some list in pods.container_lists
	some index, container in input.review.object.spec[list]
	value := container.securityContext.procMount
	not value in {"Default", null}
	not relaxed
	not pods.settled
	not images.exempt(object.get(container, "image", ""))
}

relaxed if input.parameters.procMount == "Unmasked"

relaxed if {
	input.parameters.allowUnmaskedInUserNamespace
	pods.user_namespace
}
