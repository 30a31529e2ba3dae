package deprecatedapi

import data.lib.objects
import data.lib.pods

violation contains pods.object_violation("apiVersion", input.review.object.apiVersion, replacement(deprecated)) if {
	some deprecated in input.parameters.kvs
	deprecated.deprecatedAPI == input.review.object.apiVersion
	input.review.object.kind in deprecated.kinds
	not objects.settled
}

replacement(deprecated) := sprintf("%s, for Kubernetes %v removes it", [target(deprecated), input.parameters.k8sVersion]) if {
	input.parameters.k8sVersion
} else := target(deprecated)

target(deprecated) := "no version: see the deprecation guide of the API" if {
	object.get(deprecated, "targetAPI", "None") == "None"
} else := deprecated.targetAPI
