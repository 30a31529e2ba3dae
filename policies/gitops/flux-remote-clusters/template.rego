package fluxremoteclusters

import data.lib.objects

# The value stays out of the message: it may hold a command with a credential.
object_finding contains ["spec.kubeConfig", "set", "not set"] if {
	input.review.object.spec.kubeConfig
	not objects.settled
}
