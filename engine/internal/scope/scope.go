// Package scope knows which kinds of objects live in a namespace.
package scope

import (
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/kubernetes/scheme"
	"sigs.k8s.io/kustomize/kyaml/openapi"
	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// Scope is where objects of a kind live.
type Scope int

// The scopes. Unknown is that of a custom resource whose definition nobody gave.
const (
	Unknown Scope = iota
	Namespaced
	Cluster
)

// Scopes knows the built-in kinds, those of Flux and Gatekeeper, and those that it learned.
type Scopes struct {
	learned map[schema.GroupKind]Scope
	plurals map[schema.GroupKind]string
}

// New knows nothing but what every cluster has.
func New() *Scopes {
	return &Scopes{learned: map[schema.GroupKind]Scope{}, plurals: map[schema.GroupKind]string{}}
}

// groups are API groups all of whose kinds have one scope.
var groups = map[string]Scope{
	"source.toolkit.fluxcd.io":       Namespaced,
	"source.extensions.fluxcd.io":    Namespaced,
	"kustomize.toolkit.fluxcd.io":    Namespaced,
	"helm.toolkit.fluxcd.io":         Namespaced,
	"notification.toolkit.fluxcd.io": Namespaced,
	"image.toolkit.fluxcd.io":        Namespaced,
	"fluxcd.controlplane.io":         Namespaced,
	"templates.gatekeeper.sh":        Cluster,
	"constraints.gatekeeper.sh":      Cluster,
	"expansion.gatekeeper.sh":        Cluster,
	"mutations.gatekeeper.sh":        Cluster,
	"externaldata.gatekeeper.sh":     Cluster,
	"syncset.gatekeeper.sh":          Cluster,
	"config.gatekeeper.sh":           Namespaced,
	"status.gatekeeper.sh":           Namespaced,
}

// builtin are the kinds of Kubernetes itself. They are read once, before anything runs: kustomize resets
// its schema, which is global, whenever it builds.
var builtin = readBuiltin()

func readBuiltin() map[schema.GroupKind]Scope {
	known := map[schema.GroupKind]Scope{
		{Group: "apiextensions.k8s.io", Kind: "CustomResourceDefinition"}: Cluster,
		{Group: "apiregistration.k8s.io", Kind: "APIService"}:             Cluster,
	}
	for gvk := range scheme.Scheme.AllKnownTypes() {
		apiVersion, kind := gvk.ToAPIVersionAndKind()
		namespaced, found := openapi.IsNamespaceScoped(yaml.TypeMeta{APIVersion: apiVersion, Kind: kind})
		switch {
		case found && namespaced:
			known[gvk.GroupKind()] = Namespaced
		case found:
			known[gvk.GroupKind()] = Cluster
		}
	}
	for gk, scope := range newer {
		known[gk] = scope
	}
	return known
}

// newer are kinds that kustomize's schema does not hold, from the API reference of Kubernetes 1.36.
// https://kubernetes.io/docs/reference/kubernetes-api/
var newer = map[schema.GroupKind]Scope{
	{Group: "admissionregistration.k8s.io", Kind: "MutatingAdmissionPolicy"}:          Cluster,
	{Group: "admissionregistration.k8s.io", Kind: "MutatingAdmissionPolicyBinding"}:   Cluster,
	{Group: "admissionregistration.k8s.io", Kind: "ValidatingAdmissionPolicy"}:        Cluster,
	{Group: "admissionregistration.k8s.io", Kind: "ValidatingAdmissionPolicyBinding"}: Cluster,
	{Group: "certificates.k8s.io", Kind: "ClusterTrustBundle"}:                        Cluster,
	{Group: "certificates.k8s.io", Kind: "PodCertificateRequest"}:                     Namespaced,
	{Group: "networking.k8s.io", Kind: "IPAddress"}:                                   Cluster,
	{Group: "networking.k8s.io", Kind: "ServiceCIDR"}:                                 Cluster,
	{Group: "resource.k8s.io", Kind: "DeviceClass"}:                                   Cluster,
	{Group: "resource.k8s.io", Kind: "DeviceTaintRule"}:                               Cluster,
	{Group: "resource.k8s.io", Kind: "ResourceClaim"}:                                 Namespaced,
	{Group: "resource.k8s.io", Kind: "ResourceClaimTemplate"}:                         Namespaced,
	{Group: "resource.k8s.io", Kind: "ResourceSlice"}:                                 Cluster,
	{Group: "storage.k8s.io", Kind: "VolumeAttributesClass"}:                          Cluster,
}

// Learn takes the scope that a CustomResourceDefinition declares.
func (s *Scopes) Learn(definition *unstructured.Unstructured) {
	group, _, _ := unstructured.NestedString(definition.Object, "spec", "group")
	kind, _, _ := unstructured.NestedString(definition.Object, "spec", "names", "kind")
	declared, _, _ := unstructured.NestedString(definition.Object, "spec", "scope")
	if kind == "" {
		return
	}
	plural, _, _ := unstructured.NestedString(definition.Object, "spec", "names", "plural")
	s.Declare(schema.GroupKind{Group: group, Kind: kind}, plural, declared)
}

// Declare takes what a CustomResourceDefinition says: the plural, "" when it is not said, and the scope by its name.
func (s *Scopes) Declare(kind schema.GroupKind, plural, declared string) {
	if plural != "" {
		s.plurals[kind] = plural
	}
	switch declared {
	case "Namespaced":
		s.learned[kind] = Namespaced
	case "Cluster":
		s.learned[kind] = Cluster
	}
}

// Of returns the scope of a kind.
func (s *Scopes) Of(kind schema.GroupKind) Scope {
	if known, found := s.learned[kind]; found {
		return known
	}
	if known, found := builtin[kind]; found {
		return known
	}
	return groups[kind.Group]
}

// PluralOf returns the name of a kind's resource where a definition says it, else "".
func (s *Scopes) PluralOf(kind schema.GroupKind) string { return s.plurals[kind] }

// IsDefinition tells whether an object is a CustomResourceDefinition.
func IsDefinition(object *unstructured.Unstructured) bool {
	gvk := object.GroupVersionKind()
	return gvk.Group == "apiextensions.k8s.io" && gvk.Kind == "CustomResourceDefinition"
}
