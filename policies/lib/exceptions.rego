# Risk acceptances, as Fleetkeep compiles them into `parameters.exceptions` of a constraint. Every template of ours hands
# its violations through here, so that pull request, webhook and audit cannot disagree about them.
package lib.exceptions

# Whether admission lets a violation pass: an acceptance covers it and has not ended for good.
accepted(found) if {
	told := details(found)
	some exception in covering(told, found.msg, place(told, found.msg), digest(told, found.msg))
	time.now_ns() < time.parse_rfc3339_ns(exception.hardExpiresAt)
}

# A violation as a constraint with `reportExceptions` gives it out. That is the control kit's: it judges without a clock,
# is told which acceptances cover a violation, and may keep what it was told for as long as the content stays as it is. On
# a cluster it would deny what is accepted, nothing less.
reported(found) := {"msg": found.msg, "details": object.union(told, {
	"place": place_found,
	"digest": digest_found,
	"exceptions": covering(told, found.msg, place_found, digest_found),
})} if {
	told := details(found)
	place_found := place(told, found.msg)
	digest_found := digest(told, found.msg)
}

# A violation under a constraint without exceptions, which nearly every one is, the kit's too: to hand each from set to set
# costs as much as finding it.
unexcepted(found) := found if {
	not input.parameters.reportExceptions
} else := reported(found)

# The same of its details, for those who have them at hand.
described(told, message) := told if {
	not input.parameters.reportExceptions
} else := object.union(told, {
	"place": place(told, message),
	"digest": digest(told, message),
	"exceptions": [],
})

covering(told, message, place_found, digest_found) := [exception |
	some exception in input.parameters.exceptions
	exception.field in {place_found, any_container(told, message)}
	matches(exception.namespace, namespace)
	is_about(exception)
	exception.digest == digest_found
]

# An acceptance is about the object that it names, and about what this one owns. An object is owned by every owner that
# it names: a pod template that names a stranger beside its own workload is not the stranger's.
is_about(exception) if names(exception, group(subject.apiVersion), subject.kind, subject.metadata.name)

is_about(exception) if {
	count(owners) > 0
	every owner in owners {
		owned(exception, owner)
	}
}

owned(exception, owner) if names(exception, group(owner.apiVersion), owner.kind, owner.name)

# Between a Deployment and its Pods stands a ReplicaSet, named by the hash of the template that the Pods carry.
owned(exception, owner) if {
	owner.kind == "ReplicaSet"
	group(owner.apiVersion) == "apps"
	hash := subject.metadata.labels["pod-template-hash"]
	regex.match(`^[bcdfghjklmnpqrstvwxz2456789]{1,10}$`, hash)
	suffix := concat("", ["-", hash])
	endswith(owner.name, suffix)
	names(exception, "apps", "Deployment", trim_suffix(owner.name, suffix))
}

# Between a CronJob and its Pods stands a Job, named by the minute of its schedule, counted from 1970.
owned(exception, owner) if {
	owner.kind == "Job"
	group(owner.apiVersion) == "batch"
	regex.match(`-[0-9]{8}$`, owner.name)
	names(exception, "batch", "CronJob", substring(owner.name, 0, count(owner.name) - 9))
}

names(exception, api_group, kind, name) if {
	exception.group == api_group
	exception.kind == kind
	matches(exception.name, name)
}

# Names are whole, or the beginning of one followed by `*`.
matches(pattern, name) if pattern == name

matches(pattern, name) if {
	endswith(pattern, "*")
	startswith(name, trim_suffix(pattern, "*"))
}

# What the review is about; of a DELETE the object that goes away.
subject := input.review.object if {
	input.review.object != null
} else := input.review.oldObject

default namespace := ""

namespace := subject.metadata.namespace if {
	subject.metadata.namespace != ""
} else := input.review.namespace

owners := object.get(subject, ["metadata", "ownerReferences"], [])

group(api_version) := split(api_version, "/")[0] if {
	contains(api_version, "/")
} else := ""

# What a violation tells beside its message.
details(found) := found.details if {
	is_object(found.details)
} else := {}

# Where in the object the violation is. Containers are named and not counted, so that a sidecar before them changes
# nothing. The message, without the object's name, stands for the field of a policy that tells none.
place(told, message) := located(told.field, told.container) if {
	told.container
	told.field != ""
} else := told.field if {
	told.field != ""
} else := located(nameless(message), told.container) if {
	told.container
} else := nameless(message)

any_container(told, message) := located(told.field, "*") if {
	told.field != ""
} else := located(nameless(message), "*")

# The first number in brackets becomes a name. A `$` in what replaces it would mean something else.
located(text, name) := regex.replace(text, `(?s)^(.*?)\[[0-9]+\]`, concat("", ["${1}[", name, "]"])) if {
	not contains(name, "$")
} else := concat("", [substring(text, 0, start), "[", name, "]", substring(text, start + count(index), -1)]) if {
	index := regex.find_n(`\[[0-9]+\]`, text, 1)[0]
	start := indexof(text, index)
} else := text

# Of what was found there: something worse is something else. A whole number is written in digits, whichever way it came
# to be a number of Rego's.
digest(told, message) := concat(":", ["sha256", crypto.sha256(json.marshal(told.value))]) if {
	not is_number(told.value)
} else := concat(":", ["sha256", crypto.sha256(format_int(told.value, 10))]) if {
	floor(told.value) == told.value
} else := concat(":", ["sha256", crypto.sha256(json.marshal(object.get(told, "value", nameless(message))))])

nameless(message) := replace(message, subject.metadata.name, "*") if {
	subject.metadata.name != ""
} else := message
