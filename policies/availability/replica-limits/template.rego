package replicalimits

object_finding contains ["spec.replicas", replicas, allowed] if {
	input.review.operation != "DELETE"
	replicas := object.get(input.review.object, ["spec", "replicas"], 1)
	not within(replicas)
}

within(replicas) if {
	some range in input.parameters.ranges
	replicas >= object.get(range, "min_replicas", replicas)
	replicas <= object.get(range, "max_replicas", replicas)
}

allowed := concat(", ", [shown(range) | some range in input.parameters.ranges]) if {
	count(input.parameters.ranges) > 0
} else := "none"

shown(range) := sprintf("%d to %d", [object.get(range, "min_replicas", 0), range.max_replicas]) if {
	range.max_replicas
} else := sprintf("%d and more", [object.get(range, "min_replicas", 0)])
