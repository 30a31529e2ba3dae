package policy

import (
	"context"
	"fmt"
	"math/rand"
	"reflect"
	"strings"
	"testing"

	admissionv1 "k8s.io/api/admission/v1"
)

func TestLoadProblems(t *testing.T) {
	good := template("Always", always)
	for _, test := range []struct {
		name     string
		policies string
		// want are `line code` and a part of the message.
		want []string
	}{
		{
			name:     "Rego that does not parse",
			policies: documents(template("Broken", "package broken\nviolation contains {\"msg\": \"a\" if true"), good),
			want:     []string{"1 rego-compile ConstraintTemplate broken is not enforced, because its Rego (line 2 of the rego field) does not compile"},
		},
		{
			name:     "Rego that does not compile",
			policies: template("Broken", "package broken\nviolation contains {\"msg\": m} if m := nothing(1)"),
			want:     []string{"1 rego-compile ConstraintTemplate broken is not enforced, because its Rego (line 2 of the rego field) does not compile; correct it: unable to compile modules: 1 error occurred: template:2: rego_type_error: undefined function nothing"},
		},
		{
			name:     "violations without a message",
			policies: template("Broken", "package broken\nviolation contains {\"message\": \"a\"}"),
			want:     []string{"1 rego-compile ConstraintTemplate broken is not enforced, because its `violation` rule, whose elements must be objects with a msg, does not compile"},
		},
		{
			name:     "Rego without a violation rule",
			policies: template("Broken", "package broken\ndeny contains 1 if true"),
			want:     []string{"1 template-invalid ConstraintTemplate broken is not enforced, because Gatekeeper refuses it: invalid ConstraintTemplate: invalid rego: invalid module: missing required rules: [violation]"},
		},
		{
			name:     "a constraint of a broken template",
			policies: documents(template("Broken", "package broken\nviolation"), constraint("Broken", "all", "")),
			want: []string{
				"1 rego-compile ConstraintTemplate broken is not enforced",
				"26 constraint-without-template Broken all is not enforced, because its ConstraintTemplate in policies.yaml:1 could not be loaded",
			},
		},
		{
			name:     "a constraint without a template",
			policies: constraint("Missing", "all", ""),
			want:     []string{"1 constraint-without-template Missing all is not enforced, because no ConstraintTemplate defines the kind Missing"},
		},
		{
			name:     "parameters that fail the schema",
			policies: documents(good, constraint("Always", "all", "parameters: {labels: none}")),
			want:     []string{"28 constraint-invalid Always all is not enforced, because Gatekeeper refuses it; correct the field it names: schema validation failed: [].spec.parameters.labels: Invalid value: \"string\""},
		},
		{
			name:     "an unknown parameter",
			policies: documents(good, constraint("Always", "all", "parameters: {label: [a]}")),
			want:     []string{"28 constraint-invalid Always all is not enforced, because Gatekeeper refuses it; correct the field it names: invalid Constraint: unknown fields: [spec.parameters.label]"},
		},
		{
			name:     "an unknown enforcement action",
			policies: documents(good, constraint("Always", "all", "enforcementAction: block")),
			want:     []string{`28 enforcement-action-unknown Always all: spec.enforcementAction "block" is refused by Gatekeeper's webhook`},
		},
		{
			name:     "the same name twice",
			policies: documents(good, constraint("Always", "all", ""), constraint("Always", "all", "enforcementAction: warn")),
			want:     []string{"36 duplicate-name Always all is declared twice, here and in policies.yaml:28"},
		},
		{
			name:     "the same object twice",
			policies: documents(good, constraint("Always", "all", ""), constraint("Always", "all", "")),
		},
		{
			name:     "a name and a kind that do not belong together",
			policies: strings.Replace(good, "metadata: {name: always}", "metadata: {name: never}", 1),
			want:     []string{"1 template-invalid ConstraintTemplate never is not enforced, because Gatekeeper refuses it: invalid ConstraintTemplate: the ConstraintTemplate's name \"never\" is not equal to the lowercase of CRD's Kind: \"always\""},
		},
		{
			name:     "an unknown version",
			policies: strings.Replace(good, "templates.gatekeeper.sh/v1", "templates.gatekeeper.sh/v9", 1),
			want:     []string{`1 template-invalid ConstraintTemplate always cannot be read: apiVersion "templates.gatekeeper.sh/v9" is not one that Gatekeeper 3.23 knows`},
		},
		{
			name:     "CEL that does not compile",
			policies: strings.Replace(bothLanguages, `expression: "false"`, `expression: "object.spec +"`, 1),
			want:     []string{`1 cel-compile ConstraintTemplate both does not compile: validation "object.spec +": compilation failed`},
		},
		{
			name:     "a name too long",
			policies: documents(good, constraint("Always", strings.Repeat("a", 64), "")),
			want:     []string{"28 constraint-invalid Always " + strings.Repeat("a", 64) + " is not enforced, because Gatekeeper refuses it; correct the field it names: schema validation failed: [].metadata.name: Too long"},
		},
		{
			name:     "a name too long of an expansion",
			policies: strings.Replace(expandDeployments, "name: expand-workloads", "name: "+strings.Repeat("a", 64), 1),
			want: []string{
				"1 expansion-invalid ExpansionTemplate " + strings.Repeat("a", 64) + " is not applied, because Gatekeeper refuses it",
				"1 name-too-long metadata.name \"" + strings.Repeat("a", 64) + "\" of the ExpansionTemplate has 64 characters",
			},
		},
		{
			name:     "a Config that nobody reads",
			policies: strings.Replace(config("*", "shop"), "name: config,", "name: settings,", 1),
			want:     []string{`1 config-invalid Config "settings" in namespace "gatekeeper-system" is not read by Gatekeeper`},
		},
		{
			name:     "an expansion without a source",
			policies: strings.Replace(expandDeployments, "templateSource: spec.template", "templateSource: ''", 1),
			want:     []string{"1 expansion-invalid ExpansionTemplate expand-workloads is not applied, because Gatekeeper refuses it"},
		},
		{
			name: "expansions in a circle",
			policies: documents(expandDeployments, `
apiVersion: expansion.gatekeeper.sh/v1alpha1
kind: ExpansionTemplate
metadata: {name: back}
spec:
  applyTo: [{groups: [""], versions: [v1], kinds: [Pod]}]
  templateSource: spec
  generatedGVK: {group: apps, version: v1, kind: Deployment}
`),
			want: []string{
				"1 expansion-invalid ExpansionTemplate expand-workloads is not applied: the templates back, expand-workloads expand each other in a circle",
				"12 expansion-invalid ExpansionTemplate back is not applied: the templates back, expand-workloads expand each other in a circle",
			},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, problems, err := Load(context.Background(), parse(t, test.policies))
			if err != nil {
				t.Fatal(err)
			}
			if len(problems) != len(test.want) {
				t.Fatalf("%d problems, wanted %d: %+v", len(problems), len(test.want), problems)
			}
			for index, want := range test.want {
				problem := problems[index]
				got := fmt.Sprintf("%d %s %s", problem.Line, problem.Code, problem.Message)
				if !strings.HasPrefix(got, want) {
					t.Errorf("problem\n%s\nwanted\n%s", got, want)
				}
			}
		})
	}
}

