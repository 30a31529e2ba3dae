package trustedimages

import data.lib.pods

container_finding contains [list, index, "image", image, allowed] if {
	some list in pods.container_lists
	some index, container in input.review.object.spec[list]
	image := object.get(container, "image", "")
	not trusted(image)
	not pods.settled
}

object_finding contains [field, reference, allowed] if {
	some index, volume in input.review.object.spec.volumes
	reference := volume.image.reference
	not trusted(reference)
	not pods.settled
	field := sprintf("spec.volumes[%d].image.reference", [index])
}

trusted(image) if {
	some prefix in registry_prefixes
	startswith(image, prefix)
}

trusted(image) if image in known_images

trusted(image) if {
	some prefix in image_prefixes
	startswith(image, prefix)
}

registries := array.concat(object.get(input.parameters, "trustedregistries", []), annotated("trustedregistries"))

known_images := array.concat(object.get(input.parameters, "trustedimages", []), annotated("trustedimages"))

registry_prefixes := [concat("", [trim_suffix(registry, "/"), "/"]) | some registry in registries]

image_prefixes := [concat("", [known, separator]) |
	some known in known_images
	some separator in [":", "@"]
]

# What the namespace trusts besides.
annotated(list) := [entry |
	annotations := input.review.namespaceObject.metadata.annotations
	some prefix in ["securitytower.io", "phylake.io", "cloud.syncier.com"]
	text := annotations[concat("", [prefix, "/imageallowlist.", list])]
	some entry in regex.split(`[,; \r\n\t]+`, text)
	entry != ""
]

allowed := concat(", ", array.concat([concat("", [registry, "/…"]) | some registry in registries], known_images)) if {
	count(registries) + count(known_images) > 0
} else := "none"
