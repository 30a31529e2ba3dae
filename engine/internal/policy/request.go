package policy

import (
	"errors"
	"fmt"

	admissionv1 "k8s.io/api/admission/v1"
	authenticationv1 "k8s.io/api/authentication/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apiserver/pkg/admission"
	"k8s.io/apiserver/pkg/authentication/user"
)

// Request is one change of one object.
type Request struct {
	// ID is repeated in the verdict.
	ID string
	// Operation is CREATE, UPDATE, DELETE or CONNECT.
	Operation admissionv1.Operation
	// Object is the object after the operation; nil for DELETE. What a CONNECT sends, such as PodExecOptions.
	Object *unstructured.Unstructured
	// OldObject is the object before the operation; nil for CREATE and CONNECT.
	OldObject *unstructured.Unstructured
	// Target is where the request is sent when that is a subresource; else nil.
	Target *SubresourceTarget
	// User sends the request. Without it a template that reads the user is not evaluated.
	User *authenticationv1.UserInfo
}

// SubresourceTarget is a subresource of an object, such as `exec` of a pod.
type SubresourceTarget struct {
	// Resource is the plural name, such as `pods`.
	Resource string
	// SubResource is its name, such as `exec`.
	SubResource string
	// Namespace of the object; empty when it is cluster-scoped.
	Namespace string
	// Name of the object.
	Name string
}

// subject is the object that the request is about.
func (r Request) subject() *unstructured.Unstructured {
	if r.Operation == admissionv1.Delete {
		return r.OldObject
	}
	return r.Object
}

func (r Request) validate() error {
	switch r.Operation {
	case admissionv1.Create:
		if r.Object == nil {
			return errors.New("a CREATE needs an object")
		}
	case admissionv1.Update:
		if r.Object == nil || r.OldObject == nil {
			return errors.New("an UPDATE needs an object and an oldObject")
		}
	case admissionv1.Delete:
		if r.OldObject == nil {
			return errors.New("a DELETE needs an oldObject")
		}
	case admissionv1.Connect:
		if r.Object == nil || r.Target == nil {
			return errors.New("a CONNECT needs an object and a target")
		}
	default:
		return fmt.Errorf("operation %q is not CREATE, UPDATE, DELETE or CONNECT", r.Operation)
	}
	subject := r.subject()
	if subject.GetKind() == "" || subject.GetAPIVersion() == "" {
		return fmt.Errorf("the object %q has no apiVersion or kind", subject.GetName())
	}
	return nil
}

// placed returns the request as the API server has it when the object is in a namespace ("" for a
// cluster-scoped object): metadata.namespace of both objects says so, and a Namespace has the label that
// the API server gives it. The objects given stay as they are. What a CONNECT sends has no metadata.
func (r Request) placed(namespace string) Request {
	if r.Operation == admissionv1.Connect {
		return r
	}
	r.Object = placedObject(r.Object, namespace)
	r.OldObject = placedObject(r.OldObject, namespace)
	return r
}

func placedObject(object *unstructured.Unstructured, namespace string) *unstructured.Unstructured {
	if object == nil {
		return nil
	}
	named := isNamespace(object)
	if object.GetNamespace() == namespace && !named {
		return object
	}
	object = object.DeepCopy()
	if namespace == "" {
		unstructured.RemoveNestedField(object.Object, "metadata", "namespace")
	} else {
		object.SetNamespace(namespace)
	}
	if named {
		labels := object.GetLabels()
		if labels == nil {
			labels = map[string]string{}
		}
		labels[nameLabel] = object.GetName()
		object.SetLabels(labels)
	}
	return object
}

// admission builds the AdmissionRequest that the API server would send, without its objects.
// https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#request
func (r Request) admission(plural string) admissionv1.AdmissionRequest {
	subject := r.subject()
	gvk := subject.GroupVersionKind()
	kind := metav1.GroupVersionKind{Group: gvk.Group, Version: gvk.Version, Kind: gvk.Kind}
	resource := metav1.GroupVersionResource{Group: gvk.Group, Version: gvk.Version, Resource: plural}
	dryRun := false
	request := admissionv1.AdmissionRequest{
		UID:             types.UID(r.ID),
		Kind:            kind,
		Resource:        resource,
		RequestKind:     &kind,
		RequestResource: &resource,
		Name:            subject.GetName(),
		Namespace:       subject.GetNamespace(),
		Operation:       r.Operation,
		DryRun:          &dryRun,
	}
	if r.User != nil {
		request.UserInfo = *r.User
	}
	if r.Target != nil {
		resource.Resource = r.Target.Resource
		request.Resource, request.SubResource = resource, r.Target.SubResource
		request.RequestSubResource = r.Target.SubResource
		request.Namespace, request.Name = r.Target.Namespace, r.Target.Name
	}
	return request
}

// attributes are the request as the API server's own code takes it to find the webhooks that it asks.
func (r Request) attributes(plural string) admission.Attributes {
	subject := r.subject()
	gvk := subject.GroupVersionKind()
	namespace := subject.GetNamespace()
	if isNamespace(subject) {
		namespace = subject.GetName()
	}
	sender := &user.DefaultInfo{}
	if r.User != nil {
		sender.Name, sender.UID, sender.Groups = r.User.Username, r.User.UID, r.User.Groups
	}
	// Not typed nils: the interfaces must be nil.
	var object, old runtime.Object
	if r.Object != nil {
		object = r.Object
	}
	if r.OldObject != nil {
		old = r.OldObject
	}
	resource, subresource, name := gvk.GroupVersion().WithResource(plural), "", subject.GetName()
	if r.Target != nil {
		resource.Resource, subresource = r.Target.Resource, r.Target.SubResource
		namespace, name = r.Target.Namespace, r.Target.Name
	}
	return admission.NewAttributesRecord(object, old, gvk, namespace, name, resource, subresource,
		admission.Operation(r.Operation), nil, false, sender)
}

func raw(object *unstructured.Unstructured) (runtime.RawExtension, error) {
	if object == nil {
		return runtime.RawExtension{}, nil
	}
	data, err := object.MarshalJSON()
	return runtime.RawExtension{Raw: data}, err
}
