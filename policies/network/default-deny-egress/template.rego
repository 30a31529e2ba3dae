package defaultdenyegress

import data.lib.objects

object_finding contains ["metadata.name", input.review.object.metadata.name, "a namespace with a NetworkPolicy that selects every pod and denies all egress"] if {
	input.review.object.kind == "Namespace"
	not denies_egress
	not objects.settled
}

denies_egress if {
	some policy in data.inventory.namespace[input.review.object.metadata.name]["networking.k8s.io/v1"].NetworkPolicy
	everybody(object.get(policy.spec, "podSelector", {}))
	"Egress" in policy.spec.policyTypes
	object.get(policy.spec, "egress", []) == []
}

everybody(selector) if {
	object.get(selector, "matchLabels", {}) == {}
	object.get(selector, "matchExpressions", []) == []
}
