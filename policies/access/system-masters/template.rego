package systemmasters

import data.lib.objects
import data.lib.writers

object_finding contains [sprintf("subjects[%d].name", [index]), "system:masters", "another group"] if {
	some index, subject in input.review.object.subjects
	subject.kind == "Group"
	subject.name == "system:masters"
	not objects.settled
}

object_finding contains ["userInfo.groups", "system:masters", "users who are not in it"] if {
	users := input.parameters.allowlistedUsernames
	writers.known
	"system:masters" in writers.groups
	not writers.username in users
}
