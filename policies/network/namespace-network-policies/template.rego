package namespacenetworkpolicies

import data.lib.objects

object_finding contains ["metadata.name", input.review.object.metadata.name, "a namespace with a NetworkPolicy"] if {
	input.review.object.kind == "Namespace"
	not data.inventory.namespace[input.review.object.metadata.name]["networking.k8s.io/v1"].NetworkPolicy
	not objects.settled
}
