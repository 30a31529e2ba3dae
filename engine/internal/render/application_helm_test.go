package render

import (
	"encoding/json"
	"strings"
	"testing"

	"fleetkeep.dev/engine/internal/protocol"
	"fleetkeep.dev/engine/internal/testrepo"
)

// chartYAML is an Application of a chart in a Helm repository.
func chartYAML(name, helm string) string {
	return strings.Replace(applicationYAML(name, "", helm, ""), "path: ", "chart: web", 1)
}

// helmRoot is an app of apps whose Application renders the chart in web.
func helmRoot(application string) string {
	return "-- c/root.yaml --\n" + applicationYAML("root", "c", "", "") + "-- c/a.yaml --\n" + application
}

const argoChart = `-- web/Chart.yaml --
apiVersion: v2
name: web
version: 1.0.0
-- web/values.yaml --
from: chart
nested: {a: chart, b: chart}
-- web/crds/things.yaml --
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: things.example.com}
spec: {group: example.com, names: {kind: Thing, plural: things}, scope: Cluster, versions: []}
-- web/templates/all.yaml --
apiVersion: v1
kind: ConfigMap
metadata: {name: "{{ .Release.Name }}"}
data:
  values: {{ .Values | toJson | quote }}
  namespace: {{ .Release.Namespace }}
---
apiVersion: example.com/v1
kind: Thing
metadata: {name: thing}
---
apiVersion: v1
kind: Pod
metadata: {name: test, annotations: {helm.sh/hook: test}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: before, annotations: {helm.sh/hook: pre-install}}
`

func TestApplicationsOfCharts(t *testing.T) {
	for _, test := range []struct{ name, helm, files, values, want string }{
		{
			name: "a chart in Git, unmarked, with its definitions and the hooks that run",
			want: "CustomResourceDefinition//things.example.com ConfigMap/there/a Thing//thing ConfigMap/there/before", values: `{"from":"chart","nested":{"a":"chart","b":"chart"}}`,
		},
		{
			name:   "values in Argo CD's order",
			helm:   ", helm: {releaseName: r, namespace: other, skipCrds: true, valueFiles: [one.yaml, /two.yaml, none.yaml], ignoreMissingValueFiles: true, values: 'never: read', valuesObject: {from: object}, parameters: [{name: n, value: '1'}, {name: s, value: '1', forceString: true}, {name: list, value: '{a,b}'}, {name: comma, value: 'a,b'}, {name: app, value: $ARGOCD_APP_NAME}], fileParameters: [{name: file, path: ../two.yaml}]}",
			files:  "-- web/one.yaml --\nfrom: one\nnested: {a: one}\n-- two.yaml --\nnested: {a: two}\n",
			want:   "ConfigMap/there/r Thing/there/thing ConfigMap/there/before",
			values: `{"app":"a","comma":"a,b","file":"nested: {a: two}\n","from":"object","list":["a","b"],"n":1,"nested":{"a":"two","b":"chart"},"s":"1"}`,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := render(t, helmRoot(applicationYAML("a", "web", test.helm, ""))+argoChart+test.files)
			same2(t, "problems", got.problems(), "")
			part := got.part(t, "a")
			var ids []string
			values := ""
			for _, resource := range part.Resources {
				ids = append(ids, resource.Kind+"/"+resource.Namespace+"/"+resource.Name)
				if strings.Contains(string(resource.Object), "fluxcd") || strings.Contains(string(resource.Object), "meta.helm.sh") {
					t.Errorf("%s", resource.Object)
				}
				var object struct {
					Data map[string]string `json:"data"`
				}
				_ = json.Unmarshal(resource.Object, &object)
				values += object.Data["values"]
			}
			same2(t, "resources", strings.Join(ids, " "), test.want)
			same2(t, "values", values, test.values)
		})
	}
}

