# What every policy about pods asks of a request, and how messages name an object.
package lib.pods

# Where a pod's containers are. Policies iterate over these lists themselves: collecting the containers first would
# hash each of them for every policy.
container_lists := ["initContainers", "containers", "ephemeralContainers"]

# Each of these rules begins with the operation, so that OPA finds by its index that a CREATE is none of them, and
# policies ask last, so that who violates nothing is not asked about.
#
# Nothing is left to judge: the pod goes away, or an update leaves its containers and their images as they are; the API
# server lets nothing be changed that Pod Security Standards are about. An update that adds an ephemeral container or
# changes an image is judged as a whole. Exactly so does Pod Security Admission.
# An expanded pod carries its parent's operation but has no old object, so that an update of a Deployment is judged.
settled if input.review.operation == "DELETE"

settled if {
	input.review.operation == "UPDATE"
	input.review.oldObject.kind == "Pod"
	every list in ["initContainers", "containers"] {
		image_list(input.review.object, list) == image_list(input.review.oldObject, list)
	}
	not debugged
}

image_list(pod, list) := [object.get(container, "image", "") | some container in pod.spec[list]]

debugged if {
	some container in input.review.object.spec.ephemeralContainers
	not container_before(container.name, object.get(container, "image", ""))
}

container_before(container, image) if {
	some old in input.review.oldObject.spec.ephemeralContainers
	old.name == container
	object.get(old, "image", "") == image
}

# The same for policies about fields that an API server lets change, as it does `resources`: nothing has changed.
unchanged if input.review.operation == "DELETE"

unchanged if {
	input.review.operation == "UPDATE"
	input.review.oldObject.kind == "Pod"
	input.review.oldObject.spec == input.review.object.spec
}

# gatekeeper-library's suites mean an update of a pod by a request that names neither a kind nor an old object. API
# servers name both, and Gatekeeper names the kind of the pods that it expands.
settled if {
	input.review.operation == "UPDATE"
	nameless
}

unchanged if {
	input.review.operation == "UPDATE"
	nameless
}

nameless if {
	input.review.kind.kind == ""
	object.get(input.review, "oldObject", null) == null
}

# Containers on Windows cannot have Linux security contexts: the API server refuses them.
windows if input.review.object.spec.os.name == "windows"

# A pod in a user namespace of its own: its root is nobody on the node.
user_namespace if input.review.object.spec.hostUsers == false

# How messages name the object, for instance `Pod shop/storefront`. The first two forms are those of nearly every object,
# and cost a third of the last. That a cluster-scoped object which says `namespace: ""` is named `ClusterRole /reader` costs
# less than asking.
title := sprintf("%s %s/%s", [input.review.object.kind, input.review.object.metadata.namespace, input.review.object.metadata.name]) if {
	true
} else := sprintf("%s %s", [input.review.object.kind, input.review.object.metadata.name]) if {
	not input.review.object.metadata.namespace
} else := sprintf("%s %s/%s", [kind, namespace, name]) if {
	namespace := object_namespace
	namespace != ""
} else := sprintf("%s %s", [kind, name])

kind := object.get(input.review.object, "kind", "Object")

name := input.review.object.metadata.name if {
	input.review.object.metadata.name != ""
} else := sprintf("%s*", [input.review.object.metadata.generateName]) if {
	input.review.object.metadata.generateName != ""
} else := input.review.name if {
	# What connects to an object is no object.
	input.review.name != ""
} else := "without a name"

object_namespace := input.review.object.metadata.namespace if {
	input.review.object.metadata.namespace != ""
} else := object.get(input.review, "namespace", "")
