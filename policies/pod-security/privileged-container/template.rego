package privilegedcontainer

import data.lib.images
import data.lib.pods

container_finding contains [list, index, "securityContext.privileged", value, "false, or not set"] if {
	some list in pods.container_lists
	some index, container in input.review.object.spec[list]
	value := container.securityContext.privileged
	not value in {false, null}
	not pods.settled
	not images.exempt(object.get(container, "image", ""))
}
