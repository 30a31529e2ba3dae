package reservedserviceaccounts

import data.lib.objects

object_finding contains ["spec.serviceAccountName", account, allowed] if {
	input.review.object.kind == "Pod"
	account := object.get(input.review.object, ["spec", "serviceAccountName"], "default")
	account in input.parameters.accounts
	not objects.settled
}

annotation := "kubernetes.io/service-account.name"

object_finding contains [objects.entry("metadata.annotations", annotation), account, allowed] if {
	input.review.object.kind == "Secret"
	input.review.object.type == "kubernetes.io/service-account-token"
	account := input.review.object.metadata.annotations[annotation]
	account in input.parameters.accounts
	not objects.settled
}

object_finding contains ["serviceaccounts/token", input.review.name, allowed] if {
	input.review.object.kind == "TokenRequest"
	input.review.name in input.parameters.accounts
}

allowed := "accounts that Flux does not impersonate"
