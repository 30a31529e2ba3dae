package restrictnamespaces

import data.lib.objects

object_finding contains ["metadata.namespace", namespace, "any namespace that is not restricted"] if {
	namespace := object.get(input.review.object.metadata, "namespace", object.get(input.review, "namespace", ""))
	namespace in input.parameters.restrictedNamespaces
	not api_server
	not objects.settled
}

# Kubernetes keeps the Service of its API server in default.
api_server if {
	input.review.object.kind == "Service"
	input.review.object.metadata.name == "kubernetes"
	input.review.object.metadata.namespace == "default"
}
