package policy

import (
	"fmt"

	"github.com/open-policy-agent/gatekeeper/v3/pkg/util"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"fleetkeep.dev/engine/internal/scope"
)

// nameLabel is set on every Namespace by the API server
// (k8s.io/kubernetes pkg/apis/core/v1/defaults.go, SetDefaults_Namespace).
const nameLabel = corev1.LabelMetadataName

// Namespaces are what surrounds an object in its cluster: the Namespaces as they are after the change under review, and
// the kinds that the cluster's definitions add.
type Namespaces struct {
	byName map[string]*namespace
	// kinds are those that the cluster's own definitions add.
	kinds *scope.Scopes
	// broken are Namespaces that cannot be read; objects in them cannot be judged.
	broken map[string]error
}

type namespace struct {
	object *corev1.Namespace
	// value is the object as templates see it, `namespaceObject`.
	value map[string]interface{}
	// synthetic: no Namespace of this name is in Git; its labels are unknown but for its name.
	synthetic bool
}

// NewNamespaces takes Namespace objects.
//
// It returns an error for an object that is no Namespace. One that the API server would not read makes the
// reviews of the objects in it fail.
func NewNamespaces(objects []*unstructured.Unstructured) (*Namespaces, error) {
	namespaces := &Namespaces{byName: map[string]*namespace{}, broken: map[string]error{}, kinds: scope.New()}
	for _, object := range objects {
		if !isNamespace(object) {
			return nil, fmt.Errorf("%s %s is not a Namespace", object.GetKind(), object.GetName())
		}
		known, err := readNamespace(object)
		if err != nil {
			namespaces.broken[object.GetName()] = fmt.Errorf("the Namespace %s cannot be read: %w", object.GetName(), err)
			continue
		}
		namespaces.byName[object.GetName()] = known
	}
	return namespaces, nil
}

// Declare tells of a kind that a CustomResourceDefinition of the cluster adds; scope is Namespaced or Cluster.
func (n *Namespaces) Declare(kind schema.GroupKind, plural, scope string) {
	n.kinds.Declare(kind, plural, scope)
}

// scopeOf is the scope of a kind by the cluster's definitions, else by what the set knows.
func (s *Set) scopeOf(around *Namespaces, kind schema.GroupKind) scope.Scope {
	if around != nil && around.kinds.PluralOf(kind) != "" {
		return around.kinds.Of(kind)
	}
	return s.scopes.Of(kind)
}

// pluralOf is the name of a kind's resource, guessed as kubectl does where no definition says it.
func (s *Set) pluralOf(around *Namespaces, kind schema.GroupVersionKind) string {
	if around != nil {
		if plural := around.kinds.PluralOf(kind.GroupKind()); plural != "" {
			return plural
		}
	}
	if plural := s.scopes.PluralOf(kind.GroupKind()); plural != "" {
		return plural
	}
	plural, _ := meta.UnsafeGuessKindToResource(kind)
	return plural.Resource
}

func readNamespace(object *unstructured.Unstructured) (*namespace, error) {
	converted := &corev1.Namespace{}
	if err := runtime.DefaultUnstructuredConverter.FromUnstructured(object.Object, converted); err != nil {
		return nil, err
	}
	return newNamespace(converted, false)
}

func newNamespace(object *corev1.Namespace, synthetic bool) (*namespace, error) {
	if object.Labels == nil {
		object.Labels = map[string]string{}
	}
	object.Labels[nameLabel] = object.Name
	value, err := util.NamespaceToMap(object)
	if err != nil {
		return nil, err
	}
	return &namespace{object: object, value: value, synthetic: synthetic}, nil
}

// get returns the Namespace of a name, or one with nothing but the name.
func (n *Namespaces) get(name string) (*namespace, error) {
	if n != nil {
		if known, found := n.byName[name]; found {
			return known, nil
		}
		if err, found := n.broken[name]; found {
			return nil, err
		}
	}
	return newNamespace(&corev1.Namespace{
		TypeMeta:   metav1.TypeMeta{APIVersion: "v1", Kind: "Namespace"},
		ObjectMeta: metav1.ObjectMeta{Name: name},
	}, true)
}

func isNamespace(object *unstructured.Unstructured) bool {
	gvk := object.GroupVersionKind()
	return gvk.Group == "" && gvk.Kind == "Namespace"
}
