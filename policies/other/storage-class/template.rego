package storageclass

import data.lib.objects

object_finding contains [field, class, allowed] if {
	some field, spec in claims
	class := object.get(spec, "storageClassName", null)
	not class in usable
	not objects.settled
}

claims["spec.storageClassName"] := input.review.object.spec if input.review.object.kind == "PersistentVolumeClaim"

claims[field] := template.spec if {
	input.review.object.kind == "StatefulSet"
	some index, template in input.review.object.spec.volumeClaimTemplates
	field := sprintf("spec.volumeClaimTemplates[%d].spec.storageClassName", [index])
}

usable := known if {
	not input.parameters.allowedStorageClasses
} else := known if {
	"*" in input.parameters.allowedStorageClasses
} else := known & {name | some name in input.parameters.allowedStorageClasses}

known := {name | some name, _ in data.inventory.cluster["storage.k8s.io/v1"].StorageClass}

allowed := objects.listed(sort(usable)) if {
	not input.parameters.includeStorageClassesInMessage == false
	count(known) > 0
} else := "a storage class that is allowed and that Gatekeeper has synchronised"
