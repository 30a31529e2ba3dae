package allowedusers

import data.lib.idranges
import data.lib.images
import data.lib.pods

# What a container says itself, or what nobody says.
container_finding contains [list, index, path, value, allowed] if {
	some field in ["runAsUser", "runAsGroup"]
	rule := input.parameters[field]
	some list in pods.container_lists
	some index, container in input.review.object.spec[list]
	value := object.get(container, ["securityContext", field], null)
	not inherited(field, value)
	idranges.refused(rule, value)
	not promised(rule, container, value)
	judged
	not images.exempt(object.get(container, "image", ""))
	path := concat(".", ["securityContext", field])
	allowed := idranges.described(rule)
}

# What the pod says for containers that say nothing.
object_finding contains [path, value, allowed] if {
	some field in ["runAsUser", "runAsGroup"]
	rule := input.parameters[field]
	value := input.review.object.spec.securityContext[field]
	value != null
	idranges.refused(rule, value)
	some list in pods.container_lists
	some container in input.review.object.spec[list]
	object.get(container, ["securityContext", field], null) == null
	judged
	not images.exempt(object.get(container, "image", ""))
	path := concat(".", ["spec.securityContext", field])
	allowed := idranges.described(rule)
}

object_finding contains ["spec.securityContext.fsGroup", group, allowed] if {
	rule := input.parameters.fsGroup
	group := object.get(input.review.object.spec, ["securityContext", "fsGroup"], null)
	idranges.refused(rule, group)
	judged
	images.some_judged
	allowed := idranges.described(rule)
}

object_finding contains [field, group, allowed] if {
	rule := input.parameters.supplementalGroups
	some index, group in input.review.object.spec.securityContext.supplementalGroups
	idranges.refused(rule, group)
	judged
	images.some_judged
	field := sprintf("spec.securityContext.supplementalGroups[%d]", [index])
	allowed := idranges.described(rule)
}

object_finding contains ["spec.securityContext.supplementalGroups", null, allowed] if {
	rule := input.parameters.supplementalGroups
	object.get(input.review.object.spec, ["securityContext", "supplementalGroups"], null) in {null, []}
	idranges.refused(rule, null)
	judged
	images.some_judged
	allowed := idranges.described(rule)
}

judged if {
	not pods.settled
	not pods.windows
}

inherited(field, null) if input.review.object.spec.securityContext[field] != null

# Who promises not to be root may leave the user to the image. Nobody has to name one then.
promised(rule, container, null) if {
	rule.rule == "MustRunAsNonRoot"
	container.securityContext.runAsNonRoot == true
}

promised(rule, container, null) if {
	rule.rule == "MustRunAsNonRoot"
	object.get(container, ["securityContext", "runAsNonRoot"], null) == null
	input.review.object.spec.securityContext.runAsNonRoot == true
}
