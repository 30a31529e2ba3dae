package psa

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"strings"
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
)

// finding is one element of a template's violation set.
type finding struct {
	Message string
	Field   string
}

// request is what an API server asks about a pod.
type request struct {
	operation string
	pod       object
	old       object
}

// judge holds the catalogue's templates, compiled, and the parameters of each edition's constraints.
type judge struct {
	set        policySet
	queries    map[string]rego.PreparedEvalQuery
	parameters map[string]map[string]ast.Value
	// keys identify parameters, so that equal ones are evaluated once.
	keys map[string]map[string]string
}

// newJudge compiles the catalogue's templates.
func newJudge(t *testing.T, set policySet) judge {
	t.Helper()
	j := judge{
		set: set, queries: map[string]rego.PreparedEvalQuery{},
		parameters: map[string]map[string]ast.Value{}, keys: map[string]map[string]string{},
	}
	for _, raw := range set.Templates {
		kind, module, libraries := fromJSON[template](t, raw).source()
		j.queries[kind] = prepare(t, kind, module, libraries)
	}
	for _, e := range set.Editions {
		parameters, keys := map[string]ast.Value{}, map[string]string{}
		for _, raw := range e.Constraints {
			c := fromJSON[constraint](t, raw)
			parameters[c.Kind] = value(t, c.Spec.Parameters)
			keys[c.Kind] = c.Kind + parameters[c.Kind].String()
		}
		j.parameters[e.String()], j.keys[e.String()] = parameters, keys
	}
	return j
}

// changed is a judge whose Rego is another in one place, and whether there is such a place in what the standard is judged
// by.
func (j judge) changed(t *testing.T, text, instead string) (mutant judge, found bool) {
	t.Helper()
	mutant = j.copied()
	for _, raw := range j.set.Templates {
		kind, module, libraries := fromJSON[template](t, raw).source()
		if !j.used(kind) || !strings.Contains(strings.Join(append(libraries, module), "\n"), text) {
			continue
		}
		found = true
		for index, library := range libraries {
			libraries[index] = strings.ReplaceAll(library, text, instead)
		}
		mutant.queries[kind] = prepare(t, kind, strings.ReplaceAll(module, text, instead), libraries)
	}
	return mutant, found
}

// silenced is a judge whose policies of some kinds say nothing.
func (j judge) silenced(t *testing.T, kinds map[string]string) judge {
	t.Helper()
	silent := j.copied()
	for kind := range kinds {
		silent.queries[kind] = prepare(t, kind, "package silent\n\nviolation contains 1 if false\n", nil)
	}
	return silent
}

func (j judge) copied() judge {
	j.queries = maps.Clone(j.queries)
	return j
}

// used says whether a constraint of the standard is of a kind.
func (j judge) used(kind string) bool {
	for _, parameters := range j.parameters {
		if _, found := parameters[kind]; found {
			return true
		}
	}
	return false
}

func prepare(t *testing.T, kind, module string, libraries []string) rego.PreparedEvalQuery {
	t.Helper()
	parsed, err := ast.ParseModuleWithOpts(kind, module, ast.ParserOptions{RegoVersion: ast.RegoV1})
	if err != nil {
		t.Fatalf("%s: %v", kind, err)
	}
	options := []func(*rego.Rego){rego.Query("x = " + parsed.Package.Path.String() + ".violation"), rego.ParsedModule(parsed)}
	for index, library := range libraries {
		options = append(options, rego.Module(string(rune('a'+index)), library))
	}
	query, err := rego.New(options...).PrepareForEval(context.Background())
	if err != nil {
		t.Fatalf("%s: %v", kind, err)
	}
	return query
}

// of judges a request and returns the findings that belong to a check. Constraints of one kind with the same
// parameters are evaluated once.
func (j judge) of(t *testing.T, r request) func(comparison) []finding {
	t.Helper()
	review := ast.NewTerm(value(t, object{
		"operation": r.operation,
		"kind":      object{"group": "", "version": "v1", "kind": "Pod"},
		"object":    r.pod,
		"oldObject": r.old,
	}))
	evaluated := map[string][]finding{}
	return func(c comparison) []finding {
		var found []finding
		for kind, fieldEnding := range kindsOf[c.check] {
			parameters, selected := j.parameters[c.edition.String()][kind]
			if !selected {
				t.Fatalf("%s has no constraint of kind %s", c.edition, kind)
			}
			key := j.keys[c.edition.String()][kind]
			if _, known := evaluated[key]; !known {
				evaluated[key] = evaluate(t, j.queries[kind], ast.NewObject(
					[2]*ast.Term{ast.StringTerm("review"), review},
					[2]*ast.Term{ast.StringTerm("parameters"), ast.NewTerm(parameters)},
				))
			}
			found = append(found, ending(evaluated[key], fieldEnding)...)
		}
		return found
	}
}

func evaluate(t *testing.T, query rego.PreparedEvalQuery, input ast.Value) []finding {
	t.Helper()
	results, err := query.Eval(context.Background(), rego.EvalParsedInput(input))
	if err != nil || len(results) != 1 {
		t.Fatalf("%d results, %v", len(results), err)
	}
	var findings []finding
	for _, violation := range results[0].Bindings["x"].([]any) {
		fields := violation.(map[string]any)
		findings = append(findings, finding{fields["msg"].(string), fields["details"].(map[string]any)["field"].(string)})
	}
	return findings
}

// value is JSON as Rego sees it.
func value(t *testing.T, of any) ast.Value {
	t.Helper()
	raw, err := json.Marshal(of)
	if err != nil {
		t.Fatal(err)
	}
	converted, err := ast.ValueFromReader(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	return converted
}
