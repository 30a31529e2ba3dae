package seccompannotations

import data.lib.images
import data.lib.pods

container_annotation_finding contains [list, index, found.field, found.profile, allowed] if {
	not "*" in input.parameters.allowedProfiles
	some list in pods.container_lists
	some index, container in input.review.object.spec[list]
	found := effective(list, index, container)
	not is_allowed(found.profile)
	not pods.settled
	not images.exempt(object.get(container, "image", ""))

	# The end of the message is gatekeeper-library's, for who looks for it in logs.
	allowed := sprintf("%s (Seccomp profile '%s' is not allowed for container '%s'. Found at: %s)", [
		concat(", ", object.get(input.parameters, "allowedProfiles", [])),
		object.get({null: "not configured"}, found.profile, found.profile),
		object.get(container, "name", ""),
		found.place,
	])
}

# The profile that a container ends up with, spelt as in annotations, and where it stands.
effective(list, index, container) := {
	"profile": spelt(container.securityContext.seccompProfile),
	"field": container_field(list, index),
	"place": "container securityContext",
} if {
	container.securityContext.seccompProfile
} else := {
	"profile": spelt(input.review.object.spec.securityContext.seccompProfile),
	"field": "spec.securityContext.seccompProfile",
	"place": "pod securityContext",
} if {
	input.review.object.spec.securityContext.seccompProfile
} else := annotated(concat("", ["container.seccomp.security.alpha.kubernetes.io/", container.name])) if {
	true
} else := annotated("seccomp.security.alpha.kubernetes.io/pod") if {
	true
} else := {
	"profile": null,
	"field": container_field(list, index),
	"place": "no explicit profile found",
}

container_field(list, index) := sprintf("spec.%s[%d].securityContext.seccompProfile", [list, index])

annotated(key) := {
	"profile": object.get(synonyms, value, value),
	"field": sprintf("metadata.annotations[%s]", [key]),
	"place": sprintf("annotation %s", [key]),
} if {
	value := input.review.object.metadata.annotations[key]
}

spelt(profile) := sprintf("localhost/%s", [object.get(profile, "localhostProfile", "")]) if {
	profile.type == "Localhost"
} else := object.get(synonyms, profile.type, profile.type) if {
	profile.type
} else := null

synonyms := {
	"RuntimeDefault": "runtime/default",
	"Unconfined": "unconfined",
	"docker/default": "runtime/default",
}

is_allowed(profile) if {
	some entry in input.parameters.allowedProfiles
	object.get(synonyms, entry, entry) == profile
}

is_allowed(profile) if {
	startswith(profile, "localhost/")
	"localhost/*" in input.parameters.allowedProfiles
}

is_allowed(profile) if {
	startswith(profile, "localhost/")
	"Localhost" in input.parameters.allowedProfiles
	some file in input.parameters.allowedLocalhostFiles
	file in {"*", trim_prefix(profile, "localhost/")}
}
