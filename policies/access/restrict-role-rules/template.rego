package restrictrolerules

import data.lib.objects
import data.lib.subjects

object_finding contains [sprintf("rules[%d]", [index]), granted, "none of these rights"] if {
	not subjects.exempt_role
	some index, rule in input.review.object.rules
	some disallowed in input.parameters.disallowedRules
	granted := concat(", ", sort([right |
		some group in disallowed.apiGroups
		grants(rule.apiGroups, group)
		some resource in disallowed.resources
		grants_resource(rule.resources, resource)
		some verb in disallowed.verbs
		grants(rule.verbs, verb)
		right := sprintf("%s %s", [verb, concat("/", [part | some part in [group, resource]; part != ""])])
	]))
	granted != ""
	not objects.settled
}

grants(granted, wanted) if wanted in granted

grants(granted, _) if "*" in granted

grants_resource(granted, wanted) if grants(granted, wanted)

# A subresource of any resource, such as `*/exec`.
grants_resource(granted, wanted) if {
	[_, subresource] := split(wanted, "/")
	sprintf("*/%s", [subresource]) in granted
}
