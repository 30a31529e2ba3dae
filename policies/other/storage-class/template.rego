package storageclass

import data.lib.objects
import data.lib.pods

violation contains pods.object_violation(field, class, allowed) if {
	some field, spec in claims
	class := object.get(spec, "storageClassName", null)
	not fits(class)
	not objects.settled
}

claims["spec.storageClassName"] := input.review.object.spec if input.review.object.kind == "PersistentVolumeClaim"

claims[field] := template.spec if {
	input.review.object.kind == "StatefulSet"
	some index, template in input.review.object.spec.volumeClaimTemplates
	field := sprintf("spec.volumeClaimTemplates[%d].spec.storageClassName", [index])
}

fits(class) if {
	class in known
	listed(class)
}

known contains name if some name, _ in data.inventory.cluster["storage.k8s.io/v1"].StorageClass

listed(_) if not input.parameters.allowedStorageClasses

listed(_) if "*" in input.parameters.allowedStorageClasses

listed(class) if class in input.parameters.allowedStorageClasses

allowed := objects.listed(sort([name | some name in known; listed(name)])) if {
	not input.parameters.includeStorageClassesInMessage == false
	count(known) > 0
} else := "a storage class that is allowed and that Gatekeeper has synchronised"
