package securitycontext

import data.lib.images
import data.lib.pods

# An API server puts an empty one where there is none.
container_finding contains [list, index, "securityContext", value, "a securityContext, or one for the pod"] if {
	object.get(input.review.object.spec, "securityContext", {}) == {}
	some list in pods.container_lists
	some index, container in input.review.object.spec[list]
	value := object.get(container, "securityContext", null)
	value in {null, {}}
	not pods.settled
	not images.exempt(object.get(container, "image", ""))
}
