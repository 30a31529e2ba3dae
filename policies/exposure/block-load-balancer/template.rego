package blockloadbalancer

import data.lib.objects
import data.lib.pods

violation contains pods.object_violation("spec.type", "LoadBalancer", "ClusterIP, with an Ingress in front") if {
	input.review.kind.kind == "Service"
	input.review.object.spec.type == "LoadBalancer"
	not objects.settled
}
