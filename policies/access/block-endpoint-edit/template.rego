package blockendpointedit

import data.lib.objects
import data.lib.pods

violation contains pods.object_violation(sprintf("rules[%d]", [index]), rule.resources, "rules that do not write endpoints") if {
	input.review.object.metadata.name == "system:aggregate-to-edit"
	some index, rule in input.review.object.rules
	some resource in {"endpoints", "endpointslices"}
	resource in rule.resources
	some verb in {"create", "patch", "update", "*"}
	verb in rule.verbs
	not objects.settled
}
