# Lists of images, as `exemptImages` and `allowedImages` hold them.
package lib.images

# Entries are whole references, or the beginning of one followed by `*`.
matches(image, entries) if {
	some entry in entries
	matches_entry(image, entry)
}

matches_entry(image, entry) if image == entry

matches_entry(image, entry) if {
	endswith(entry, "*")
	startswith(image, trim_suffix(entry, "*"))
}

# Whether the constraint exempts a container by its image.
exempt(container) if matches(container.image, input.parameters.exemptImages)
