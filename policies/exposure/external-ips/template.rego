package externalips

import data.lib.objects

violation contains objects.violation(sprintf("spec.externalIPs[%d]", [index]), address, objects.listed(allowed)) if {
	not objects.settled
	input.review.kind.kind == "Service"
	input.review.kind.group == ""
	some index, address in input.review.object.spec.externalIPs
	not address in allowed
}

default allowed := []

allowed := input.parameters.allowedIPs
