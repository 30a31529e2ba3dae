package blocknodeport

import data.lib.objects

object_finding contains ["spec.type", "NodePort", "ClusterIP, with an Ingress in front"] if {
	input.review.kind.kind == "Service"
	input.review.object.spec.type == "NodePort"
	not objects.settled
}
