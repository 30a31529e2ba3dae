package provenance

import (
	"strings"

	"go.yaml.in/yaml/v3"
	"k8s.io/apimachinery/pkg/labels"
	"sigs.k8s.io/kustomize/api/types"
	"sigs.k8s.io/kustomize/kyaml/resid"

	"fleetkeep.dev/engine/internal/repository"
)

// Resource is one that kustomize built.
type Resource struct {
	// File is that of its declaration, in the view; of a generated one its kustomization file.
	File string
	// Location and Line are where it is declared, as messages show it.
	Location string
	Line     int
	// Declared is the object in that file; nil for a generated one.
	Declared *yaml.Node
	// Final is the object as it was built, with numbers as json.Number.
	Final map[string]any
}

// subject is a resource as selectors see it: by the names that it had.
type subject struct {
	*Resource
	declared         any
	gvk              resid.Gvk
	name, namespace  string
	was, wasIn       string
	changed          map[string]change
	gone             map[string]bool
	labels, oldLabel labels.Set
}

type change struct{ old, value any }

func newSubject(resource *Resource) *subject {
	s := &subject{Resource: resource, changed: map[string]change{}, gone: map[string]bool{}}
	s.name, s.namespace = text(resource.Final, "metadata", "name"), text(resource.Final, "metadata", "namespace")
	group, version := resid.ParseGroupVersion(text(resource.Final, "apiVersion"))
	s.gvk = resid.NewGvk(group, version, text(resource.Final, "kind"))
	s.labels = labelsOf(resource.Final)
	s.was, s.wasIn = s.name, s.namespace
	if resource.Declared == nil {
		return s
	}
	s.declared = plain(resource.Declared)
	s.was, s.wasIn = text(s.declared, "metadata", "name"), text(s.declared, "metadata", "namespace")
	s.oldLabel = labelsOf(s.declared)
	compare(s.declared, map[string]any(resource.Final), "",
		func(path string, old, value any) { s.changed[path] = change{old, value} },
		func(path string) { s.gone[path] = true })
	return s
}

func at(value any, path ...string) any {
	for _, name := range path {
		fields, _ := value.(map[string]any)
		value = fields[name]
	}
	return value
}

func text(value any, path ...string) string {
	found, _ := at(value, path...).(string)
	return found
}

func labelsOf(value any) labels.Set {
	set := labels.Set{}
	fields, _ := at(value, "metadata", "labels").(map[string]any)
	for name, value := range fields {
		set[name], _ = value.(string)
	}
	return set
}

// target says which resources a patch or a replacement is for.
type target struct {
	selector *types.Selector
	regex    *types.SelectorRegex
	labels   labels.Selector
}

func newTarget(selector types.Selector) (*target, error) {
	regex, err := types.NewSelectorRegex(&selector)
	if err != nil {
		return nil, err
	}
	parsed, err := labels.Parse(selector.LabelSelector)
	if err != nil {
		return nil, err
	}
	return &target{&selector, regex, parsed}, nil
}

// matches as kustomize selects: by what a resource is called, was called, or was called in between.
func (t *target) matches(s *subject) bool {
	if !t.regex.MatchGvk(s.gvk) {
		return false
	}
	if !t.regex.MatchName(s.name) && !t.regex.MatchName(s.was) && !between(t.selector.Name, s) {
		return false
	}
	if !t.regex.MatchNamespace(s.namespace) && !t.regex.MatchNamespace(s.wasIn) {
		return false
	}
	return t.labels.Matches(s.labels) || t.labels.Matches(s.oldLabel)
}

// between tells that a name is one that prefixes and suffixes have made half of a resource's.
func between(name string, s *subject) bool {
	return s.was != "" && strings.Contains(name, s.was) && strings.Contains(s.name, name)
}

// named tells that a strategic merge patch without a target is for a resource.
func named(patch *yaml.Node, s *subject) bool {
	metadata := repository.Field(patch, "metadata")
	name, namespace := repository.Text(metadata, "name"), repository.Text(metadata, "namespace")
	group, _ := resid.ParseGroupVersion(repository.Text(patch, "apiVersion"))
	return repository.Text(patch, "kind") == s.gvk.Kind && group == s.gvk.Group &&
		(name == s.name || name == s.was || between(name, s)) &&
		(namespace == "" || namespace == s.namespace || namespace == s.wasIn)
}
