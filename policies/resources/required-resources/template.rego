package requiredresources

import data.lib.images
import data.lib.pods
import data.lib.resources

container_finding contains [list, index, path, null, "any amount"] if {
	some list in resources.container_lists
	some index, container in input.review.object.spec[list]
	some resource in input.parameters.limits
	object.get(container, ["resources", "limits", resource], null) == null
	not pods.unchanged
	not images.exempt(object.get(container, "image", ""))
	path := concat(".", ["resources.limits", resource])
}

container_finding contains [list, index, path, null, "any amount"] if {
	some list in resources.container_lists
	some index, container in input.review.object.spec[list]
	some resource in input.parameters.requests

	# A request that is not there is what the limit says: so does the API server fill it in.
	limit := object.get(container, ["resources", "limits", resource], null)
	object.get(container, ["resources", "requests", resource], limit) == null
	not pods.unchanged
	not images.exempt(object.get(container, "image", ""))
	path := concat(".", ["resources.requests", resource])
}
