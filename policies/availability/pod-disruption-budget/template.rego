package poddisruptionbudget

object_finding contains ["spec.maxUnavailable", value, "1 or more"] if {
	input.review.operation != "DELETE"
	input.review.object.kind == "PodDisruptionBudget"
	value := input.review.object.spec.maxUnavailable
	value in {0, "0", "0%"}
}

object_finding contains ["spec.minAvailable", value, "fewer than all"] if {
	input.review.operation != "DELETE"
	input.review.object.kind == "PodDisruptionBudget"
	value := input.review.object.spec.minAvailable
	value == "100%"
}

# A workload, and a budget for its pods that is in the cluster. Who wants no replica at all is not in anybody's way.
object_finding contains ["spec.replicas", replicas, allowed] if {
	input.review.operation != "DELETE"
	input.review.object.kind != "PodDisruptionBudget"
	replicas := object.get(input.review.object, ["spec", "replicas"], 1)
	replicas > 0
	some name
	budget := data.inventory.namespace[input.review.object.metadata.namespace]["policy/v1"].PodDisruptionBudget[name].spec
	selects(budget.selector)
	demand := unmet(budget, replicas)
	allowed := sprintf("a number of which PodDisruptionBudget %s, with %s, lets one be away", [name, demand])
}

unmet(budget, replicas) := sprintf("minAvailable %v", [budget.minAvailable]) if needed(budget.minAvailable, replicas) >= replicas

unmet(budget, _) := sprintf("maxUnavailable %v", [budget.maxUnavailable]) if budget.maxUnavailable in {0, "0", "0%"}

needed(number, _) := number if is_number(number)

# A part of the replicas is rounded up, as the disruption controller does.
needed(share, replicas) := ceil((to_number(trim_suffix(share, "%")) * replicas) / 100) if endswith(share, "%")

selects(selector) if {
	every key, value in object.get(selector, "matchLabels", {}) {
		labels[key] == value
	}
	every expression in object.get(selector, "matchExpressions", []) {
		fits(expression)
	}
}

fits(expression) if {
	expression.operator == "In"
	labels[expression.key] in expression.values
}

fits(expression) if {
	expression.operator == "NotIn"
	not labels[expression.key] in expression.values
}

fits(expression) if {
	expression.operator == "Exists"
	expression.key in object.keys(labels)
}

fits(expression) if {
	expression.operator == "DoesNotExist"
	not expression.key in object.keys(labels)
}

labels := object.get(input.review.object, ["spec", "template", "metadata", "labels"], {})
