package fsgroup

import data.lib.idranges
import data.lib.pods

object_finding contains ["spec.securityContext.fsGroup", group, allowed] if {
	group := object.get(input.review.object.spec, ["securityContext", "fsGroup"], null)
	idranges.refused(rule, group)
	not pods.settled
	not pods.windows
	allowed := idranges.described(rule)
}

rule := {
	"rule": object.get(input.parameters, "rule", "RunAsAny"),
	"ranges": object.get(input.parameters, "ranges", []),
}
