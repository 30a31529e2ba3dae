package capabilities

import data.lib.images
import data.lib.pods

container_finding contains [list, index, path, capability, additions] if {
	some list in pods.container_lists
	some index, container in input.review.object.spec[list]
	some position, capability in container.securityContext.capabilities.add
	not may_add(capability)
	judged
	not images.exempt(object.get(container, "image", ""))
	path := sprintf("securityContext.capabilities.add[%d]", [position])
}

container_finding contains [list, index, "securityContext.capabilities.drop", dropped, drops] if {
	must_drop
	judged
	some list in pods.container_lists
	some index, container in input.review.object.spec[list]
	dropped := object.get(container, ["securityContext", "capabilities", "drop"], null)
	not enough(dropped)
	not images.exempt(object.get(container, "image", ""))
}

must_drop if count(input.parameters.requiredDropCapabilities) > 0

judged if {
	not pods.settled
	not exempt_platform
}

# What must be dropped cannot be dropped on Windows, where there are no capabilities either.
exempt_platform if {
	must_drop
	pods.windows
}

may_add(capability) if capability in input.parameters.allowedCapabilities

# Kubernetes knows capabilities in capital letters only; older constraints may write them otherwise.
may_add(capability) if {
	some allowed in input.parameters.allowedCapabilities
	upper(allowed) in {capability, "*"}
}

enough(dropped) if "ALL" in dropped

enough(dropped) if {
	every required in input.parameters.requiredDropCapabilities {
		upper(required) in dropped
	}
}

additions := concat(", ", input.parameters.allowedCapabilities) if {
	count(input.parameters.allowedCapabilities) > 0
} else := "none"

drops := sprintf("a list with ALL, or with %s", [concat(", ", input.parameters.requiredDropCapabilities)]) if {
	not "ALL" in input.parameters.requiredDropCapabilities
} else := "a list with ALL"
