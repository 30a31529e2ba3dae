package uniqueserviceselector

import data.lib.objects

object_finding contains ["spec.selector", selector, sprintf("a selector that %s/%s has not", [namespace, name])] if {
	input.review.kind.kind == "Service"
	input.review.kind.version == "v1"
	input.review.kind.group == ""
	selector := input.review.object.spec.selector
	count(selector) > 0
	namespace := input.review.object.metadata.namespace
	some name
	data.inventory.namespace[namespace].v1.Service[name].spec.selector == selector
	name != input.review.object.metadata.name
	not objects.settled
}
