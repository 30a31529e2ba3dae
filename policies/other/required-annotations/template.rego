package requiredannotations

import data.lib.objects
import data.lib.pods

# One rule, whoever words it: a second one, or a function, costs as much as the first.
violation contains {"msg": message, "details": found.details} if {
	some required in input.parameters.annotations
	value := object.get(input.review.object, ["metadata", "annotations", required.key], null)
	pattern := object.get(required, "allowedRegex", "")
	not fits(value, pattern)
	not objects.settled
	field := sprintf("metadata.annotations[%q]", [required.key])
	allowed := object.get({"": "any value"}, pattern, sprintf("a value that %s matches", [pattern]))
	found := pods.object_violation(field, value, allowed)

	# Nearly every constraint leaves the words to the policy.
	words := object.get(input.parameters, "message", "")
	message := object.get({"": found.msg}, words, words)
}

fits(value, "") if value != null

fits(value, pattern) if regex.match(pattern, value)
