package disallowanonymous

import data.lib.objects

object_finding contains [sprintf("subjects[%d].name", [index]), subject.name, "who is known by name"] if {
	not exempt
	some index, subject in input.review.object.subjects
	subject.name in disallowed
	not objects.settled
}

disallowed := {"system:anonymous", "system:authenticated", "system:unauthenticated"} if {
	input.parameters.disallowAuthenticated == true
} else := {"system:anonymous", "system:unauthenticated"}

exempt if input.review.object.roleRef.name in input.parameters.allowedRoles
