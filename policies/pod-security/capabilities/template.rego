package capabilities

import data.lib.images
import data.lib.pods

violation contains pods.container_violation(container, field, capability, allowed_additions) if {
	judged
	not "*" in allowed
	some list in pods.container_lists
	some index, container in input.review.object.spec[list]
	some position, capability in container.securityContext.capabilities.add
	not capability in allowed
	not images.exempt(container)
	field := pods.container_field(list, index, sprintf("securityContext.capabilities.add[%d]", [position]))
}

violation contains pods.container_violation(container, field, value, required_drops) if {
	judged
	count(required) > 0
	some list in pods.container_lists
	some index, container in input.review.object.spec[list]
	value := object.get(container, ["securityContext", "capabilities", "drop"], null)
	not drops_required(value)
	not images.exempt(container)
	field := pods.container_field(list, index, "securityContext.capabilities.drop")
}

drops_required(dropped) if "ALL" in dropped

drops_required(dropped) if every capability in required { capability in dropped }

judged if {
	not pods.settled
	not exempt_platform
}

# What must be dropped cannot be dropped on Windows, where there are no capabilities either.
exempt_platform if {
	pods.windows
	count(required) > 0
}

# Kubernetes knows capabilities in capital letters only; older constraints may write them otherwise.
allowed contains upper(capability) if some capability in input.parameters.allowedCapabilities

required contains upper(capability) if some capability in input.parameters.requiredDropCapabilities

allowed_additions := concat(", ", sort(allowed)) if count(allowed) > 0

allowed_additions := "none" if count(allowed) == 0

required_drops := sprintf("a list with %s", [concat(", ", required)]) if "ALL" in required

required_drops := sprintf("a list with %s, or ALL", [concat(", ", required)]) if not "ALL" in required
