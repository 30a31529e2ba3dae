package deprecatedapi

import data.lib.objects

object_finding contains ["apiVersion", input.review.object.apiVersion, replacement(deprecated)] if {
	some deprecated in input.parameters.kvs
	deprecated.deprecatedAPI == input.review.object.apiVersion
	input.review.object.kind in deprecated.kinds
	not objects.settled
}

replacement(deprecated) := concat("", [target, removed]) if {
	names := {"None": "no version: see the deprecation guide of the API"}
	named := object.get(deprecated, "targetAPI", "None")
	target := object.get(names, named, named)
}

removed := sprintf(", for Kubernetes %v removes it", [input.parameters.k8sVersion])

default removed := ""
