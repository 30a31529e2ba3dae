package forbiddensysctls

import data.lib.pods

object_finding contains [field, name, allowed_sysctls] if {
	some index, sysctl in input.review.object.spec.securityContext.sysctls
	name := object.get(sysctl, "name", "")
	denied(name)
	not pods.settled
	field := sprintf("spec.securityContext.sysctls[%d].name", [index])
}

denied(name) if {
	is_array(input.parameters.allowedSysctls)
	not matches(name, input.parameters.allowedSysctls)
}

denied(name) if matches(dotted(name), input.parameters.forbiddenSysctls)

matches(name, entries) if name in entries

matches(name, entries) if {
	some entry in entries
	endswith(entry, "*")
	startswith(name, trim_suffix(entry, "*"))
}

# The kernel knows kernel/shmmax and kernel.shmmax; where the first separator is a slash, the two change places.
# Source: NormalizeName of k8s.io/component-helpers, node/util/sysctl.
dotted(name) := strings.replace_n({"/": ".", ".": "/"}, name) if {
	regex.match(`^[^./]*/`, name)
} else := name

allowed_sysctls := concat(", ", array.concat(allowed, forbidden))

allowed := ["none"] if {
	count(input.parameters.allowedSysctls) == 0
} else := input.parameters.allowedSysctls if {
	is_array(input.parameters.allowedSysctls)
} else := ["any"]

default forbidden := []

forbidden := [sprintf("but not %s", [concat(" or ", input.parameters.forbiddenSysctls)])] if {
	count(input.parameters.forbiddenSysctls) > 0
}
