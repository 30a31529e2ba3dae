package policy

import (
	"context"
	"fmt"
	"reflect"
	"regexp"
	"sort"
	"strings"
	"testing"

	constraintclient "github.com/open-policy-agent/frameworks/constraint/pkg/client"
	regodriver "github.com/open-policy-agent/frameworks/constraint/pkg/client/drivers/rego"
	"github.com/open-policy-agent/frameworks/constraint/pkg/client/reviews"
	"github.com/open-policy-agent/gatekeeper/v3/pkg/target"
	"github.com/open-policy-agent/gatekeeper/v3/pkg/util"
	admissionv1 "k8s.io/api/admission/v1"
)

// upstreamLines is the framework's client with its own Rego driver.
func upstreamLines(t *testing.T, policies []Object, request Request) []string {
	t.Helper()
	driver, err := regodriver.New()
	if err != nil {
		t.Fatal(err)
	}
	client, err := constraintclient.NewClient(constraintclient.Targets(&target.K8sValidationTarget{}),
		constraintclient.Driver(driver), constraintclient.EnforcementPoints(util.WebhookEnforcementPoint))
	if err != nil {
		t.Fatal(err)
	}
	for _, object := range policies {
		if isTemplate(object.Object) {
			converted, err := toTemplate(object.Object)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := client.AddTemplate(context.Background(), converted); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, object := range policies {
		if isConstraint(object.Object) {
			if _, err := client.AddConstraint(context.Background(), object.Object.DeepCopy()); err != nil {
				t.Fatal(err)
			}
		}
	}
	admission := request.admission("namespaces")
	if admission.Object, err = raw(request.Object); err != nil {
		t.Fatal(err)
	}
	responses, err := client.Review(context.Background(), &target.AugmentedReview{AdmissionRequest: &admission, IsAdmission: true},
		reviews.EnforcementPoint(util.WebhookEnforcementPoint))
	shown := []string{}
	if err != nil {
		return append(shown, "error")
	}
	for _, result := range responses.Results() {
		if result.Metadata["details"] == nil && strings.Contains(result.Msg, "_error: ") {
			// So the driver tells that it could not evaluate.
			shown = append(shown, "error")
			continue
		}
		shown = append(shown, fmt.Sprintf("%s/%s %s %v", result.Constraint.GetKind(), result.Constraint.GetName(), result.Msg, orEmpty(result.Metadata["details"])))
	}
	sort.Strings(shown)
	return shown
}

// oddViolations is every odd `violation`, by what is odd about it.
var oddViolations = map[string]string{
	"one":                         `violation contains {"msg": "a"}`,
	"none":                        `violation contains {"msg": "a"} if false`,
	"details":                     `violation contains {"msg": "a", "details": {"x": [1, "b", true, null, 1.5]}}`,
	"details that are no object":  `violation contains {"msg": "a", "details": [1]}`,
	"without a message":           `violation contains json.unmarshal("{\"details\": {\"x\": 1}}")`,
	"a message that is no string": `violation contains {"msg": 1}`,
	"no object":                   `violation contains json.unmarshal("\"a\"")`,
	"details that are null":       `violation contains json.unmarshal("{\"msg\": \"a\", \"details\": null}")`,
	"equal but for other fields":  "violation contains {\"msg\": \"a\", \"field\": x} if some x in [1, 2]",
	"equal but for details":       "violation contains {\"msg\": \"a\", \"details\": {\"x\": x}} if some x in [2, 1]",
	"several":                     "violation contains {\"msg\": \"a\"}\nviolation contains {\"msg\": \"b\"}\nviolation contains {\"msg\": \"a\"} if true",
	"a complete rule":             `violation := {{"msg": "a"}, {"msg": "b"}}`,
	"a complete array":            `violation := json.unmarshal("[{\"msg\": \"a\"}]")`,
	"a complete object":           `violation := json.unmarshal("{\"msg\": \"a\"}")`,
	"an object rule":              `violation[x] := 1 if some x in [json.unmarshal("{\"msg\": \"a\"}"), json.unmarshal("1")]`,
	"parameters":                  `violation contains {"msg": input.parameters.message}`,
	"no parameters":               `violation contains {"msg": sprintf("%v", [input.parameters.labels])}`,
	"the whole input":             `violation contains {"msg": sprintf("%v %v", [object.keys(input), object.keys(input.review)])}`,
	"an error":                    "f(x) := 1 if x > 0\nf(x) := 2 if x > 1\nviolation contains {\"msg\": \"a\"} if f(2) == 1",
	"an undefined builtin":        `violation contains {"msg": "a"} if to_number("x") == 1`,
	"a nested with":               "p if input.x == 1\nviolation contains {\"msg\": \"a\"} if p with input as {\"x\": 1}",
}

// TestPreparedDriverIsTheFrameworks compares what the two drivers make of them.
func TestPreparedDriverIsTheFrameworks(t *testing.T) {
	for name, rego := range oddViolations {
		t.Run(name, func(t *testing.T) {
			policies := parse(t, documents(template("Odd", "package odd\n"+rego), constraint("Odd", "all", ""),
				constraint("Odd", "labels", "parameters: {labels: [a, b]}")))
			set, problems, err := Load(context.Background(), policies)
			if err != nil || len(problems) > 0 {
				t.Fatal(err, problems)
			}
			request := Request{ID: "1", Operation: admissionv1.Create, Object: one(t, "apiVersion: v1\nkind: Namespace\nmetadata: {name: a, labels: {kubernetes.io/metadata.name: a}}")}
			verdict := set.Review(context.Background(), nil, request)
			ours := []string{}
			for _, result := range verdict.Results {
				ours = append(ours, fmt.Sprintf("%s/%s %s %v", result.Kind, result.Name, result.Message, orEmpty(result.Details)))
			}
			sort.Strings(ours)
			want := upstreamLines(t, policies, request)
			failed := len(want) > 0 && want[0] == "error"
			if failed != (verdict.Error != "") {
				t.Errorf("error %q, the framework's: %v", verdict.Error, want)
			}
			if !failed && !reflect.DeepEqual(ours, want) {
				t.Errorf("ours\n%s\nthe framework's\n%s", strings.Join(ours, "\n"), strings.Join(want, "\n"))
			}
		})
	}
}

func orEmpty(details any) any {
	if details == nil {
		return map[string]interface{}{}
	}
	return details
}

// TestRefusesWhatTheFrameworkRefuses compares the errors of the two drivers, word by word: templates are compiled by ours
// alone, but for the oddest.
func TestRefusesWhatTheFrameworkRefuses(t *testing.T) {
	for name, test := range map[string]struct {
		rego, library string
		accepted      bool
	}{
		"what is right":                   {rego: `violation contains {"msg": "a"}`, accepted: true},
		"the inventory":                   {rego: `violation contains {"msg": "a"} if data.inventory.cluster`, accepted: true},
		"a library":                       {rego: "import data.lib.a\nviolation contains {\"msg\": a.b}", library: "package lib.a\nb := \"c\"", accepted: true},
		"what does not parse":             {rego: `violation contains {"msg": "a"`},
		"a library that does not parse":   {rego: `violation contains {"msg": "a"}`, library: "package lib.a\nb := {"},
		"no violation":                    {rego: `deny contains {"msg": "a"}`},
		"nothing":                         {rego: ``},
		"a violation without a message":   {rego: `violation contains {"message": "a"}`},
		"an unknown function":             {rego: `violation contains {"msg": nothing(1)}`},
		"an unsafe variable":              {rego: `violation contains {"msg": x}`},
		"recursion":                       {rego: "p if q\nq if p\nviolation contains {\"msg\": \"a\"} if p"},
		"a wrong type":                    {rego: `violation contains {"msg": "a"} if count(1) == 1`},
		"other data":                      {rego: `violation contains {"msg": data.other}`},
		"an import of other data":         {rego: "import data.other\nviolation contains {\"msg\": other.a}"},
		"a library that is not there":     {rego: "import data.lib.b\nviolation contains {\"msg\": b.c}", library: "package lib.a\nb := 1", accepted: true},
		"a library of another package":    {rego: `violation contains {"msg": "a"}`, library: "package other\nb := 1"},
		"a library that does not compile": {rego: "import data.lib.a\nviolation contains {\"msg\": a.b}", library: "package lib.a\nb := nothing(1)"},
		"an empty library":                {rego: `violation contains {"msg": "a"}`, library: "# nothing"},
		"a default violation":             {rego: "default violation := 1\nviolation contains {\"msg\": \"a\"}"},
		"two sorts of violation":          {rego: "violation := {{\"msg\": \"a\"}}\nviolation contains {\"msg\": \"a\"}"},
	} {
		t.Run(name, func(t *testing.T) {
			document := template("Odd", "package odd\n"+test.rego)
			if test.library != "" {
				document = withLibraries(document, test.library)
			}
			converted, err := toTemplate(one(t, document))
			if err != nil {
				t.Fatal(err)
			}
			upstream, err := regodriver.New(regodriver.Externs("inventory"))
			if err != nil {
				t.Fatal(err)
			}
			ours, err := newPreparedRego()
			if err != nil {
				t.Fatal(err)
			}
			want := errorLines(upstream.AddTemplate(context.Background(), converted))
			got := errorLines(ours.AddTemplate(context.Background(), converted))
			if got != want {
				t.Errorf("ours\n%s\nthe framework's\n%s", got, want)
			}
			if accepted := got == ""; accepted != test.accepted {
				t.Errorf("accepted %v: %s", accepted, got)
			}
		})
	}
}

// hookLine is a place in the module that runs the template, whose lines are the driver's own.
var hookLine = regexp.MustCompile(`hooks\.hooks_builtin:\d+`)

// errorLines are sorted, for the compiler comes upon errors in the order of a map.
func errorLines(err error) string {
	if err == nil {
		return ""
	}
	lines := strings.Split(hookLine.ReplaceAllString(err.Error(), "hook"), "\n")
	sort.Strings(lines)
	return strings.Join(lines, "\n")
}
