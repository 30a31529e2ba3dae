package blockwildcardingress

import data.lib.objects

object_finding contains [sprintf("spec.rules[%d].host", [index]), value, "the whole name of a host"] if {
	input.review.kind.kind == "Ingress"
	some index, rule in input.review.object.spec.rules
	value := object.get(rule, "host", null)
	wildcard(value)
	not objects.settled
}

wildcard(null)

wildcard("")

wildcard(host) if contains(host, "*")
