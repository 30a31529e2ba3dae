package hostprobeslifecycle

import data.lib.images
import data.lib.pods

container_finding contains [list, index, path, host, "not set"] if {
	some list in pods.container_lists
	some index, container in input.review.object.spec[list]
	some probe in ["livenessProbe", "readinessProbe", "startupProbe"]
	some handler in ["httpGet", "tcpSocket"]
	host := container[probe][handler].host
	not host in {"", null}
	not pods.settled
	not images.exempt(object.get(container, "image", ""))
	path := concat(".", [probe, handler, "host"])
}

container_finding contains [list, index, path, host, "not set"] if {
	some list in pods.container_lists
	some index, container in input.review.object.spec[list]
	some hook in ["postStart", "preStop"]
	some handler in ["httpGet", "tcpSocket"]
	host := container.lifecycle[hook][handler].host
	not host in {"", null}
	not pods.settled
	not images.exempt(object.get(container, "image", ""))
	path := concat(".", ["lifecycle", hook, handler, "host"])
}
