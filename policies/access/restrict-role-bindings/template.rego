package restrictrolebindings

import data.lib.objects
import data.lib.subjects

object_finding contains [sprintf("subjects[%d]", [index]), subjects.title(subject), allowed] if {
	restricted
	some index, subject in input.review.object.subjects
	not subjects.listed(listed, subject)
	not objects.settled
}

restricted if {
	role := input.parameters.restrictedRole
	role.name == input.review.object.roleRef.name
	role.kind == input.review.object.roleRef.kind
	object.get(role, "apiGroup", "") in {"", input.review.object.roleRef.apiGroup}
}

default listed := []

listed := input.parameters.allowedSubjects

allowed := sprintf("those that may have %s %s", [input.parameters.restrictedRole.kind, input.parameters.restrictedRole.name])
