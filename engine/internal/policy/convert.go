package policy

import (
	"encoding/json"
	"fmt"

	"github.com/open-policy-agent/frameworks/constraint/pkg/apis"
	"github.com/open-policy-agent/frameworks/constraint/pkg/core/templates"
	configv1alpha1 "github.com/open-policy-agent/gatekeeper/v3/apis/config/v1alpha1"
	expansionunversioned "github.com/open-policy-agent/gatekeeper/v3/apis/expansion/unversioned"
	expansionv1alpha1 "github.com/open-policy-agent/gatekeeper/v3/apis/expansion/v1alpha1"
	expansionv1beta1 "github.com/open-policy-agent/gatekeeper/v3/apis/expansion/v1beta1"
	mutationsv1 "github.com/open-policy-agent/gatekeeper/v3/apis/mutations/v1"
	mutationsv1alpha1 "github.com/open-policy-agent/gatekeeper/v3/apis/mutations/v1alpha1"
	mutationsv1beta1 "github.com/open-policy-agent/gatekeeper/v3/apis/mutations/v1beta1"
	admissionregistrationv1 "k8s.io/api/admissionregistration/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
)

var scheme = newScheme()

func newScheme() *runtime.Scheme {
	scheme := runtime.NewScheme()
	for _, add := range []func(*runtime.Scheme) error{
		apis.AddToScheme,
		configv1alpha1.AddToScheme,
		expansionv1alpha1.AddToScheme,
		expansionv1beta1.AddToScheme,
		mutationsv1.AddToScheme,
		mutationsv1beta1.AddToScheme,
		mutationsv1alpha1.AddToScheme,
		admissionregistrationv1.AddToScheme,
	} {
		if err := add(scheme); err != nil {
			panic(err)
		}
	}
	return scheme
}

// typed converts an object to the Go type of its version, through JSON as Gatekeeper's reader does.
func typed(object *unstructured.Unstructured) (runtime.Object, error) {
	empty, err := scheme.New(object.GroupVersionKind())
	if err != nil {
		return nil, fmt.Errorf("apiVersion %q is not one that Gatekeeper 3.23 knows for kind %s", object.GetAPIVersion(), object.GetKind())
	}
	data, err := object.MarshalJSON()
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(data, empty); err != nil {
		return nil, err
	}
	return empty, nil
}

func toTemplate(object *unstructured.Unstructured) (*templates.ConstraintTemplate, error) {
	versioned, err := typed(object)
	if err != nil {
		return nil, err
	}
	convertible, ok := versioned.(interface {
		ToVersionless() (*templates.ConstraintTemplate, error)
	})
	if !ok {
		return nil, fmt.Errorf("apiVersion %q is not that of a ConstraintTemplate", object.GetAPIVersion())
	}
	return convertible.ToVersionless()
}

func toExpansion(object *unstructured.Unstructured) (*expansionunversioned.ExpansionTemplate, error) {
	versioned, err := typed(object)
	if err != nil {
		return nil, err
	}
	template := &expansionunversioned.ExpansionTemplate{}
	if err := scheme.Convert(versioned, template, nil); err != nil {
		return nil, err
	}
	return template, nil
}

func toConfig(object *unstructured.Unstructured) (*configv1alpha1.Config, error) {
	versioned, err := typed(object)
	if err != nil {
		return nil, err
	}
	config, ok := versioned.(*configv1alpha1.Config)
	if !ok {
		return nil, fmt.Errorf("apiVersion %q is not that of a Config", object.GetAPIVersion())
	}
	return config, nil
}
