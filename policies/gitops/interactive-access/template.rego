package interactiveaccess

import data.lib.writers

object_finding contains [sprintf("%s/%s", [input.review.resource.resource, input.review.requestSubResource]), writers.username, "a group with a running grant"] if {
	input.review.requestSubResource in {"attach", "ephemeralcontainers", "exec", "portforward", "proxy"}
	writers.known
	not writers.spared
}
