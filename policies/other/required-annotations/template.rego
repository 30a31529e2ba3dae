package requiredannotations

import data.lib.objects
import data.lib.pods

violation contains told(pods.object_violation(objects.entry("metadata.annotations", required.key), value, allowed(required))) if {
	some required in input.parameters.annotations
	value := object.get(input.review.object, ["metadata", "annotations", required.key], null)
	not fits(value, required)
	not objects.settled
}

fits(value, required) if {
	value != null
	object.get(required, "allowedRegex", "") == ""
}

fits(value, required) if {
	value != null
	regex.match(required.allowedRegex, value)
}

allowed(required) := sprintf("a value that %s matches", [required.allowedRegex]) if {
	object.get(required, "allowedRegex", "") != ""
} else := "any value"

# Nearly every constraint leaves the words to the policy.
told(found) := found if {
	not input.parameters.message
} else := found if {
	input.parameters.message == ""
} else := object.union(found, {"msg": input.parameters.message})
