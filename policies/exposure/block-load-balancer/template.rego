package blockloadbalancer

import data.lib.objects

object_finding contains ["spec.type", "LoadBalancer", "ClusterIP, with an Ingress in front"] if {
	input.review.kind.kind == "Service"
	input.review.object.spec.type == "LoadBalancer"
	not objects.settled
}
