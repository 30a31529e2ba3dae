package policy

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	mutationtypes "github.com/open-policy-agent/gatekeeper/v3/pkg/mutation/types"
	"github.com/open-policy-agent/gatekeeper/v3/pkg/target"
	"github.com/open-policy-agent/opa/v1/ast"
	admissionv1 "k8s.io/api/admission/v1"
	authenticationv1 "k8s.io/api/authentication/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"

	"fleetkeep.dev/engine/internal/scope"
)

// Both are given by `npm run bench -- policies`.
var (
	catalogueFile = flag.String("catalogue", "", "what scripts/print-policy-set.ts printed")
	libraryFolder = flag.String("library", "", "a copy of github.com/open-policy-agent/gatekeeper-library")
	rounds        = flag.Int("rounds", 150, "how often each case is judged; its shortest time counts")
)

// TestCostOfPolicies measures reviews under one policy, with gatekeeper-library's template of a kind and with that of the
// catalogue, on the cases of the library's suites. It prints JSON lines and judges nothing: cases whose verdicts differ,
// which the suites themselves are there for, are left out.
func TestCostOfPolicies(t *testing.T) {
	if *libraryFolder == "" || *catalogueFile == "" {
		t.Skip("without -catalogue and -library there is nothing to compare")
	}
	ours := templatesByKind(t, *catalogueFile)
	suites, err := filepath.Glob(filepath.Join(*libraryFolder, "library", "*", "*", "suite.yaml"))
	if err != nil || len(suites) == 0 {
		t.Fatalf("%s has no library/*/*/suite.yaml (%v)", *libraryFolder, err)
	}
	for _, path := range suites {
		for _, test := range readYAML[suite](t, path).Tests {
			theirs := readYAML[map[string]any](t, filepath.Join(filepath.Dir(path), test.Template))
			kind := kindOf(theirs)
			own, found := ours[kind]
			if !found {
				continue
			}
			constraint := &unstructured.Unstructured{Object: readYAML[map[string]any](t, filepath.Join(filepath.Dir(path), test.Constraint))}
			sides := [2]*preparedRego{driverOf(t, theirs, constraint), driverOf(t, own, constraint)}
			for _, each := range test.Cases {
				measured := caseOf(t, filepath.Dir(path), each, [2]map[string]any{theirs, own}, constraint).measure(t, sides, constraint)
				if measured == nil {
					continue
				}
				measured.Kind = kind
				line, err := json.Marshal(measured)
				if err != nil {
					t.Fatal(err)
				}
				fmt.Println(string(line))
			}
		}
	}
}

type suite struct {
	Tests []struct {
		Template   string      `json:"template"`
		Constraint string      `json:"constraint"`
		Cases      []suiteCase `json:"cases"`
	} `json:"tests"`
}

type suiteCase struct {
	Object    string   `json:"object"`
	Inventory []string `json:"inventory"`
}

// cost of judging one case, in nanoseconds.
type cost struct {
	Kind       string `json:"kind"`
	Violations bool   `json:"violations"`
	// Theirs and Ours are whole reviews, as `check` has them.
	Theirs int64 `json:"theirs"`
	Ours   int64 `json:"ours"`
	// The evaluation's share of them.
	TheirsEvaluated int64 `json:"theirsEvaluated"`
	OursEvaluated   int64 `json:"oursEvaluated"`
}

// costCase is a case of a suite, ready to be judged.
type costCase struct {
	request   Request
	inventory []map[string]any
	sets      [2]*Set
	around    *Namespaces
}

func caseOf(t *testing.T, folder string, given suiteCase, sides [2]map[string]any, constraint *unstructured.Unstructured) costCase {
	t.Helper()
	one := costCase{request: requestOf(readYAML[map[string]any](t, filepath.Join(folder, given.Object))), around: namespacesOf(t, "")}
	for _, path := range given.Inventory {
		one.inventory = append(one.inventory, readYAML[map[string]any](t, filepath.Join(folder, path)))
	}
	for side, template := range sides {
		objects := []Object{{Object: asUnstructured(template)}, {Object: constraint}}
		// One object more stands for the fact that the inventory is known.
		for _, each := range append(one.inventory, map[string]any{"apiVersion": "v1", "kind": "Namespace", "metadata": map[string]any{"name": "known"}}) {
			objects = append(objects, Object{Object: asUnstructured(each), Synced: true})
		}
		set, problems, err := Load(context.Background(), objects)
		if err != nil || len(problems) > 0 {
			t.Fatal(problems, err)
		}
		one.sets[side] = set
	}
	return one
}

