# What policies about objects other than pods ask of a request.
package lib.objects

# Nothing is left to judge: the object goes away.
settled if input.review.operation == "DELETE"

# What is being removed may let go of its finalizers, as long as nothing else of it changes.
settled if {
	input.review.operation == "UPDATE"
	input.review.object.metadata.deletionTimestamp
	content(input.review.object) == content(input.review.oldObject)
}

content(given) := object.remove(given, ["metadata", "status"])

# An entry of a map, such as metadata.labels["owner"].
entry(path, key) := sprintf("%s[%q]", [path, key])

# Lists in messages.
listed(names) := concat(", ", names) if {
	count(names) > 0
} else := "none"
