package ephemeralstoragelimit

import data.lib.images
import data.lib.pods
import data.lib.quantities
import data.lib.resources

container_finding contains [list, index, "resources.limits.ephemeral-storage", value, allowed] if {
	some list in resources.container_lists
	some index, container in input.review.object.spec[list]
	value := resources.limit(container, "ephemeral-storage")
	not acceptable(value)
	not pods.unchanged
	not images.exempt(object.get(container, "image", ""))
}

acceptable(value) if {
	not maximum
	quantities.number(value)
}

acceptable(value) if quantities.within(value, maximum)

maximum := input.parameters["ephemeral-storage"]

allowed := sprintf("at most %s", [maximum]) if {
	maximum
} else := "any amount"
