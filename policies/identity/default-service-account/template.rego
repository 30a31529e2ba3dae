package defaultserviceaccount

import data.lib.pods

violation contains pods.pod_violation("spec.serviceAccountName", account, "an account of the workload’s own") if {
	not pods.settled
	account := object.get(input.review.object.spec, "serviceAccountName", null)
	account in {null, "", "default"}
}
