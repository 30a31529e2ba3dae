package hostnamespaces

import data.lib.pods

object_finding contains ["spec.hostPID", value, "false, or not set"] if {
	value := input.review.object.spec.hostPID
	not value in {false, null}
	not pods.settled
}

object_finding contains ["spec.hostIPC", value, "false, or not set"] if {
	value := input.review.object.spec.hostIPC
	not value in {false, null}
	not pods.settled
}
