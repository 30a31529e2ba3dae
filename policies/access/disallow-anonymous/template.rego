package disallowanonymous

import data.lib.objects
import data.lib.pods

violation contains pods.object_violation(sprintf("subjects[%d].name", [index]), subject.name, "who is known by name") if {
	not exempt
	some index, subject in input.review.object.subjects
	disallowed(subject.name)
	not objects.settled
}

disallowed(name) if name in {"system:anonymous", "system:unauthenticated"}

disallowed("system:authenticated") if input.parameters.disallowAuthenticated == true

exempt if input.review.object.roleRef.name in input.parameters.allowedRoles