// measure judges a case in turns; nil when it is no request, or the two sides do not agree about it.
func (c costCase) measure(t *testing.T, sides [2]*preparedRego, constraint *unstructured.Unstructured) *cost {
	t.Helper()
	if c.request.subject() == nil || c.request.validate() != nil {
		return nil
	}
	for _, side := range sides {
		for _, object := range c.inventory {
			defer synchronise(t, side, object)()
		}
	}
	review := reviewTerm(t, c.placed())
	evaluated, reviewed := [2]time.Duration{time.Hour, time.Hour}, [2]time.Duration{time.Hour, time.Hour}
	var violated [2]bool
	for range *rounds {
		for side, driver := range sides {
			judging, end := newEvaluations(context.Background())
			begun := time.Now()
			results, err := driver.evaluate(context.Background(), constraint, review, judging)
			end()
			evaluated[side] = min(evaluated[side], time.Since(begun))
			if err != nil {
				return nil
			}
			violated[side] = len(results) > 0
			begun = time.Now()
			verdict := c.sets[side].Review(context.Background(), c.around, c.request)
			reviewed[side] = min(reviewed[side], time.Since(begun))
			if verdict.Error != "" {
				return nil
			}
		}
	}
	if violated[0] != violated[1] {
		return nil
	}
	return &cost{
		Violations: violated[0], Theirs: reviewed[0].Nanoseconds(), Ours: reviewed[1].Nanoseconds(),
		TheirsEvaluated: evaluated[0].Nanoseconds(), OursEvaluated: evaluated[1].Nanoseconds(),
	}
}

// placed is the request as a review evaluates it.
func (c costCase) placed() Request {
	subject := c.request.subject()
	if c.sets[0].scopeOf(c.around, subject.GroupVersionKind().GroupKind()) == scope.Cluster {
		return c.request.placed("")
	}
	return c.request.placed(namespaceOf(subject))
}

// synchronise puts an object into the inventory until what it returns is called.
func synchronise(t *testing.T, driver *preparedRego, object map[string]any) (remove func()) {
	t.Helper()
	handled, path, data, err := (&target.K8sValidationTarget{}).ProcessData(&unstructured.Unstructured{Object: object})
	if err != nil || !handled {
		t.Fatal(handled, err)
	}
	if err := driver.AddData(context.Background(), target.Name, path, data); err != nil {
		t.Fatal(err)
	}
	return func() {
		if err := driver.RemoveData(context.Background(), target.Name, path); err != nil {
			t.Fatal(err)
		}
	}
}

// requestOf creates an object, or is the request of an AdmissionReview. Somebody sends it: without a sender a template that
// reads one is not evaluated at all.
func requestOf(given map[string]any) Request {
	sender := &authenticationv1.UserInfo{Username: "somebody"}
	if given["kind"] != "AdmissionReview" {
		return Request{Operation: admissionv1.Create, Object: asUnstructured(given), User: sender}
	}
	asked, _ := given["request"].(map[string]any)
	operation, _ := asked["operation"].(string)
	return Request{
		Operation: admissionv1.Operation(operation), Object: asUnstructured(asked["object"]), OldObject: asUnstructured(asked["oldObject"]),
		User: sender,
	}
}

func reviewTerm(t *testing.T, request Request) *ast.Term {
	t.Helper()
	value, err := parsed(request.admission(""), request.Object, request.OldObject, nil, mutationtypes.SourceTypeOriginal).value(nil)
	if err != nil {
		t.Fatal(err)
	}
	return ast.NewTerm(value)
}

func asUnstructured(given any) *unstructured.Unstructured {
	object, found := given.(map[string]any)
	if !found {
		return nil
	}
	return &unstructured.Unstructured{Object: object}
}

func driverOf(t *testing.T, template map[string]any, constraint *unstructured.Unstructured) *preparedRego {
	t.Helper()
	driver, err := newPreparedRego()
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := toTemplate(&unstructured.Unstructured{Object: template})
	if err != nil {
		t.Fatal(err)
	}
	if err := driver.AddTemplate(context.Background(), parsed); err != nil {
		t.Fatalf("%s: %v", kindOf(template), err)
	}
	if err := driver.AddConstraint(context.Background(), constraint); err != nil {
		t.Fatal(err)
	}
	return driver
}

func templatesByKind(t *testing.T, file string) map[string]map[string]any {
	t.Helper()
	byKind := map[string]map[string]any{}
	for _, template := range readYAML[struct {
		Templates []map[string]any `json:"templates"`
	}](t, file).Templates {
		byKind[kindOf(template)] = template
	}
	return byKind
}

func kindOf(template map[string]any) string {
	kind, _, _ := unstructured.NestedString(template, "spec", "crd", "spec", "names", "kind")
	return kind
}

func readYAML[T any](t *testing.T, path string) T {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var value T
	if err := yaml.Unmarshal(raw, &value); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return value
}
