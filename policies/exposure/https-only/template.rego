package httpsonly

import data.lib.objects

object_finding contains ["metadata.annotations[\"kubernetes.io/ingress.allow-http\"]", value, "\"false\""] if {
	value := object.get(input.review.object, ["metadata", "annotations", "kubernetes.io/ingress.allow-http"], null)
	value != "false"
	judged
}

object_finding contains ["spec.tls", value, "a list of certificates"] if {
	not input.parameters.tlsOptional == true
	value := object.get(input.review.object, ["spec", "tls"], null)
	value in {null, []}
	judged
}

judged if {
	not objects.settled
	input.review.object.kind == "Ingress"
	regex.match(`^(extensions|networking\.k8s\.io)/`, input.review.object.apiVersion)
}
