package fluxremoteclusters

import data.lib.objects
import data.lib.pods

# The value stays out of the message: it may hold a command with a credential.
violation contains pods.object_violation("spec.kubeConfig", "set", "not set") if {
	input.review.object.spec.kubeConfig
	not objects.settled
}
