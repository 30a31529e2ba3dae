package seccomp

import data.lib.images
import data.lib.pods

# The pod's profile is judged once, even where every container has one of its own: a container that is added later
# would inherit it.
object_finding contains ["spec.securityContext.seccompProfile", shown(profile), allowed] if {
	profile := pod_profile
	not allowed_profile(profile)
	judged
	images.some_judged
	allowed := explained(shown(profile), concat("', '", inheriting), "pod securityContext")
}

container_finding contains [list, index, "securityContext.seccompProfile", shown(profile), allowed] if {
	some list in pods.container_lists
	some index, container in input.review.object.spec[list]
	profile := container.securityContext.seccompProfile
	profile != null
	not allowed_profile(profile)
	judged
	not images.exempt(object.get(container, "image", ""))
	allowed := explained(shown(profile), object.get(container, "name", ""), "container securityContext")
}

container_finding contains [list, index, "securityContext.seccompProfile", null, allowed] if {
	not pod_profile
	not "not configured" in types
	some list in pods.container_lists
	some index, container in input.review.object.spec[list]
	object.get(container, ["securityContext", "seccompProfile"], null) == null
	judged
	not images.exempt(object.get(container, "image", ""))
	allowed := explained("not configured", object.get(container, "name", ""), "no explicit profile found")
}

inheriting := [object.get(container, "name", "") |
	some list in pods.container_lists
	some container in input.review.object.spec[list]
	object.get(container, ["securityContext", "seccompProfile"], null) == null
]

# The end of the message is gatekeeper-library's, for who looks for it in logs.
explained(profile, container, place) := sprintf(
	"%s (Seccomp profile '%v' is not allowed for container '%s'. Found at: %s.)",
	[concat(", ", [described(type) | some type in types]), profile, container, place],
)

judged if {
	not pods.settled
	not "*" in types
	not exempt_platform
}

# A profile cannot be required on Windows, where there is none.
exempt_platform if {
	pods.windows
	not "not configured" in types
}

pod_profile := profile if {
	profile := input.review.object.spec.securityContext.seccompProfile
	profile != null
}

default types := ["RuntimeDefault", "Localhost"]

types := input.parameters.allowedProfiles

default files := []

files := input.parameters.allowedLocalhostFiles

# Who allows no profiles by name gets those of the standard: any file of the node.
files := ["*"] if {
	not input.parameters.allowedProfiles
	not input.parameters.allowedLocalhostFiles
}

allowed_profile(profile) if {
	profile.type != "Localhost"
	profile.type in types
}

allowed_profile(profile) if {
	profile.type == "Localhost"
	"Localhost" in types
	allowed_file(object.get(profile, "localhostProfile", ""))
}

allowed_file(_) if "*" in files

allowed_file(file) if file in files

shown(profile) := sprintf("Localhost %s", [object.get(profile, "localhostProfile", "")]) if {
	profile.type == "Localhost"
} else := object.get(profile, "type", null)

described(type) := sprintf("Localhost (%s)", [concat(", ", files)]) if {
	type == "Localhost"
	not "*" in files
} else := "not set" if {
	type == "not configured"
} else := type
