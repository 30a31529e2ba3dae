package seccomp

import data.lib.images
import data.lib.pods

# The pod's profile is judged once, even where every container has one of its own: a container that is added later
# would inherit it.
violation contains pods.pod_violation("spec.securityContext.seccompProfile", shown(profile), allowed_profiles) if {
	judged
	profile := pod_profile
	not allowed(profile)
	images.some_judged
}

violation contains pods.container_violation(list, index, "securityContext.seccompProfile", shown(profile), allowed_profiles) if {
	judged
	some list in pods.container_lists
	some index, container in input.review.object.spec[list]
	profile := container.securityContext.seccompProfile
	profile != null
	not allowed(profile)
	not images.exempt(object.get(container, "image", ""))
}

violation contains pods.container_violation(list, index, "securityContext.seccompProfile", null, allowed_profiles) if {
	judged
	not pod_profile
	not "not configured" in types
	some list in pods.container_lists
	some index, container in input.review.object.spec[list]
	object.get(container, ["securityContext", "seccompProfile"], null) == null
	not images.exempt(object.get(container, "image", ""))
}

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

allowed(profile) if {
	profile.type != "Localhost"
	profile.type in types
}

allowed(profile) if {
	profile.type == "Localhost"
	"Localhost" in types
	allowed_file(object.get(profile, "localhostProfile", ""))
}

allowed_file(_) if "*" in files

allowed_file(file) if file in files

shown(profile) := sprintf("Localhost %s", [object.get(profile, "localhostProfile", "")]) if {
	profile.type == "Localhost"
} else := object.get(profile, "type", null)

allowed_profiles := concat(", ", [described(type) | some type in types])

described(type) := sprintf("Localhost (%s)", [concat(", ", files)]) if {
	type == "Localhost"
	not "*" in files
} else := "not set" if {
	type == "not configured"
} else := type