func TestLoadKeepsWhatIsGood(t *testing.T) {
	objects := parse(t, documents(
		template("Broken", "package broken\nviolation"), constraint("Broken", "all", ""),
		template("Always", always), constraint("Always", "all", ""), constraint("Missing", "all", "")))
	set, problems, err := Load(context.Background(), objects)
	if err != nil {
		t.Fatal(err)
	}
	if len(problems) != 3 {
		t.Errorf("problems %+v", problems)
	}
	verdict := set.Review(context.Background(), nil, Request{Operation: admissionv1.Create, Object: one(t, pod)})
	if got := lines(verdict); !reflect.DeepEqual(got, []string{`Always/all deny Pod web in "shop" by CREATE`}) {
		t.Errorf("results %v", got)
	}
}

func TestLoadDoesNotDependOnTheOrder(t *testing.T) {
	stream := documents(
		template("Always", always), template("SkipUpdate", skipUpdate), template("Broken", "package broken\nviolation"),
		constraint("Always", "all", ""), constraint("Always", "some", "enforcementAction: warn"), constraint("SkipUpdate", "all", ""),
		constraint("Always", "all", "enforcementAction: dryrun"), expandDeployments, expandCronJobs, config("webhook", "other"), bothLanguages,
		constraint("Both", "all", ""))
	objects := parse(t, stream)
	random := rand.New(rand.NewSource(1))
	var first *Set
	var firstProblems []Problem
	var firstLines []string
	for range 10 {
		set, problems, err := Load(context.Background(), objects)
		if err != nil {
			t.Fatal(err)
		}
		verdict := set.Review(context.Background(), nil, Request{Operation: admissionv1.Create, Object: one(t, deployment)})
		if first == nil {
			first, firstProblems, firstLines = set, problems, lines(verdict)
			if len(firstLines) != 8 || len(problems) != 2 {
				t.Fatalf("%d results and %d problems: %v", len(firstLines), len(problems), firstLines)
			}
			continue
		}
		if set.ID != first.ID {
			t.Errorf("id %s, wanted %s", set.ID, first.ID)
		}
		if !reflect.DeepEqual(problems, firstProblems) {
			t.Errorf("problems %+v, wanted %+v", problems, firstProblems)
		}
		if !reflect.DeepEqual(set.Constraints, first.Constraints) || !reflect.DeepEqual(set.Templates, first.Templates) {
			t.Errorf("constraints %v templates %v", set.Constraints, set.Templates)
		}
		if got := lines(verdict); !reflect.DeepEqual(got, firstLines) {
			t.Errorf("results %v, wanted %v", got, firstLines)
		}
		random.Shuffle(len(objects), func(i, j int) { objects[i], objects[j] = objects[j], objects[i] })
	}
}

