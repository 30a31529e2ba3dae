package render

import (
	"bytes"
	"context"
	"fmt"
	"regexp"
	"strings"

	"github.com/fluxcd/pkg/envsubst"
	fluxkustomize "github.com/fluxcd/pkg/kustomize"
	"sigs.k8s.io/kustomize/api/resource"
	"sigs.k8s.io/yaml"

	"fleetkeep.dev/engine/internal/kustomize"
	"fleetkeep.dev/engine/internal/protocol"
	"fleetkeep.dev/engine/internal/repository"
)

// substitution runs spec.postBuild of one Kustomization over its resources.
type substitution struct {
	item      kustomization
	view      *repository.View
	variables variables
	strict    bool
	known     map[string]bool
	// valid tells that Flux accepts the variables' names; otherwise it refuses every resource.
	valid    bool
	unknowns []protocol.UnknownVariable
	reported map[string]bool
}

func newSubstitution(item kustomization, view *repository.View, variables variables, strict bool) *substitution {
	s := &substitution{
		item: item, view: view, variables: variables, strict: strict, known: variables.values(item), valid: true, reported: map[string]bool{},
	}
	for name := range s.known {
		s.valid = s.valid && validName.MatchString(name)
	}
	return s
}

// validName as fluxcd/pkg/kustomize's varsubRegex.
var validName = regexp.MustCompile(`^[_[:alpha:]][_[:alpha:][:digit:]]*$`)

// apply returns the resource, as JSON, with its variables replaced by Flux's own code. A variable that only the cluster
// knows stays as it is written and is noted; one that nobody gives a value is an error, as in Flux 2.9.
func (s *substitution) apply(base baseItem) ([]byte, *failure) {
	if !bytes.ContainsRune(base.data, '$') && s.valid {
		return base.data, nil
	}
	built, err := base.resource()
	if err != nil {
		return nil, s.failure(base, err)
	}
	if disabled(built) {
		return base.data, nil
	}
	if unknown := s.unknownIn(built); len(unknown) > 0 {
		if err := keep(built, unknown); err != nil {
			return nil, s.failure(base, err)
		}
		for _, variable := range unknown {
			s.report(variable, base)
		}
	}
	substituted, err := fluxkustomize.SubstituteVariables(context.Background(),
		clusterClient{variables: s.variables}, *s.item.Unstructured, built,
		fluxkustomize.SubstituteWithStrict(s.strict), fluxkustomize.SubstituteWithAlways(s.outside()))
	if err != nil {
		return nil, s.failure(base, err)
	}
	if substituted == nil {
		return base.data, nil
	}
	data, err := kustomize.JSON(substituted)
	if err != nil {
		return nil, s.failure(base, err)
	}
	return data, nil
}

// outside tells that values may come from objects that Git does not have; the controller then has variables to replace.
func (s *substitution) outside() bool {
	return len(s.variables.required)+len(s.variables.optional) > 0
}

// substituteKey is the label or annotation by which a resource refuses substitution; fluxcd/pkg/kustomize does not export
// its substituteAnnotationKey.
const substituteKey = kustomizeGroup + "/substitute"

// disabled as SubstituteVariables decides it.
func disabled(built *resource.Resource) bool {
	return built.GetLabels()[substituteKey] == fluxkustomize.DisabledValue || built.GetAnnotations()[substituteKey] == fluxkustomize.DisabledValue
}

// unknownIn lists the variables whose value only the cluster can tell: those without a value in Git, if an object that Git
// does not have must exist; and if it merely may exist, those that also have no default.
func (s *substitution) unknownIn(built *resource.Resource) []string {
	if !s.outside() {
		return nil
	}
	data, err := built.AsYAML()
	if err != nil || !strings.Contains(string(data), "${") {
		return nil
	}
	var candidates []string
	seen := map[string]bool{}
	_, _ = envsubst.Eval(string(data), func(name string) (string, bool) {
		if !s.known[name] && !seen[name] {
			seen[name] = true
			candidates = append(candidates, name)
		}
		return "", true
	})
	if len(s.variables.required) > 0 {
		return candidates
	}
	var unknown []string
	for _, candidate := range candidates {
		_, err := envsubst.Eval(string(data), func(name string) (string, bool) { return "", name != candidate })
		if err != nil {
			unknown = append(unknown, candidate)
		}
	}
	return unknown
}

var variableName = regexp.MustCompile(`\$\{#?([_[:alpha:]][_[:alnum:]]*)`)

// addVariables collects every name that substitution could look up in a resource.
func addVariables(names map[string]bool, data []byte) {
	for _, match := range variableName.FindAllSubmatch(data, -1) {
		names[string(match[1])] = true
	}
}

// keep escapes variables, so that substitution gives them back as they were written.
func keep(built *resource.Resource, names []string) error {
	data, err := built.AsYAML()
	if err != nil {
		return err
	}
	for i, name := range names {
		names[i] = regexp.QuoteMeta(name)
	}
	expression := regexp.MustCompile(`\$*\$\{[#]?(` + strings.Join(names, "|") + `)[^_[:alnum:]]`)
	escaped := expression.ReplaceAllStringFunc(string(data), func(match string) string {
		if dollars := strings.Index(match, "{"); dollars%2 == 0 {
			return match
		}
		return "$" + match
	})
	converted, err := yaml.YAMLToJSON([]byte(escaped))
	if err != nil {
		return err
	}
	return built.UnmarshalJSON(converted)
}

func (s *substitution) report(variable string, base baseItem) {
	if s.reported[variable] {
		return
	}
	s.reported[variable] = true
	from := append(append([]string{}, s.variables.required...), s.variables.optional...)
	s.unknowns = append(s.unknowns, protocol.UnknownVariable{
		Variable: variable, From: strings.Join(from, ", "), File: base.file, Line: s.useLine(base, variable),
	})
}

// useLine is where a resource's file first uses a variable, from the resource on; else the resource's own line.
func (s *substitution) useLine(base baseItem, variable string) int {
	backing, found := s.view.File(base.path)
	if !found || base.path == "" {
		return base.line
	}
	data, err := backing.Read()
	if err != nil {
		return base.line
	}
	use := regexp.MustCompile(`\$\{#?` + regexp.QuoteMeta(variable) + `[^_[:alnum:]]`)
	for i, line := range strings.Split(string(data), "\n") {
		if i+1 >= base.line && use.MatchString(line+"\n") {
			return i + 1
		}
	}
	return base.line
}

var strictError = regexp.MustCompile(`variable not set \(strict mode\): "([^"]+)"`)

func (s *substitution) failure(base baseItem, err error) *failure {
	subject := fmt.Sprintf("%s %s", base.kind, base.name)
	if match := strictError.FindStringSubmatch(err.Error()); match != nil {
		names := make([]string, 0, len(s.known))
		for _, name := range sortedKeys(s.known) {
			names = append(names, name)
		}
		hint := ""
		if near := repository.Near(match[1], names); len(near) > 0 {
			hint = " (near names: " + strings.Join(near, ", ") + ")"
		}
		return failed("variable-not-set", base.file, s.useLine(base, match[1]),
			"%s uses ${%s}, which Kustomization %s gives no value%s: add it to spec.postBuild, give it a default as ${%s:=…}, or write $${%s}; if it is not for Flux, as in a dashboard, annotate the %s with %s: %s",
			subject, match[1], s.item.name(), hint, match[1], match[1], base.kind, substituteKey, fluxkustomize.DisabledValue)
	}
	return failed("substitution-failed", base.file, base.line, "%s in Kustomization %s: %v", subject, s.item.name(), err)
}
