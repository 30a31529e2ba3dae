package fluxverifiedsources

import data.lib.objects

object_finding contains ["spec.verify", verification, "a verification by signature"] if {
	verification := object.get(input.review.object.spec, "verify", null)
	not verified(verification)
	not exempt(object.get(input.review.object.spec, "url", ""))
	not objects.settled
}

verified(verification) if {
	input.review.object.kind == "GitRepository"
	verification.secretRef.name != ""
}

verified(verification) if {
	input.review.object.kind == "OCIRepository"
	verification.provider != ""
}

exempt(url) if url in input.parameters.exemptUrls

exempt(url) if {
	some entry in input.parameters.exemptUrls
	endswith(entry, "*")
	startswith(url, trim_suffix(entry, "*"))
}
