package containerrequests

import data.lib.images
import data.lib.pods
import data.lib.quantities
import data.lib.resources

container_finding contains [list, index, path, value, allowed] if {
	some list in resources.container_lists
	some index, container in input.review.object.spec[list]
	some resource in ["cpu", "memory"]
	value := resources.request(container, resource)
	not acceptable(resource, value)
	not pods.unchanged
	not images.exempt(object.get(container, "image", ""))
	path := concat(".", ["resources.requests", resource])
	allowed := at_most(resource)
}

acceptable(resource, _) if input.parameters[resource] == "-1"

acceptable(resource, value) if {
	not input.parameters[resource]
	quantities.number(value)
}

acceptable(resource, value) if quantities.within(value, input.parameters[resource])

at_most(resource) := sprintf("at most %s", [input.parameters[resource]]) if {
	input.parameters[resource]
} else := "any amount"
