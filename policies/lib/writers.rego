# Who sends a request. The audit and the pods that workloads expand to have no sender: policies about writers leave
# them alone.
package lib.writers

username := object.get(input.review, ["userInfo", "username"], "")

known if username != ""

default groups := []

groups := input.review.userInfo.groups

# Entries are whole user names, or the beginning of one followed by `*`.
is_user(entries) if username in entries

is_user(entries) if {
	some entry in entries
	endswith(entry, "*")
	startswith(username, trim_suffix(entry, "*"))
}

in_group(entries) if {
	some entry in entries
	entry in groups
}

# Service accounts of a namespace; their names cannot be anybody else's.
in_namespace(entries) if {
	some entry in entries
	startswith(username, sprintf("system:serviceaccount:%s:", [entry]))
}

# A grant for a group of the sender that has begun and not ended.
granted(grants) if {
	some grant in grants
	grant.group in groups
	time.parse_rfc3339_ns(grant.startsAt) <= time.now_ns()
	time.now_ns() < time.parse_rfc3339_ns(grant.endsAt)
}

# Whom the parameters that such policies share let through.
spared if is_user(input.parameters.allowedUsers)

spared if in_group(input.parameters.allowedGroups)

spared if granted(input.parameters.grants)
