package hostnamespaces

import data.lib.pods

violation contains pods.object_violation("spec.hostPID", value, "false, or not set") if {
	value := input.review.object.spec.hostPID
	not value in {false, null}
	not pods.settled
}

violation contains pods.object_violation("spec.hostIPC", value, "false, or not set") if {
	value := input.review.object.spec.hostIPC
	not value in {false, null}
	not pods.settled
}
