package runasnonroot

import data.lib.images
import data.lib.pods

object_finding contains ["spec.securityContext.runAsNonRoot", false, "true, or not set"] if {
	input.review.object.spec.securityContext.runAsNonRoot == false
	judged
}

container_finding contains [list, index, "securityContext.runAsNonRoot", value, "true, or set for the pod"] if {
	some list in pods.container_lists
	some index, container in input.review.object.spec[list]
	value := object.get(container, ["securityContext", "runAsNonRoot"], null)
	not may_run(value)
	judged
	not images.exempt(object.get(container, "image", ""))
}

object_finding contains ["spec.securityContext.runAsUser", 0, "any other user, or not set"] if {
	input.review.object.spec.securityContext.runAsUser == 0
	judged
}

container_finding contains [list, index, "securityContext.runAsUser", 0, "any other user, or not set"] if {
	some list in pods.container_lists
	some index, container in input.review.object.spec[list]
	container.securityContext.runAsUser == 0
	judged
	not images.exempt(object.get(container, "image", ""))
}

judged if {
	not pods.settled
	not relaxed
}

relaxed if {
	pods.user_namespace
	not input.parameters.allowRootInUserNamespace == false
}

may_run(true)

# What the pod says holds for a container that says nothing.
may_run(null) if input.review.object.spec.securityContext.runAsNonRoot == true
