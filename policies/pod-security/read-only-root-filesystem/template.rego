package readonlyrootfilesystem

import data.lib.images
import data.lib.pods

container_finding contains [list, index, "securityContext.readOnlyRootFilesystem", value, allowed] if {
	some list in pods.container_lists
	some index, container in input.review.object.spec[list]
	value := object.get(container, ["securityContext", "readOnlyRootFilesystem"], null)
	value != true
	not pods.settled
	not pods.windows
	not images.exempt(object.get(container, "image", ""))

	# The end of the message is gatekeeper-library's, for who looks for it in logs.
	name := object.get(container, "name", "without a name")
	allowed := sprintf("true (only read-only root filesystem container is allowed: %s)", [name])
}
