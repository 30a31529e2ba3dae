package policy

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"
)

// parse reads a stream of YAML documents; each gets the line of its document as location.
func parse(t testing.TB, stream string) []Object {
	t.Helper()
	var objects []Object
	line := 1
	for _, document := range strings.Split(stream, "\n---\n") {
		content := map[string]interface{}{}
		if err := yaml.Unmarshal([]byte(document), &content); err != nil {
			t.Fatalf("%v in\n%s", err, document)
		}
		if len(content) > 0 {
			objects = append(objects, Object{
				Location: Location{File: "policies.yaml", Line: line},
				Object:   &unstructured.Unstructured{Object: content},
			})
		}
		line += strings.Count(document, "\n") + 2
	}
	return objects
}

func one(t testing.TB, document string) *unstructured.Unstructured {
	t.Helper()
	return parse(t, document)[0].Object
}

// load fails the test on any problem.
func load(t testing.TB, stream string) *Set {
	t.Helper()
	set, problems, err := Load(context.Background(), parse(t, stream))
	if err != nil {
		t.Fatal(err)
	}
	for _, problem := range problems {
		t.Fatalf("problem: %+v", problem)
	}
	return set
}

func namespacesOf(t testing.TB, stream string) *Namespaces {
	t.Helper()
	var objects []*unstructured.Unstructured
	if stream != "" {
		for _, object := range parse(t, stream) {
			objects = append(objects, object.Object)
		}
	}
	namespaces, err := NewNamespaces(objects)
	if err != nil {
		t.Fatal(err)
	}
	return namespaces
}

// template is a ConstraintTemplate of the given kind and Rego (v1).
func template(kind, rego string) string {
	return fmt.Sprintf(`
apiVersion: templates.gatekeeper.sh/v1
kind: ConstraintTemplate
metadata: {name: %s}
spec:
  crd:
    spec:
      names: {kind: %s}
      validation:
        openAPIV3Schema:
          type: object
          properties:
            labels: {type: array, items: {type: string}}
            message: {type: string, default: found}
  targets:
    - target: admission.k8s.gatekeeper.sh
      code:
        - engine: Rego
          source:
            version: v1
            rego: |
%s
`, strings.ToLower(kind), kind, indent(rego, "              "))
}

// withLibraries gives a template shared modules.
func withLibraries(template string, libraries ...string) string {
	libs := "            libs:\n"
	for _, library := range libraries {
		libs += "              - |\n" + indent(library, "                ") + "\n"
	}
	return strings.Replace(template, "            rego: |", libs+"            rego: |", 1)
}

func indent(text, by string) string {
	return by + strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n"+by)
}

// always violates on everything that its constraints match; the message shows what the policy saw.
const always = `
package always
violation contains {"msg": msg} if {
	msg := sprintf("%s %s in %q by %s", [input.review.kind.kind, input.review.name, object.get(input.review, "namespace", ""), input.review.operation])
}
`

func constraint(kind, name, spec string) string {
	if spec == "" {
		spec = "match: {}"
	}
	return fmt.Sprintf("\napiVersion: constraints.gatekeeper.sh/v1beta1\nkind: %s\nmetadata: {name: %s}\nspec:\n%s\n", kind, name, indent(spec, "  "))
}

func documents(all ...string) string { return strings.Join(all, "\n---\n") }

// lines shows results as `kind/name action message`.
func lines(verdict Verdict) []string {
	shown := []string{}
	for _, result := range verdict.Results {
		action := result.EnforcementAction
		if len(result.ScopedEnforcementActions) > 0 {
			action += "(" + strings.Join(result.ScopedEnforcementActions, ",") + ")"
		}
		shown = append(shown, fmt.Sprintf("%s/%s %s %s", result.Kind, result.Name, action, result.Message))
	}
	return shown
}

const expandDeployments = `
apiVersion: expansion.gatekeeper.sh/v1beta1
kind: ExpansionTemplate
metadata: {name: expand-workloads}
spec:
  applyTo:
    - {groups: [apps], versions: [v1], kinds: [Deployment]}
  templateSource: spec.template
  generatedGVK: {group: "", version: v1, kind: Pod}
`

const expandCronJobs = `
apiVersion: expansion.gatekeeper.sh/v1beta1
kind: ExpansionTemplate
metadata: {name: expand-cronjobs}
spec:
  applyTo:
    - {groups: [batch], versions: [v1], kinds: [CronJob]}
  templateSource: spec.jobTemplate.spec.template
  generatedGVK: {group: "", version: v1, kind: Pod}
`

const pod = `
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop}
spec:
  containers: [{name: web, image: "example.test/web:1"}]
`

const deployment = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: "example.test/web:1"}]
`

const cronJob = `
apiVersion: batch/v1
kind: CronJob
metadata: {name: nightly, namespace: shop}
spec:
  schedule: "0 3 * * *"
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: Never
          containers: [{name: web, image: "example.test/web:1"}]
`

const shopNamespace = `
apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {team: shop}}
`
