# Lists of images, as `exemptImages` and `allowedImages` hold them.
package lib.images

# Entries are whole references, or the beginning of one followed by `*`.
matches(image, entries) if image in entries

matches(image, entries) if {
	some entry in entries
	endswith(entry, "*")
	startswith(image, trim_suffix(entry, "*"))
}

# Whether the constraint spares containers with an image.
exempt(image) if matches(image, input.parameters.exemptImages)
