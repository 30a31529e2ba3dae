package restrictrbacsubjects

import data.lib.objects
import data.lib.subjects

object_finding contains [sprintf("subjects[%d]", [index]), subjects.title(subject), "subjects on the list"] if {
	some index, subject in input.review.object.subjects
	not subjects.listed(listed, subject)
	not objects.settled
}

default listed := []

listed := input.parameters.allowedSubjects