func TestApplicationsOfChartsWithReferences(t *testing.T) {
	sources := "  sources:\n  - {repoURL: 'https://example.com/fleet.git', targetRevision: main, ref: values}\n" +
		"  - {repoURL: 'https://example.com/fleet.git', targetRevision: main, path: web, helm: {skipCrds: true, valueFiles: [$values/v/prod.yaml]}}\n"
	several := func(sources string) string {
		lines := strings.SplitAfter(applicationYAML("a", "web", "", ""), "\n")
		for i, line := range lines {
			if strings.HasPrefix(line, "  source:") {
				lines[i] = sources
			}
		}
		return strings.Join(lines, "")
	}
	got := render(t, helmRoot(several(sources))+argoChart+"-- v/prod.yaml --\nfrom: prod\n")
	same2(t, "problems", got.problems(), "")
	if data := string(got.part(t, "a").Resources[0].Object); !strings.Contains(data, `\"from\":\"prod\"`) {
		t.Error(data)
	}
	for _, test := range []struct{ name, sources, want string }{
		{"a reference to nothing", strings.ReplaceAll(sources, "$values/", "$other/"), "values-invalid c/a.yaml:1 Application/argocd/a"},
		{"a file that is not there", strings.ReplaceAll(sources, "prod.yaml", "dev.yaml"), "values-invalid c/a.yaml:1 Application/argocd/a"},
		{"a pattern", strings.ReplaceAll(sources, "prod.yaml", "*.yaml"), "values-unavailable c/a.yaml:1 Application/argocd/a"},
		{"a file outside", strings.ReplaceAll(sources, "v/prod.yaml", "../prod.yaml"), "values-invalid c/a.yaml:1 Application/argocd/a"},
		{"another repository", strings.Replace(sources, "fleet.git", "other.git", 1), "source-unavailable c/a.yaml:1 Application/argocd/a"},
		{"a file on the internet", strings.ReplaceAll(sources, "$values/v", "https://example.com"), "application-not-evaluated c/a.yaml:1 Application/argocd/a"},
	} {
		t.Run(test.name, func(t *testing.T) {
			same2(t, "problems", render(t, helmRoot(several(test.sources))+argoChart+"-- v/prod.yaml --\nfrom: prod\n").problems(), test.want)
		})
	}
}

func TestApplicationOfAChartThatIsGiven(t *testing.T) {
	given := params(testrepo.New(t, helmRoot(chartYAML("a", ", helm: {skipCrds: true}"))), "HEAD", "c=./c")
	given.Sources = []protocol.SourcePath{{Source: "Application/argocd/a", Path: testrepo.New(t, strings.ReplaceAll(argoChart, "-- web/", "-- "))}}
	got := renderParams(t, given)
	same2(t, "problems", got.problems(), "")
	if count := len(got.part(t, "a").Resources); count != 3 {
		t.Errorf("%d resources", count)
	}
}

func TestApplicationOfAChartThatIsFetched(t *testing.T) {
	oci := strings.Replace(chartYAML("a", ""), "https://example.com/fleet.git", "registry.example.com/charts", 1)
	wanted := protocol.Artifact{Address: "oci://registry.example.com/charts", Chart: "web", Version: "main"}
	params := params(testrepo.New(t, helmRoot(oci)), "HEAD", "c=./c")
	got := renderParams(t, params)
	if missing := got.result.Clusters[0].Missing; len(missing) != 1 || missing[0].Artifact != wanted {
		t.Errorf("%+v", missing)
	}
	if message := got.part(t, "a").Kustomization.Message; !strings.Contains(message, "--fetch registry.example.com") {
		t.Error(message)
	}
	params.Fetched = []protocol.FetchedArtifact{fetchedOf(t, wanted, true, webChart("1.0.0"))}
	if resources := renderParams(t, params).part(t, "a").Resources; len(resources) != 1 || resources[0].Name != "a" {
		t.Errorf("%+v", resources)
	}
}
