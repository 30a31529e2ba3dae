package namespacelabels

import data.lib.objects

enforce := "pod-security.kubernetes.io/enforce"

object_finding contains [objects.entry("metadata.labels", enforce), level, allowed] if {
	floor := levels[input.parameters.minimumLevel]
	level := label(input.review.object, enforce)
	object.get(levels, level, 0) < floor
	judged
	allowed := concat(" or ", [name | some name in ["baseline", "restricted"]; levels[name] >= floor])
}

object_finding contains [objects.entry("metadata.labels", key), value, sprintf("%s, as it was", [json.marshal(before)])] if {
	input.review.operation == "UPDATE"
	some key in input.parameters.frozenLabels
	before := label(input.review.oldObject, key)
	before != null
	value := label(input.review.object, key)
	value != before
	judged
}

# What is not said is privileged: whoever starts the API server may have set another default, and nobody can see it.
levels := {"privileged": 0, "baseline": 1, "restricted": 2}

label(namespace, key) := object.get(namespace, ["metadata", "labels", key], null)

judged if {
	not objects.settled
	not exempt
}

exempt if input.review.object.metadata.name in input.parameters.exemptNamespaces
