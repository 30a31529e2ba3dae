package requiredresources

import data.lib.images
import data.lib.pods
import data.lib.resources

violation contains pods.container_violation(list, index, path, null, "any amount") if {
	some list in resources.container_lists
	some index, container in input.review.object.spec[list]
	some resource in input.parameters.limits
	resources.limit(container, resource) == null
	not pods.unchanged
	not images.exempt(object.get(container, "image", ""))
	path := concat(".", ["resources.limits", resource])
}

violation contains pods.container_violation(list, index, path, null, "any amount") if {
	some list in resources.container_lists
	some index, container in input.review.object.spec[list]
	some resource in input.parameters.requests
	resources.request(container, resource) == null
	not pods.unchanged
	not images.exempt(object.get(container, "image", ""))
	path := concat(".", ["resources.requests", resource])
}
