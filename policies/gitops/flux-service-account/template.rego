package fluxserviceaccount

import data.lib.objects

object_finding contains ["spec.serviceAccountName", account, "the name of a service account"] if {
	account := object.get(input.review.object, ["spec", "serviceAccountName"], null)
	account in {null, ""}
	not objects.settled
}