func TestIDIsOfTheContent(t *testing.T) {
	id := func(stream string) string { return load(t, stream).ID }
	one := id(documents(template("Always", always), constraint("Always", "all", "")))
	other := id(documents(template("Always", always), constraint("Always", "all", "enforcementAction: warn")))
	if one == other {
		t.Error("another enforcement action has the same id")
	}
	if twice := id(documents(template("Always", always), constraint("Always", "all", ""), constraint("Always", "all", ""))); twice != one {
		t.Error("the same object twice has another id")
	}
	if moved := id("# moved by a line\n" + documents(template("Always", always), constraint("Always", "all", ""))); moved != one {
		t.Error("the id depends on the place")
	}
}

func TestTemplateVersions(t *testing.T) {
	for _, version := range []string{"v1", "v1beta1", "v1alpha1"} {
		set := load(t, documents(
			strings.Replace(template("Always", always), "templates.gatekeeper.sh/v1", "templates.gatekeeper.sh/"+version, 1),
			constraint("Always", "all", "")))
		verdict := set.Review(context.Background(), nil, Request{Operation: admissionv1.Create, Object: one(t, pod)})
		if len(verdict.Results) != 1 {
			t.Errorf("%s: %+v", version, verdict)
		}
	}
}

func TestDefaultsOfTheSchemaAreFilledIn(t *testing.T) {
	set := load(t, documents(template("Says", `
package says
violation contains {"msg": input.parameters.message}
`), constraint("Says", "all", "parameters: {labels: [a]}")))
	verdict := set.Review(context.Background(), nil, Request{Operation: admissionv1.Create, Object: one(t, pod)})
	if got := lines(verdict); !reflect.DeepEqual(got, []string{"Says/all deny found"}) {
		t.Errorf("results %v", got)
	}
}

func source(t *testing.T, objects []Object) *Source {
	t.Helper()
	source, err := NewSource(objects)
	if err != nil {
		t.Fatal(err)
	}
	return source
}

func TestSetsForgetTheOldest(t *testing.T) {
	sets := NewSets(2)
	for _, id := range []string{"a", "b"} {
		sets.Defer(&Source{ID: id})
	}
	if set, err := sets.Get(context.Background(), "a"); set == nil || err != nil {
		t.Errorf("a is %v: %v", set, err)
	}
	sets.Defer(&Source{ID: "c"})
	if sets.Knows("b") {
		t.Error("b was not used for longest and is still there")
	}
	if !sets.Knows("a") || !sets.Knows("c") {
		t.Error("a or c is forgotten")
	}
	if set, err := sets.Get(context.Background(), "b"); set != nil || err != nil {
		t.Errorf("b is %v: %v", set, err)
	}
}

func TestADeferredSetJudges(t *testing.T) {
	sets := NewSets(2)
	deferred := source(t, parse(t, documents(template("Always", always), constraint("Always", "all", ""))))
	sets.Defer(deferred)
	// Whoever asked first may be gone.
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	_, _ = sets.Get(cancelled, deferred.ID)
	set, err := sets.Get(context.Background(), deferred.ID)
	if err != nil {
		t.Fatal(err)
	}
	verdict := set.Review(context.Background(), nil, Request{Operation: admissionv1.Create, Object: one(t, pod)})
	if len(verdict.Results) != 1 {
		t.Errorf("results %v", lines(verdict))
	}
}

func TestSetsDoNotCompileTwice(t *testing.T) {
	sets := NewSets(4)
	good := source(t, parse(t, documents(template("Always", always), constraint("Always", "all", ""))))
	first, _, err := sets.Load(context.Background(), good)
	if err != nil {
		t.Fatal(err)
	}
	if again, problems, err := sets.Load(context.Background(), good); again != first || len(problems) > 0 || err != nil {
		t.Errorf("another set: %v %v", problems, err)
	}
	// Problems name places, and those may be others.
	bad := parse(t, constraint("Missing", "all", ""))
	for _, line := range []int{1, 7} {
		bad[0].Line = line
		if _, problems, _ := sets.Load(context.Background(), source(t, bad)); len(problems) != 1 || problems[0].Line != line {
			t.Errorf("line %d: %+v", line, problems)
		}
	}
}

// Which of two is kept is decided by where they are, so that it has a part in the identity.
func TestTheOrderOfTwoOfOneNameIsPartOfTheIdentity(t *testing.T) {
	objects := parse(t, documents(template("Always", always), constraint("Always", "all", "enforcementAction: warn"), constraint("Always", "all", "enforcementAction: deny")))
	warnFirst := source(t, objects).ID
	objects[1].File, objects[2].File = "z.yaml", "a.yaml"
	if source(t, objects).ID == warnFirst {
		t.Error("two sets that judge differently have one identity")
	}
	objects[1].File, objects[2].File = "policies.yaml", "policies.yaml"
	objects[1], objects[2] = objects[2], objects[1]
	if source(t, objects).ID != warnFirst {
		t.Error("the order in which objects are given is part of the identity")
	}
}
