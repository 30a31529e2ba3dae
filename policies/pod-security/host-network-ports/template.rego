package hostnetworkports

import data.lib.images
import data.lib.pods

object_finding contains ["spec.hostNetwork", value, "false, or not set"] if {
	not input.parameters.hostNetwork
	value := input.review.object.spec.hostNetwork
	not value in {false, null}
	not pods.settled
}

container_finding contains [list, index, path, port.hostPort, allowed_ports] if {
	some list in pods.container_lists
	some index, container in input.review.object.spec[list]
	some position, port in container.ports
	not port.hostPort in {0, null}
	out_of_range(port.hostPort)
	not pods.settled
	not images.exempt(object.get(container, "image", ""))
	path := sprintf("ports[%d].hostPort", [position])
}

out_of_range(port) if port < input.parameters.min

out_of_range(port) if port > input.parameters.max

default lowest := 1

lowest := input.parameters.min if input.parameters.min > 0

default highest := 65535

highest := input.parameters.max

allowed_ports := sprintf("%d to %d, or not set", [lowest, highest]) if {
	lowest <= highest
} else := "not set"
