package uniqueserviceselector

import data.lib.objects
import data.lib.pods

violation contains pods.object_violation("spec.selector", selector, sprintf("a selector that %s/%s has not", [namespace, name])) if {
	input.review.kind.kind == "Service"
	input.review.kind.version == "v1"
	input.review.kind.group == ""
	selector := selector_of(input.review.object)
	count(selector) > 0
	namespace := input.review.object.metadata.namespace
	some name, other in data.inventory.namespace[namespace].v1.Service
	name != input.review.object.metadata.name
	selector_of(other) == selector
	not objects.settled
}

selector_of(service) := object.get(service, ["spec", "selector"], {})
