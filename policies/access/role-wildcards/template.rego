package rolewildcards

import data.lib.objects
import data.lib.subjects

object_finding contains [sprintf("rules[%d].%s", [index, field]), rule[field], "names"] if {
	not subjects.exempt_role
	some index, rule in input.review.object.rules
	some field in ["apiGroups", "resources", "verbs", "nonResourceURLs"]
	"*" in rule[field]
	not objects.settled
}
