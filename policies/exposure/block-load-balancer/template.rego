package blockloadbalancer

import data.lib.objects

violation contains objects.violation("spec.type", "LoadBalancer", "ClusterIP, with an Ingress in front") if {
	input.review.kind.kind == "Service"
	input.review.object.spec.type == "LoadBalancer"
	not objects.settled
}
