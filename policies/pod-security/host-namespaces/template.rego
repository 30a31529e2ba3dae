package hostnamespaces

import data.lib.pods

violation contains pods.pod_violation(field, value, "false, or not set") if {
	not pods.settled
	some namespace in ["hostPID", "hostIPC"]
	value := input.review.object.spec[namespace]
	not value in {false, null}
	field := sprintf("spec.%s", [namespace])
}
