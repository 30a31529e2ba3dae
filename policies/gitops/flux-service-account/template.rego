package fluxserviceaccount

import data.lib.objects
import data.lib.pods

violation contains pods.object_violation("spec.serviceAccountName", account, "the name of a service account") if {
	account := object.get(input.review.object, ["spec", "serviceAccountName"], null)
	account in {null, ""}
	not objects.settled
}
