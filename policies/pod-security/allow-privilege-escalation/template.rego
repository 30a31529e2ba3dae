package allowprivilegeescalation

import data.lib.images
import data.lib.pods

container_finding contains [list, index, "securityContext.allowPrivilegeEscalation", value, "false"] if {
	some list in pods.container_lists
	some index, container in input.review.object.spec[list]
	value := object.get(container, ["securityContext", "allowPrivilegeEscalation"], null)
	value != false
	not pods.settled
	not pods.windows
	not images.exempt(object.get(container, "image", ""))
}
