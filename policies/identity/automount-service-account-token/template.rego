package automountserviceaccounttoken

import data.lib.pods

token := "/var/run/secrets/kubernetes.io/serviceaccount"

violation contains pods.object_violation("spec.automountServiceAccountToken", automount, "false") if {
	mounts(automount)
	not pods.settled
}

automount := object.get(input.review.object.spec, "automountServiceAccountToken", null)

mounts(true)

mounts(null) if input.parameters.explicit == true

# Admission has mounted it for a pod that did not decline. Debug containers cannot mount.
mounts(null) if {
	not input.parameters.explicit == true
	some list in ["containers", "initContainers"]
	some container in input.review.object.spec[list]
	some mount in container.volumeMounts
	mount.mountPath == token
}
