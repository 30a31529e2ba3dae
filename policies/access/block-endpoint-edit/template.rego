package blockendpointedit

import data.lib.objects

object_finding contains [sprintf("rules[%d]", [index]), rule.resources, "rules that do not write endpoints"] if {
	input.review.object.metadata.name == "system:aggregate-to-edit"
	some index, rule in input.review.object.rules
	some resource in {"endpoints", "endpointslices"}
	resource in rule.resources
	some verb in {"create", "patch", "update", "*"}
	verb in rule.verbs
	not objects.settled
}
