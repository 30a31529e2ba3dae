package fluxcrossnamespacesources

import data.lib.objects

object_finding contains [sprintf("spec.%s.namespace", [concat(".", path)]), namespace, allowed] if {
	some path in [["sourceRef"], ["chart", "spec", "sourceRef"], ["chartRef"]]
	namespace := object.get(input.review.object.spec, array.concat(path, ["namespace"]), "")
	not namespace in {"", input.review.object.metadata.namespace}
	not shared(namespace)
	not objects.settled
}

shared(namespace) if namespace in input.parameters.allowedNamespaces

allowed := sprintf("%s, or not set", [input.review.object.metadata.namespace])
