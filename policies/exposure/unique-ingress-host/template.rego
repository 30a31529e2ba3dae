package uniqueingresshost

import data.lib.objects

object_finding contains [field, host, sprintf("a host that %s/%s has not", [namespace, name])] if {
	input.review.kind.kind == "Ingress"
	ingress_group(input.review.kind.group)
	some index, rule in input.review.object.spec.rules
	host := rule.host
	some namespace, version, name
	data.inventory.namespace[namespace][version].Ingress[name].spec.rules[_].host == host
	ingress_group(split(version, "/")[0])
	not itself(namespace, name)
	not objects.settled
	field := sprintf("spec.rules[%d].host", [index])
}

ingress_group(group) if group in {"extensions", "networking.k8s.io"}

itself(namespace, name) if {
	namespace == input.review.object.metadata.namespace
	name == input.review.object.metadata.name
}
