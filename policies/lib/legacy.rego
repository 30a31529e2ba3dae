# Exclusions that objects and namespaces are annotated with, as Syncier Security Tower had them. They have neither owner
# nor end: only templates that are synthesised with the fleet's `legacyExclusions` import this.
package lib.legacy

prefixes := ["securitytower.io", "phylake.io", "cloud.syncier.com"]

# What excludes the object from a policy, by the policy's kind in lower case: in the form of an exception that never ends.
exclusions(policy) := [{"id": key, "reason": reason, "legacy": true} |
	some prefix in prefixes
	key := concat("", [prefix, "/policy.exclusion.", policy])
	some annotations in annotated
	reason := annotations[key]
]

annotated := [annotations |
	some path in [
		["object", "metadata", "annotations"],
		["object", "spec", "template", "metadata", "annotations"],
		["object", "spec", "jobTemplate", "spec", "template", "metadata", "annotations"],
		["oldObject", "metadata", "annotations"],
		["namespaceObject", "metadata", "annotations"],
	]
	annotations := object.get(input.review, path, null)
	is_object(annotations)
	counts(path[0])
]

# Of a DELETE the object that goes away; of anything else what is to be.
counts(part) if part != "oldObject"

counts("oldObject") if not is_object(input.review.object)

# A violation that is reported together with the exceptions that cover it.
beside(reported, excluded) := object.union(reported, {"details": {"exceptions": array.concat(exceptions, excluded)}}) if {
	exceptions := reported.details.exceptions
} else := reported
