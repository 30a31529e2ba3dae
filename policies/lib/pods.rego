# What every policy about pods asks of a request.
package lib.pods

# Where a pod's containers are. Policies iterate over these lists themselves: collecting the containers first would
# hash each of them for every policy.
container_lists := ["initContainers", "containers", "ephemeralContainers"]

# Nothing is left to judge: the pod goes away, or an update leaves its spec as it is. An expanded pod carries its
# parent's operation but has no old object, so that an update of a Deployment is judged.
# An update that adds an ephemeral container or changes an image is judged as a whole, as Pod Security Admission does.
settled if input.review.operation == "DELETE"

settled if {
	input.review.operation == "UPDATE"
	input.review.oldObject.kind == "Pod"
	input.review.oldObject.spec == input.review.object.spec
}

# Containers on Windows cannot have Linux security contexts: the API server refuses them.
windows if input.review.object.spec.os.name == "windows"

# A pod in a user namespace of its own: its root is nobody on the node.
user_namespace if input.review.object.spec.hostUsers == false

# How messages name the object, for instance `Pod shop/storefront`.
title := sprintf("%s %s/%s", [kind, namespace, name]) if {
	namespace := object_namespace
	namespace != ""
} else := sprintf("%s %s", [kind, name])

kind := object.get(input.review.object, "kind", "Object")

name := input.review.object.metadata.name if {
	input.review.object.metadata.name != ""
} else := sprintf("%s*", [input.review.object.metadata.generateName]) if {
	input.review.object.metadata.generateName != ""
} else := "without a name"

object_namespace := input.review.object.metadata.namespace if {
	input.review.object.metadata.namespace != ""
} else := object.get(input.review, "namespace", "")

# The path of a container's field, for instance `spec.containers[0].image`.
container_field(list, index, field) := sprintf("spec.%s[%d].%s", [list, index, field])

# One violation in a container.
container_violation(container, field, value, allowed) := violation(
	sprintf("%s, container %s", [title, container_name(container)]),
	{"field": field, "container": container_name(container), "value": value},
	allowed,
)

# One violation in the pod itself.
pod_violation(field, value, allowed) := violation(title, {"field": field, "value": value}, allowed)

violation(place, details, allowed) := {
	"msg": sprintf("%s: %s is %s; allowed: %s", [place, details.field, shown(details.value), allowed]),
	"details": details,
}

# Values as JSON, so that "true" and true differ; null stands for what is not there.
shown(null) := "not set"

shown(value) := json.marshal(value) if value != null

container_name(container) := object.get(container, "name", "without a name")
