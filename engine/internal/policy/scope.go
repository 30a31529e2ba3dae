package policy

import (
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/kustomize/kyaml/openapi"
	"sigs.k8s.io/kustomize/kyaml/yaml"
)

type scope int

const (
	scopeUnknown scope = iota
	scopeNamespaced
	scopeCluster
)

// scopes knows which kinds are namespaced: from the CustomResourceDefinitions that were loaded, from
// Kubernetes' own OpenAPI schema, as kustomize holds it, and for the controllers that every fleet has.
type scopes struct {
	defined map[schema.GroupKind]scope
}

// groupScopes are the API groups all of whose kinds have one scope: Flux's and Gatekeeper's own.
var groupScopes = map[string]scope{
	"source.toolkit.fluxcd.io":       scopeNamespaced,
	"source.extensions.fluxcd.io":    scopeNamespaced,
	"kustomize.toolkit.fluxcd.io":    scopeNamespaced,
	"helm.toolkit.fluxcd.io":         scopeNamespaced,
	"notification.toolkit.fluxcd.io": scopeNamespaced,
	"image.toolkit.fluxcd.io":        scopeNamespaced,
	"fluxcd.controlplane.io":         scopeNamespaced,
	"templates.gatekeeper.sh":        scopeCluster,
	"constraints.gatekeeper.sh":      scopeCluster,
	"expansion.gatekeeper.sh":        scopeCluster,
	"mutations.gatekeeper.sh":        scopeCluster,
	"externaldata.gatekeeper.sh":     scopeCluster,
	"syncset.gatekeeper.sh":          scopeCluster,
	"config.gatekeeper.sh":           scopeNamespaced,
	"status.gatekeeper.sh":           scopeNamespaced,
}

// learn takes the scope that a CustomResourceDefinition declares.
func (s *scopes) learn(definition *unstructured.Unstructured) {
	group, _, _ := unstructured.NestedString(definition.Object, "spec", "group")
	kind, _, _ := unstructured.NestedString(definition.Object, "spec", "names", "kind")
	declared, _, _ := unstructured.NestedString(definition.Object, "spec", "scope")
	if kind == "" {
		return
	}
	switch declared {
	case "Namespaced":
		s.defined[schema.GroupKind{Group: group, Kind: kind}] = scopeNamespaced
	case "Cluster":
		s.defined[schema.GroupKind{Group: group, Kind: kind}] = scopeCluster
	}
}

// of returns a kind's scope, scopeUnknown for a custom resource whose definition was not loaded.
func (s *scopes) of(gvk schema.GroupVersionKind) scope {
	if known, found := s.defined[gvk.GroupKind()]; found {
		return known
	}
	if known, found := groupScopes[gvk.Group]; found {
		return known
	}
	apiVersion, kind := gvk.ToAPIVersionAndKind()
	namespaced, found := openapi.IsNamespaceScoped(yaml.TypeMeta{APIVersion: apiVersion, Kind: kind})
	switch {
	case found && namespaced:
		return scopeNamespaced
	case found:
		return scopeCluster
	default:
		return builtinScope(gvk)
	}
}

// builtinScope covers the built-in kinds in versions newer or older than kustomize's schema.
func builtinScope(gvk schema.GroupVersionKind) scope {
	if gvk.Group != "" && strings.Contains(gvk.Group, ".") && !strings.HasSuffix(gvk.Group, ".k8s.io") {
		return scopeUnknown
	}
	for _, version := range []string{"v1", "v1beta1"} {
		apiVersion := schema.GroupVersion{Group: gvk.Group, Version: version}.String()
		namespaced, found := openapi.IsNamespaceScoped(yaml.TypeMeta{APIVersion: apiVersion, Kind: gvk.Kind})
		if found && namespaced {
			return scopeNamespaced
		}
		if found {
			return scopeCluster
		}
	}
	return scopeUnknown
}

func newScopes() *scopes {
	return &scopes{defined: map[schema.GroupKind]scope{}}
}
