package blocknodeport

import data.lib.objects
import data.lib.pods

violation contains pods.object_violation("spec.type", "NodePort", "ClusterIP, with an Ingress in front") if {
	input.review.kind.kind == "Service"
	input.review.object.spec.type == "NodePort"
	not objects.settled
}
