# Rules about ids of users and groups, as PodSecurityPolicy had them: a `rule` and `ranges` of `min` and `max`.
package lib.idranges

# Whether a rule refuses an id; null stands for one that is not set.
refused(rule, id) if {
	rule.rule == "MustRunAs"
	not within(rule, id)
}

refused(rule, id) if {
	rule.rule == "MayRunAs"
	id != null
	not within(rule, id)
}

refused(rule, id) if {
	rule.rule == "MustRunAsNonRoot"
	id in {0, null}
}

within(rule, id) if {
	is_number(id)
	some range in rule.ranges
	id >= object.get(range, "min", 0)
	id <= object.get(range, "max", id)
}

described(rule) := "an id other than 0, or runAsNonRoot: true" if {
	rule.rule == "MustRunAsNonRoot"
} else := sprintf("%s, or not set", [listed(rule)]) if {
	rule.rule == "MayRunAs"
} else := listed(rule)

listed(rule) := concat(", ", [shown(range) | some range in rule.ranges]) if {
	count(rule.ranges) > 0
} else := "none"

shown(range) := sprintf("%d to %d", [object.get(range, "min", 0), range.max]) if {
	range.max
} else := sprintf("%d and more", [object.get(range, "min", 0)])
