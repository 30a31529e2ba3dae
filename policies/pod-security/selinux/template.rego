package selinux

import data.lib.images
import data.lib.pods

object_finding contains ["spec.securityContext.seLinuxOptions", options, allowed_options] if {
	options := input.review.object.spec.securityContext.seLinuxOptions
	given := set_options(options)
	given != {}
	not accepted(given)
	not pods.settled
	images.some_judged
}

container_finding contains [list, index, "securityContext.seLinuxOptions", options, allowed_options] if {
	some list in pods.container_lists
	some index, container in input.review.object.spec[list]
	options := container.securityContext.seLinuxOptions
	given := set_options(options)
	given != {}
	not accepted(given)
	not pods.settled
	not images.exempt(object.get(container, "image", ""))
}

accepted(given) if {
	some entry in input.parameters.allowedSELinuxOptions
	every name, value in given {
		entry[name] in {value, "*"}
	}
}

# Empty is not set.
set_options(options) := {name: value |
	some name in ["level", "role", "type", "user"]
	value := options[name]
	not value in {"", null}
}

allowed_options := concat(" or ", [json.marshal(entry) | some entry in input.parameters.allowedSELinuxOptions]) if {
	count(input.parameters.allowedSELinuxOptions) > 0
} else := "not set"
