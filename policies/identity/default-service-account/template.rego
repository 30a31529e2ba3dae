package defaultserviceaccount

import data.lib.pods

# Which account a Pod without one gets is Kubernetes' own decision, before any policy is asked.
object_finding contains ["spec.serviceAccountName", "default", "an account of the workload’s own"] if {
	object.get(input.review.object.spec, "serviceAccountName", "") in {"", "default"}
	not pods.settled
}
