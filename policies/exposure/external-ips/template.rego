package externalips

import data.lib.objects

object_finding contains [sprintf("spec.externalIPs[%d]", [index]), address, objects.listed(allowed)] if {
	input.review.kind.kind == "Service"
	input.review.kind.group == ""
	some index, address in input.review.object.spec.externalIPs
	not address in allowed
	not objects.settled
}

default allowed := []

allowed := input.parameters.allowedIPs
