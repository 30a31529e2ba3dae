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

	"github.com/fluxcd/pkg/envsubst/parse"
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
	// lines are those in which files use variables, by the files' names.
	lines map[string]map[string][]int
}

type unknownUse struct {
	variable  string
	defaulted bool
}

func newSubstitution(item kustomization, view *repository.View, variables variables, strict bool) *substitution {
	s := &substitution{
		item: item, view: view, variables: variables, strict: strict, known: variables.values(item), valid: true, reported: map[unknownUse]bool{}, lines: map[string]map[string][]int{},
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
	tree, err := parse.Parse(string(data))
	if err != nil {
		// Who substitutes it says so.
		return nil, nil
	}
	used := newUses(tree)
	for _, variable := range used.order {
		switch {
		case s.known[variable]:
		case used.bare[variable]:
			kept = append(kept, variable)
		case len(s.variables.required) > 0:
			defaulted = append(defaulted, variable)
		}
	}
	if len(kept) == 0 || len(defaulted) == 0 {
		return kept, defaulted
	}
	held := used.holding(kept)
	var others []string
	for _, variable := range defaulted {
		if held[variable] {
			kept = append(kept, variable)
		} else {
			others = append(others, variable)
		}
	}
	return kept, others
}

var variableName = regexp.MustCompile(`\$\{#?([_[:alpha:]][_[:alnum:]]*)`)

// addVariables collects every name that substitution could look up in a resource.
func addVariables(names map[string]bool, data []byte) {
	for _, match := range variableName.FindAllSubmatch(data, -1) {
		names[string(match[1])] = true
	}
}

// use is where a variable is used, with all dollars before: of two the first escapes the second. Names are those of envsubst's
// scanner (parse/scan.go, acceptIdent).
var use = regexp.MustCompile(`\$+\{#?([\p{L}\p{Nd}_]+)`)

// keep escapes variables, so that substitution gives them back as they were written.
func keep(built *resource.Resource, names []string) error {
	data, err := built.AsYAML()
	if err != nil {
		return err
	}
	kept := set(names)
	escaped := use.ReplaceAllStringFunc(string(data), func(match string) string {
		dollars := strings.Index(match, "{")
		if !kept[strings.TrimPrefix(match[dollars+1:], "#")] || dollars%2 == 0 {
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
	lines := s.linesOf(base.path)[variable]
	if at, _ := slices.BinarySearch(lines, base.line); at < len(lines) {
		return lines[at]
	}
	return base.line
}

// linesOf are the lines in which a file uses each variable.
func (s *substitution) linesOf(name string) map[string][]int {
	if lines, known := s.lines[name]; known {
		return lines
	}
	lines := map[string][]int{}
	s.lines[name] = lines
	backing, found := s.view.File(name)
	if !found || name == "" {
		return lines
	}
	data, err := backing.Read()
	if err != nil {
		return lines
	}
	for i, line := range strings.Split(string(data), "\n") {
		for _, match := range use.FindAllStringSubmatch(line, -1) {
			lines[match[1]] = append(lines[match[1]], i+1)
		}
	}
	return lines
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
