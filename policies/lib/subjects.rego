# Subjects and roles of RBAC, as lists in parameters name them.
package lib.subjects

# Whether an entry is about a name: the same text, or with `regexMatch` an expression that matches somewhere in it.
named(entry, name) if {
	not entry.regexMatch == true
	entry.name == name
}

named(entry, name) if {
	entry.regexMatch == true
	regex.match(entry.name, name)
}

# Whether a list has a subject. What an entry leaves out it does not restrict.
listed(entries, subject) if {
	some entry in entries
	named(entry, subject.name)
	object.get(entry, "kind", subject.kind) == subject.kind
	object.get(entry, "namespace", "") in {"", object.get(subject, "namespace", "")}
	object.get(entry, "apiGroup", "") in {"", object.get(subject, "apiGroup", "")}
}

# How messages name a subject, for instance `ServiceAccount shop/tenant`.
title(subject) := sprintf("%s %s/%s", [subject.kind, subject.namespace, subject.name]) if {
	subject.namespace != ""
} else := sprintf("%s %s", [subject.kind, subject.name])

# Whether the role under review is on the list of exemptions.
exempt_role if {
	input.review.object.kind == "ClusterRole"
	some entry in input.parameters.exemptions.clusterRoles
	named(entry, input.review.object.metadata.name)
}

exempt_role if {
	input.review.object.kind == "Role"
	some entry in input.parameters.exemptions.roles
	entry.namespace == input.review.object.metadata.namespace
	named(entry, input.review.object.metadata.name)
}
