package automountserviceaccounttoken

import data.lib.pods

token := "/var/run/secrets/kubernetes.io/serviceaccount"

object_finding contains ["spec.automountServiceAccountToken", true, "false"] if {
	input.review.object.spec.automountServiceAccountToken == true
	not pods.settled
}

object_finding contains ["spec.automountServiceAccountToken", null, "false"] if {
	object.get(input.review.object.spec, "automountServiceAccountToken", null) == null
	mounted
	not pods.settled
}

mounted if input.parameters.explicit == true

# Admission has mounted it for a pod that did not decline. Debug containers cannot mount.
mounted if {
	not input.parameters.explicit == true
	some list in ["containers", "initContainers"]
	some container in input.review.object.spec[list]
	some mount in container.volumeMounts
	mount.mountPath == token
}
