package interactivetty

import data.lib.images
import data.lib.pods

container_finding contains [list, index, field, value, "false, or not set"] if {
	some list in pods.container_lists
	some index, container in input.review.object.spec[list]
	some field in ["stdin", "tty"]
	value := container[field]
	value != false
	not pods.settled
	not images.exempt(object.get(container, "image", ""))
}
