package requiredannotations

import data.lib.objects

object_finding contains [field, value, allowed] if {
	object.get(input.parameters, "message", "") == ""
	some required in input.parameters.annotations
	value := object.get(input.review.object, ["metadata", "annotations", required.key], null)
	pattern := object.get(required, "allowedRegex", "")
	not fits(value, pattern)
	not objects.settled
	field := sprintf("metadata.annotations[%q]", [required.key])
	allowed := object.get({"": "any value"}, pattern, sprintf("a value that %s matches", [pattern]))
}

# In the constraint's words. The loop is there twice, so that a message which nobody reads is not put together: that is
# most of what a violation costs.
worded_finding contains [field, value, input.parameters.message] if {
	input.parameters.message != ""
	some required in input.parameters.annotations
	value := object.get(input.review.object, ["metadata", "annotations", required.key], null)
	not fits(value, object.get(required, "allowedRegex", ""))
	not objects.settled
	field := sprintf("metadata.annotations[%q]", [required.key])
}

fits(value, "") if value != null

fits(value, pattern) if regex.match(pattern, value)
