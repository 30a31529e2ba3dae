// Package defaults gives objects the form in which the API server hands them to admission webhooks: with the defaults of
// their kind filled in, as the API server's own code does it.
package defaults

import (
	"encoding/json"
	"fmt"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/kubernetes/pkg/api/legacyscheme"

	// Each registers its kinds, defaulters and conversions in legacyscheme.Scheme, as in kube-apiserver.
	_ "k8s.io/kubernetes/pkg/apis/admissionregistration/install"
	_ "k8s.io/kubernetes/pkg/apis/apps/install"
	_ "k8s.io/kubernetes/pkg/apis/autoscaling/install"
	_ "k8s.io/kubernetes/pkg/apis/batch/install"
	_ "k8s.io/kubernetes/pkg/apis/core/install"
	_ "k8s.io/kubernetes/pkg/apis/networking/install"
	_ "k8s.io/kubernetes/pkg/apis/policy/install"
	_ "k8s.io/kubernetes/pkg/apis/rbac/install"
	_ "k8s.io/kubernetes/pkg/apis/storage/install"
)

// Apply returns the object as the API server has it after decoding: defaults filled in, fields that it does not know
// dropped, quantities in their canonical form. An object of a kind that is not built in comes back as it is; the object
// given is not changed.
//
// It fails for an object that the API server would refuse to read, naming the field.
func Apply(object *unstructured.Unstructured) (*unstructured.Unstructured, error) {
	kind := object.GroupVersionKind()
	typed, err := legacyscheme.Scheme.New(kind)
	if runtime.IsNotRegisteredError(err) {
		return object, nil
	}
	if err != nil {
		return nil, err
	}
	content, values := withoutValues(object)
	if err := decode(content, typed); err != nil {
		return nil, fmt.Errorf("the API server cannot read it as %s %s: %w", kind.GroupVersion(), kind.Kind, err)
	}
	legacyscheme.Scheme.Default(typed)
	completed, err := throughInternal(typed, kind, func(runtime.Object) {})
	if err != nil {
		return nil, err
	}
	for field, value := range values {
		completed.Object[field] = value
	}
	return completed, nil
}

// throughInternal takes an object to the internal version and back, as a request goes: some fields are set by the
// conversions. change sees it in between. The object given is used up.
func throughInternal(typed runtime.Object, kind schema.GroupVersionKind, change func(runtime.Object)) (*unstructured.Unstructured, error) {
	internal, err := legacyscheme.Scheme.UnsafeConvertToVersion(typed, schema.GroupVersion{Group: kind.Group, Version: runtime.APIVersionInternal})
	if err != nil {
		return nil, err
	}
	change(internal)
	versioned, err := legacyscheme.Scheme.UnsafeConvertToVersion(internal, kind.GroupVersion())
	if err != nil {
		return nil, err
	}
	content, err := runtime.DefaultUnstructuredConverter.ToUnstructured(versioned)
	if err != nil {
		return nil, err
	}
	result := &unstructured.Unstructured{Object: content}
	result.SetGroupVersionKind(kind)
	return result, nil
}

// decode is the quick way, and where that fails the API server's own, by JSON, whose errors name the field.
func decode(content map[string]any, typed runtime.Object) error {
	if runtime.DefaultUnstructuredConverter.FromUnstructured(content, typed) == nil {
		return nil
	}
	data, err := json.Marshal(content)
	if err != nil {
		return err
	}
	return json.Unmarshal(data, typed)
}

// withoutValues takes the values out of a Secret: SOPS leaves text there that is not base64, and no defaulter reads them.
func withoutValues(object *unstructured.Unstructured) (content, values map[string]any) {
	if object.GetKind() != "Secret" || object.GetAPIVersion() != "v1" {
		return object.Object, nil
	}
	content, values = map[string]any{}, map[string]any{}
	for field, value := range object.Object {
		switch field {
		case "data", "stringData":
			values[field] = value
		case "sops":
		default:
			content[field] = value
		}
	}
	return content, values
}
