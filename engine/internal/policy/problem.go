package policy

import "k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

// Location is a place in a repository; both parts are empty where nothing stands for it.
type Location struct {
	// File is relative to the root of the repository, separated by slashes.
	File string
	// Line counts from 1.
	Line int
}

// Object is a Kubernetes object and where it was declared.
type Object struct {
	Location
	Object *unstructured.Unstructured
	// Synced says that the object is no policy but stands in the cluster: what Gatekeeper's Config and SyncSets would
	// hand to policies as data.inventory.
	Synced bool
}

// Problem is something that keeps a policy from being enforced as it was declared.
type Problem struct {
	Location
	// Code is stable and kebab-case, see the Code constants.
	Code string
	// Message says what is wrong, with the value, and how to fix it.
	Message string
	// APIVersion, Kind, Namespace and Name identify the object concerned.
	APIVersion, Kind, Namespace, Name string
}

// Codes of the problems that Load reports.
const (
	// CodeRegoCompile: a template's Rego does not parse or compile.
	CodeRegoCompile = "rego-compile"
	// CodeCELCompile: a template's CEL does not compile.
	CodeCELCompile = "cel-compile"
	// CodeTemplateInvalid: a ConstraintTemplate that Gatekeeper refuses for another reason.
	CodeTemplateInvalid = "template-invalid"
	// CodeConstraintWithoutTemplate: no loaded template defines the constraint's kind.
	CodeConstraintWithoutTemplate = "constraint-without-template"
	// CodeConstraintInvalid: the constraint does not fit its template's schema or Gatekeeper's match schema.
	CodeConstraintInvalid = "constraint-invalid"
	// CodeEnforcementActionUnknown: Gatekeeper refuses the constraint's enforcement action, or ignores it.
	CodeEnforcementActionUnknown = "enforcement-action-unknown"
	// CodeDuplicateName: two objects of the same kind and name; the cluster keeps only one of them.
	CodeDuplicateName = "duplicate-name"
	// CodeConfigInvalid: a Config that Gatekeeper does not read.
	CodeConfigInvalid = "config-invalid"
	// CodeInventoryInvalid: an object that cannot be handed to policies as one that stands in the cluster.
	CodeInventoryInvalid = "inventory-invalid"
	// CodeExpansionInvalid: an ExpansionTemplate that Gatekeeper refuses.
	CodeExpansionInvalid = "expansion-invalid"
	// CodeMutatorInvalid: a mutator that Gatekeeper refuses or does not apply.
	CodeMutatorInvalid = "mutator-invalid"
	// CodeWebhookInvalid: a webhook configuration of Gatekeeper's that the API server would refuse.
	CodeWebhookInvalid = "webhook-invalid"
	// CodeNameTooLong: Gatekeeper's webhook refuses names of more than 63 characters for its own kinds.
	CodeNameTooLong = "name-too-long"
)

func problemOf(object Object, code, message string) Problem {
	return Problem{
		Location:   object.Location,
		Code:       code,
		Message:    message,
		APIVersion: object.Object.GetAPIVersion(),
		Kind:       object.Object.GetKind(),
		Namespace:  object.Object.GetNamespace(),
		Name:       object.Object.GetName(),
	}
}
