package secretsinvariables

import data.lib.images
import data.lib.pods

# The name of a Secret is no secret.
container_finding contains [list, index, field, name, "a volume"] if {
	some list in pods.container_lists
	some index, container in input.review.object.spec[list]
	some field, name in secrets_of(container)
	not pods.settled
	not images.exempt(object.get(container, "image", ""))
}

secrets_of(container) := object.union(one_by_one, whole) if {
	one_by_one := {sprintf("env[%d].valueFrom.secretKeyRef.name", [index]): object.get(reference, "name", null) |
		some index, variable in container.env
		reference := variable.valueFrom.secretKeyRef
	}
	whole := {sprintf("envFrom[%d].secretRef.name", [index]): object.get(reference, "name", null) |
		some index, source in container.envFrom
		reference := source.secretRef
	}
}
