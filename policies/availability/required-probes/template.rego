package requiredprobes

import data.lib.pods

container_finding contains ["containers", index, probe, container[probe], allowed] if {
	some index, container in input.review.object.spec.containers
	some probe in input.parameters.probes
	container[probe] != null
	not answered(container[probe])
	judged
}

container_finding contains ["containers", index, probe, null, allowed] if {
	some index, container in input.review.object.spec.containers
	some probe in input.parameters.probes
	object.get(container, probe, null) == null
	judged
}

judged if {
	not pods.settled
	not spared
}

spared if {
	input.parameters.onlyLongRunning
	not object.get(input.review.object.spec, "restartPolicy", "Always") == "Always"
}

answered(probe) if {
	some type in types
	probe[type]
}

default types := ["exec", "grpc", "httpGet", "tcpSocket"]

types := input.parameters.probeTypes

allowed := sprintf("a probe by %s", [concat(", ", types)])
