package defaults

import (
	"strings"

	"k8s.io/apimachinery/pkg/api/equality"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	podutil "k8s.io/kubernetes/pkg/api/pod"
	"k8s.io/kubernetes/pkg/apis/core"
	"k8s.io/kubernetes/pkg/apis/core/validation"
)

// Created returns an object as the API server has it when it creates it, after it has asked mutating webhooks and before it
// asks validating ones: the AppArmor annotations of a Pod become fields. Any other object comes back as it is; the object
// given, one that Apply returned, is not changed.
//
// This is applyAppArmorVersionSkew of k8s.io/kubernetes pkg/registry/core/pod/strategy.go, whose package holds the whole
// storage; what an annotation means and which profile is valid is upstream's own code.
func Created(object *unstructured.Unstructured) (*unstructured.Unstructured, error) {
	if object.GetKind() != "Pod" || object.GetAPIVersion() != "v1" || !hasAppArmorAnnotation(object) {
		return object, nil
	}
	kind := object.GroupVersionKind()
	typed, err := legacyscheme.Scheme.New(kind)
	if err != nil {
		return nil, err
	}
	if err := decode(object.Object, typed); err != nil {
		return nil, err
	}
	return throughInternal(typed, kind, func(internal runtime.Object) {
		if pod, ok := internal.(*core.Pod); ok {
			appArmorFields(pod)
		}
	})
}

func hasAppArmorAnnotation(object *unstructured.Unstructured) bool {
	for key := range object.GetAnnotations() {
		if strings.HasPrefix(key, core.DeprecatedAppArmorAnnotationKeyPrefix) {
			return true
		}
	}
	return false
}

func appArmorFields(pod *core.Pod) {
	if pod.Spec.OS != nil && pod.Spec.OS.Name == core.Windows {
		return
	}
	var ofPod *core.AppArmorProfile
	if pod.Spec.SecurityContext != nil {
		ofPod = pod.Spec.SecurityContext.AppArmorProfile
	}
	podutil.VisitContainers(&pod.Spec, podutil.AllFeatureEnabledContainers(), func(container *core.Container, _ podutil.ContainerType) bool {
		annotation, annotated := pod.Annotations[core.DeprecatedAppArmorAnnotationKeyPrefix+container.Name]
		if !annotated || container.SecurityContext != nil && container.SecurityContext.AppArmorProfile != nil {
			return true
		}
		profile := podutil.ApparmorFieldForAnnotation(annotation)
		valid := profile != nil && len(validation.ValidateAppArmorProfileField(profile, &field.Path{})) == 0
		if !valid || equality.Semantic.DeepEqual(profile, ofPod) {
			return true
		}
		if container.SecurityContext == nil {
			container.SecurityContext = &core.SecurityContext{}
		}
		container.SecurityContext.AppArmorProfile = profile
		return true
	})
}
