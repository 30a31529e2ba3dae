package render

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/fluxcd/pkg/envsubst"
	fluxkustomize "github.com/fluxcd/pkg/kustomize"
	"k8s.io/apimachinery/pkg/runtime"
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
	reported map[unknownUse]bool
}

type unknownUse struct {
	variable  string
	defaulted bool
}

func newSubstitution(item kustomization, view *repository.View, variables variables, strict bool) *substitution {
	s := &substitution{
		item: item, view: view, variables: variables, strict: strict, known: variables.values(item), valid: true, reported: map[unknownUse]bool{},
	}
	for name := range s.known {
		s.valid = s.valid && validName.MatchString(name)
	}
	return s
}

// validName as fluxcd/pkg/kustomize's varsubRegex.
var validName = regexp.MustCompile(`^[_[:alpha:]][_[:alpha:][:digit:]]*$`)

// substituted is a resource, as JSON, with its variables replaced.
type substituted struct {
	data []byte
	// unknown are the variables in it whose value only the cluster knows.
	unknown []string
}

// apply replaces a resource's variables by Flux's own code. A variable that only the cluster knows is noted: what is written
// stays or, where every use of it has a default, that stands for it. One that nobody gives a value is an error, as in Flux
// 2.9.
func (s *substitution) apply(base baseItem) (substituted, *failure) {
	if !bytes.ContainsRune(base.data, '$') && s.valid {
		return substituted{data: base.data}, nil
	}
	built, err := base.resource()
	if err != nil {
		return substituted{}, s.failure(base, err)
	}
	if disabled(built) {
		return substituted{data: base.data}, nil
	}
	kept, defaulted := s.unknownIn(built)
	if len(kept) > 0 {
		if err := keep(built, kept); err != nil {
			return substituted{}, s.failure(base, err)
		}
	}
	for _, variable := range kept {
		s.report(variable, false, base)
	}
	for _, variable := range defaulted {
		s.report(variable, true, base)
	}
	result := substituted{data: base.data, unknown: slices.Concat(kept, defaulted)}
	made, err := fluxkustomize.SubstituteVariables(context.Background(),
		clusterClient{variables: s.variables, kept: kept}, *s.item.Unstructured, built,
		fluxkustomize.SubstituteWithStrict(s.strict), fluxkustomize.SubstituteWithAlways(s.outside()))
	if err == nil && made != nil {
		result.data, err = kustomize.JSON(made)
	}
	if err != nil && len(result.unknown) > 0 {
		return substituted{}, s.untold(base, result.unknown, err)
	}
	if err != nil {
		return substituted{}, s.failure(base, err)
	}
	return result, nil
}

// untold is a resource that is none as long as these variables have no value of the cluster's.
func (s *substitution) untold(base baseItem, variables []string, err error) *failure {
	// Its own words show the whole object.
	if runtime.IsMissingKind(err) {
		err = errors.New("it has no kind")
	}
	return unknown("substitution-unknown", base.file, s.useLine(base, variables[0]),
		"%s %s in Kustomization %s cannot be told without the values of %s, which only the cluster knows (from %s): add them to spec.postBuild.substitute, or give them defaults with which it is valid (%v)",
		base.kind, base.name, s.item.name(), strings.Join(variables, ", "), s.from(), err)
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

// unknownIn lists the variables whose value only the cluster can tell: those without a value in Git. Kept are those with a
// use that has no default; defaulted the others, which count only if an object that Git does not have must exist: one that
// merely may exist leaves them their defaults. A default that holds a kept variable is kept with it.
func (s *substitution) unknownIn(built *resource.Resource) (kept, defaulted []string) {
	if !s.outside() {
		return nil, nil
	}
	data, err := built.AsYAML()
	if err != nil || !strings.Contains(string(data), "${") {
		return nil, nil
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
	for _, candidate := range candidates {
		_, err := envsubst.Eval(string(data), func(name string) (string, bool) { return "", name != candidate })
		switch {
		case err != nil:
			kept = append(kept, candidate)
		case len(s.variables.required) > 0:
			defaulted = append(defaulted, candidate)
		}
	}
	for i := 0; i < len(defaulted) && len(kept) > 0; i++ {
		if defaultHolds(string(data), defaulted[i], kept) {
			kept, defaulted = append(kept, defaulted[i]), slices.Delete(defaulted, i, i+1)
			i = -1
		}
	}
	return kept, defaulted
}

// defaultHolds tells that a default of a variable holds one of others: with a value of its own they show less often.
func defaultHolds(text, variable string, others []string) bool {
	const mark = "\x00"
	shown := func(value string) int {
		result, _ := envsubst.Eval(text, func(name string) (string, bool) {
			switch {
			case name == variable:
				return value, true
			case slices.Contains(others, name):
				return mark, true
			}
			return "", true
		})
		return strings.Count(result, mark)
	}
	return shown("") != shown("x")
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

// report notes a variable's first use as it is written, and its first with its default.
func (s *substitution) report(variable string, defaulted bool, base baseItem) {
	use := unknownUse{variable, defaulted}
	if s.reported[use] {
		return
	}
	s.reported[use] = true
	s.unknowns = append(s.unknowns, protocol.UnknownVariable{
		Variable: variable, From: s.from(), Defaulted: defaulted, File: base.file, Line: s.useLine(base, variable),
	})
}

// from names the objects that could give a variable its value and are not in Git.
func (s *substitution) from() string {
	return strings.Join(slices.Concat(s.variables.required, s.variables.optional), ", ")
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

// inPath are those of the variables that spec.path holds as it is written.
func inPath(base baseItem, variables []string) []string {
	var written struct {
		Spec struct{ Path string }
	}
	if json.Unmarshal(base.data, &written) != nil {
		return nil
	}
	names := map[string]bool{}
	addVariables(names, []byte(written.Spec.Path))
	var held []string
	for _, variable := range variables {
		if names[variable] {
			held = append(held, variable)
		}
	}
	return held
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
