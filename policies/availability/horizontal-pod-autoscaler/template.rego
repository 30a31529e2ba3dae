package horizontalpodautoscaler

object_finding contains ["spec.minReplicas", minimum, allowed_replicas] if {
	not fits(minimum)
	judged
}

object_finding contains ["spec.maxReplicas", maximum, allowed_replicas] if {
	not fits(maximum)
	judged
}

object_finding contains ["spec.maxReplicas", maximum, allowed] if {
	least := minimum + input.parameters.minimumReplicaSpread
	maximum < least
	judged
	allowed := sprintf("%d or more", [least])
}

object_finding contains ["spec.scaleTargetRef", target, "a workload of this namespace that exists"] if {
	input.parameters.enforceScaleTargetRef
	target := input.review.object.spec.scaleTargetRef
	not exists(target)
	judged
}

judged if input.review.operation != "DELETE"

# The API server fills in 1.
minimum := object.get(input.review.object, ["spec", "minReplicas"], 1)

maximum := input.review.object.spec.maxReplicas

fits(_) if not input.parameters.ranges

fits(replicas) if {
	some range in input.parameters.ranges
	replicas >= object.get(range, "min_replicas", replicas)
	replicas <= object.get(range, "max_replicas", replicas)
}

exists(target) if data.inventory.namespace[input.review.object.metadata.namespace][target.apiVersion][target.kind][target.name]

allowed_replicas := concat(", ", [shown(range) | some range in input.parameters.ranges]) if {
	count(input.parameters.ranges) > 0
} else := "none"

shown(range) := sprintf("%d to %d", [object.get(range, "min_replicas", 0), range.max_replicas]) if {
	range.max_replicas
} else := sprintf("%d and more", [object.get(range, "min_replicas", 0)])
