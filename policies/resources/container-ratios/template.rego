package containerratios

import data.lib.images
import data.lib.pods
import data.lib.quantities
import data.lib.resources

container_finding contains [list, index, path, limit, allowed] if {
	some list in resources.container_lists
	some index, container in input.review.object.spec[list]
	some resource, ratio in ratios
	limit := resources.limit(container, resource)
	not near(limit, resources.request(container, resource), ratio)
	not pods.unchanged
	not images.exempt(object.get(container, "image", ""))
	path := concat(".", ["resources.limits", resource])
	allowed := sprintf("at most %s times the request, which is %s", [ratio, shown(resources.request(container, resource))])
}

near(limit, request, ratio) if quantities.number(limit) <= round(quantities.number(request) * to_number(ratio))

ratios := {"cpu": object.get(input.parameters, "cpuRatio", memory_ratio), "memory": memory_ratio}

memory_ratio := object.get(input.parameters, "ratio", "1")

shown(null) := "not set"

shown(request) := request if request != null
