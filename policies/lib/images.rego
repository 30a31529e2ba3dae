# Lists of images, as `exemptImages` and `allowedImages` hold them.
package lib.images

# Entries are whole references, or the beginning of one followed by `*`.
matches(image, entries) if image in entries

matches(image, entries) if {
	some entry in entries
	endswith(entry, "*")
	startswith(image, trim_suffix(entry, "*"))
}

# Whether the constraint judges a container at all: what a pod says for all is no concern of pods that it spares.
some_judged if {
	some list in ["initContainers", "containers", "ephemeralContainers"]
	some container in input.review.object.spec[list]
	not exempt(object.get(container, "image", ""))
}

# Whether the constraint spares containers with an image: `matches` without its call, which every violation would pay.
exempt(image) if image in input.parameters.exemptImages

exempt(image) if {
	some entry in input.parameters.exemptImages
	endswith(entry, "*")
	startswith(image, trim_suffix(entry, "*"))
}
