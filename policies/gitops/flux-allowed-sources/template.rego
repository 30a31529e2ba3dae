package fluxallowedsources

import data.lib.objects

object_finding contains [sprintf("spec.%s", [field]), url, objects.listed(allowed)] if {
	some field in ["url", "endpoint"]
	url := input.review.object.spec[field]
	not listed(url)
	not objects.settled
}

default allowed := []

allowed := input.parameters.allowedUrls

listed(url) if url in allowed

listed(url) if {
	some entry in allowed
	endswith(entry, "*")
	startswith(url, trim_suffix(entry, "*"))
}
