package hostprocess

import data.lib.images
import data.lib.pods

object_finding contains ["spec.securityContext.windowsOptions.hostProcess", value, "false, or not set"] if {
	value := input.review.object.spec.securityContext.windowsOptions.hostProcess
	not value in {false, null}
	not pods.settled
}

container_finding contains [list, index, "securityContext.windowsOptions.hostProcess", value, "false, or not set"] if {
	some list in pods.container_lists
	some index, container in input.review.object.spec[list]
	value := container.securityContext.windowsOptions.hostProcess
	not value in {false, null}
	not pods.settled
	not images.exempt(object.get(container, "image", ""))
}
