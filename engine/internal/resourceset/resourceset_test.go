package resourceset

import (
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"
)

func parse(t *testing.T, text string) *unstructured.Unstructured {
	t.Helper()
	data, err := yaml.YAMLToJSON([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	item := &unstructured.Unstructured{}
	if err := item.UnmarshalJSON(data); err != nil {
		t.Fatal(err)
	}
	return item
}

func set(t *testing.T, spec string) *unstructured.Unstructured {
	return parse(t, "apiVersion: fluxcd.controlplane.io/v1\nkind: ResourceSet\nmetadata: {name: apps, namespace: flux-system}\nspec:\n"+spec)
}

func staticProvider(t *testing.T, name, values string) *unstructured.Unstructured {
	return parse(t, "apiVersion: fluxcd.controlplane.io/v1\nkind: ResourceSetInputProvider\nmetadata: {name: "+name+", namespace: flux-system, labels: {of: "+name+"}}\nspec: {type: Static, defaultValues: {"+values+"}}\n")
}

const object = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: NAME, namespace: x}\ndata: {a: 'DATA'}\n"

func resource(name, data string) string {
	text := strings.NewReplacer("NAME", name, "DATA", data).Replace(object)
	return "  - " + strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n    ") + "\n"
}

func indented(text string) string {
	return "  " + strings.TrimSuffix(strings.ReplaceAll(text, "\n", "\n  "), "  ")
}

func fromTemplate(text string) string {
	return "  resourcesTemplate: |\n    " + strings.ReplaceAll(text, "\n", "\n    ") + "\n"
}

// The rows follow https://fluxoperator.dev/docs/crd/resourceset/.
func TestRender(t *testing.T) {
	providers := func(string) []*unstructured.Unstructured {
		return []*unstructured.Unstructured{
			staticProvider(t, "beta", "tag: v2"), staticProvider(t, "alpha", "tag: v1"),
			parse(t, "apiVersion: fluxcd.controlplane.io/v1\nkind: ResourceSetInputProvider\nmetadata: {name: pulls, namespace: flux-system}\nspec: {type: GitHubPullRequest}\n"),
		}
	}
	for _, test := range []struct{ name, spec, want, fails string }{
		{name: "each resource for each input", spec: "  inputs: [{team: a}, {team: b}]\n  resources:\n" + resource("<< inputs.team >>", "x") + resource("two-<< inputs.team >>", "z"), want: "a=x b=x two-a=z two-b=z"},
		{name: "without inputs once", spec: "  resources:\n" + resource("one", "x"), want: "one=x"},
		{name: "the same object once, the first", spec: "  inputs: [{team: a}, {team: b}]\n  resources:\n" + resource("one", "<< inputs.team >>"), want: "one=a"},
		{name: "a template of many objects, with loops and conditions", spec: "  inputs: [{team: [a, b]}]\n" + fromTemplate("<<- range $i, $n := inputs.team >>\n---\n"+strings.NewReplacer("NAME", "<< $n >>", "DATA", "<< $i >>").Replace(object)+"<<- if eq $n \"a\" >>\n# only here\n<<- end >>\n<<- end >>"), want: "a=0 b=1"},
		{name: "resources win over the template", spec: "  resources:\n" + resource("one", "resource") + fromTemplate(strings.NewReplacer("NAME", "one", "DATA", "template").Replace(object)), want: "one=resource"},
		{name: "functions of sprig, slugify and toYaml", spec: "  inputs: [{team: 'Ä Bc/d', list: [1]}]\n  resources:\n" + resource("<< slugify inputs.team >>", "<< inputs.team | upper | trunc 5 >> << inputs.list | toYaml | trim >>"), want: "a-bc-d=Ä BC - 1"},
		{name: "an object that says so is left out", spec: "  inputs: [{team: a, r: disabled}, {team: b, r: enabled}]\n" + fromTemplate("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: << inputs.team >>, namespace: x, annotations: {fluxcd.controlplane.io/reconcile: << inputs.r >>}}\ndata: {a: x}"), want: "b=x"},
		{name: "each input knows where it is from", spec: "  inputs: [{team: a}]\n  resources:\n" + resource("one", "<< inputs.provider.kind >> << inputs.provider.name >>"), want: "one=ResourceSet apps"},
		{name: "static providers by name and selector, by name", spec: "  inputsFrom: [{name: beta}, {selector: {matchLabels: {of: alpha}}}]\n  resources:\n" + resource("<< inputs.provider.name >>", "<< inputs.tag >>"), want: "alpha=v1 beta=v2"},
		{name: "own inputs come first", spec: "  inputs: [{tag: own}]\n  inputsFrom: [{name: beta}]\n  resources:\n" + resource("one-<< inputs.tag >>", "x"), want: "one-own=x one-v2=x"},
		{name: "providers that give nothing: nothing", spec: "  inputsFrom: [{selector: {matchLabels: {of: nobody}}}]\n  resources:\n" + resource("one", "x"), want: ""},
		{name: "permutations, below the name of each provider", spec: "  inputStrategy: {name: Permute}\n  inputs: [{team: a}, {team: b}]\n  inputsFrom: [{name: beta}]\n  resources:\n" + resource("<< inputs.apps.team >>-<< inputs.beta.tag >>", "id-<< inputs.id >>"), want: "a-v2=id-542639194 b-v2=id-543163483"},
		{name: "steps one after the other", spec: "  steps:\n  - name: first\n    resources:\n" + indented(resource("one", "x")) + "  - name: second\n    resources:\n" + indented(resource("two", "z")), want: "one=x two=z"},
		{name: "integers stay integers", spec: "  inputs: [{team: 3}]\n  resources:\n  - {apiVersion: v1, kind: ConfigMap, metadata: {name: one, namespace: x}, data: {a: 'v<< add inputs.team 1 >>'}}\n", want: "one=v4"},

		{name: "an input that is not there", spec: "  inputs: [{team: a}]\n  resources:\n" + resource("<< inputs.m >>", "x"), fails: `resources[0]: template: resourceset:.*map has no entry for key "m"`},
		{name: "a template that is none", spec: "  resources:\n" + resource("<< if >>", "x"), fails: "resources[0]: template"},
		{name: "one object in two steps", spec: "  steps:\n  - name: first\n    resources:\n" + indented(resource("one", "x")) + "  - name: second\n    resources:\n" + indented(resource("one", "z")), fails: `the steps "first" and "second"`},
		{name: "steps beside resources", spec: "  steps: [{name: a, resources: [{}]}]\n  resources:\n" + resource("one", "x"), fails: "spec.steps beside"},
		{name: "a strategy that is none", spec: "  inputStrategy: {name: Mix}\n", fails: `"Mix" is none: write Flatten or Permute`},
		{name: "a provider that Git does not have", spec: "  inputsFrom: [{name: lost}]\n", fails: "unknown: ResourceSet flux-system/apps: its inputs come from ResourceSetInputProvider flux-system/lost, which is not in Git"},
		{name: "a provider that asks a service", spec: "  inputsFrom: [{name: pulls}]\n", fails: "unknown: .*of the type GitHubPullRequest, which only the network can tell"},
		{name: "a template without end", spec: fromTemplate("<< define \"t\" >>a<< template \"t\" >><< end >><< template \"t\" >>"), fails: "exceeded maximum template depth"},
		{name: "a template that writes without end", spec: fromTemplate("<< range until 100000 >><< repeat 10000 \"x\" >><< end >>"), fails: "more than the 64 MiB"},
		{name: "an object without a name", spec: fromTemplate("apiVersion: v1\nkind: ConfigMap"), fails: "without apiVersion, kind or name"},
	} {
		t.Run(test.name, func(t *testing.T) {
			ended := false
			objects, problem := Render(t.Context(), set(t, test.spec), Inputs{Providers: providers, Time: time.Minute, Trace: true, Ended: func() { ended = true }})
			if !ended {
				t.Error("it has an answer and has not ended")
			}
			if problem != nil {
				said := problem.Message
				if problem.Unknown {
					said = "unknown: " + said
				}
				if parts := strings.Split(test.fails, ".*"); test.fails == "" || !strings.Contains(said, parts[0]) || !strings.Contains(said, parts[len(parts)-1]) {
					t.Fatal(said)
				}
				return
			}
			var got []string
			for _, item := range objects {
				data, _, _ := unstructured.NestedString(item.Object, "data", "a")
				got = append(got, item.GetName()+"="+data)
			}
			if strings.Join(got, " ") != test.want || test.fails != "" {
				t.Fatalf("got %s\nwant %s", strings.Join(got, " "), test.want)
			}
		})
	}
}

func TestOwnerLabelsAndCommonMetadata(t *testing.T) {
	objects, problem := Render(t.Context(), set(t, "  commonMetadata: {labels: {team: x}, annotations: {note: why}}\n  resources:\n"+resource("one", "x")), Inputs{Time: time.Minute, Ended: func() {}})
	if problem != nil {
		t.Fatal(problem)
	}
	labels := objects[0].GetLabels()
	if labels["resourceset.fluxcd.controlplane.io/name"] != "apps" || labels["resourceset.fluxcd.controlplane.io/namespace"] != "flux-system" || labels["team"] != "x" || objects[0].GetAnnotations()["note"] != "why" {
		t.Fatal(objects[0])
	}
}

func TestATemplateThatLoopsIsCutOff(t *testing.T) {
	var ended atomic.Bool
	_, problem := Render(t.Context(), set(t, fromTemplate("<< range until 100000 >><< range until 100000 >><< end >><< end >>")), Inputs{Time: 100 * time.Millisecond, Ended: func() { ended.Store(true) }})
	if problem == nil || !strings.Contains(problem.Message, "was given up") {
		t.Fatal(problem)
	}
	if ended.Load() {
		t.Error("what was left behind is said to have ended")
	}
}
