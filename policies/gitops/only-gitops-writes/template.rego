package onlygitopswrites

import data.lib.writers

object_finding contains ["userInfo.username", writers.username, "Flux, the system, or a group with a running grant"] if {
	writers.known
	not connection
	not passing
	not allowed
}

# Events and leases are the system's own notes, made by everything that runs; reviews of rights change nothing.
passing if {
	input.review.kind.kind == "Event"
	input.review.kind.group in {"", "events.k8s.io"}
}

passing if input.review.kind.group in {"authentication.k8s.io", "authorization.k8s.io", "coordination.k8s.io"}

# Another policy is about connections.
connection if input.review.operation == "CONNECT"

allowed if writers.in_namespace(input.parameters.allowedNamespaces)

allowed if writers.spared

# Flux acts as these accounts in tenants' namespaces.
allowed if {
	some account in input.parameters.allowedServiceAccounts
	endswith(writers.username, sprintf(":%s", [account]))
	regex.match(`^system:serviceaccount:[^:]+:[^:]+$`, writers.username)
}
