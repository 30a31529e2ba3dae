package helm

import (
	"context"
	"io/fs"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

func TestReleaseNameAndNamespace(t *testing.T) {
	long := strings.Repeat("a", 60)
	for _, test := range []struct{ spec, want string }{
		{"interval: 5m", "web apps true Helm"},
		{"releaseName: other", "other apps true Helm"},
		{"targetNamespace: shop", "shop-web shop true Helm"},
		{"targetNamespace: shop\nstorageNamespace: flux-system\nreleaseName: other", "other shop true Helm"},
		// sha256 of the name, 12 characters of it after the first 40.
		{"releaseName: " + long, strings.Repeat("a", 40) + "-11ee391211c6 apps true Helm"},
		// The target namespace counts, and 53 characters are not too many.
		{"targetNamespace: " + long[:49], long[:49] + "-web " + long[:49] + " true Helm"},
		{"targetNamespace: " + long[:50], long[:40] + "-6acc2a12b5df " + long[:50] + " true Helm"},
	} {
		got := dataField(t, rendered(t, releaseOf(t, test.spec), inputs(web(nil))), "release")
		if got != test.want {
			t.Errorf("%s: release %q, wanted %q", test.spec, got, test.want)
		}
	}
}

const everything = `
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {ports: [{port: 80}]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: web}
---
apiVersion: v1
kind: List
items:
  - {apiVersion: v1, kind: ConfigMap, metadata: {name: one}}
  - {apiVersion: v1, kind: ConfigMap, metadata: {name: two, namespace: other}}
---
# nothing but a comment
---
apiVersion: example.test/v1
kind: Gadget
metadata: {name: web}
---
apiVersion: batch/v1
kind: Job
metadata: {name: before, annotations: {helm.sh/hook: pre-install}}
---
apiVersion: batch/v1
kind: Job
metadata: {name: tests, annotations: {helm.sh/hook: test}}
---
apiVersion: batch/v1
kind: Job
metadata: {name: removes, annotations: {helm.sh/hook: post-delete}}
`

const gadgets = `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: gadgets.example.test}
spec: {group: example.test, names: {kind: Gadget, plural: gadgets}, scope: Cluster}
`

func TestObjects(t *testing.T) {
	repository := web(map[string]string{
		"charts/web/templates/config.yaml": everything,
		"charts/web/templates/NOTES.txt":   "installed",
		// What is no definition is left out.
		"charts/web/crds/gadgets.yaml": gadgets + "---\n{apiVersion: v1, kind: ConfigMap, metadata: {name: stray}}\n",
	})
	definition := "CustomResourceDefinition gadgets.example.test"
	others := []string{"ConfigMap apps/one", "ConfigMap other/two", "ClusterRole web", "Service apps/web", "Gadget web"}
	hook := "Job apps/before (hook)"
	for _, test := range []struct {
		name, spec string
		want       []string
	}{
		{"by default", "interval: 1h", append(append([]string{definition}, others...), hook)},
		{"without definitions", "install: {crds: Skip}", append(append([]string{}, others...), hook)},
		{"the deprecated skipCRDs, which the controller does not read", "install: {skipCRDs: true}", append(append([]string{definition}, others...), hook)},
		{"with definitions created only", "install: {crds: Create}\nupgrade: {crds: Skip}", append(append([]string{definition}, others...), hook)},
		{"with definitions replaced", "install: {crds: CreateReplace}", append(append([]string{definition}, others...), hook)},
		{"with definitions on upgrades only", "install: {crds: Skip}\nupgrade: {crds: CreateReplace}", append(append([]string{definition}, others...), hook)},
		{"without hooks", "install: {disableHooks: true}", append([]string{definition}, others...)},
		{"its own namespace, which is there", "install: {createNamespace: true}", append(append([]string{definition}, others...), hook)},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := names(rendered(t, releaseOf(t, test.spec), inputs(repository)))
			if !sameButOrder(got, test.want) {
				t.Errorf("objects %q, wanted %q", got, test.want)
			}
		})
	}
}

func sameButOrder(a, b []string) bool {
	count := map[string]int{}
	for _, each := range a {
		count[each]++
	}
	for _, each := range b {
		count[each]--
	}
	for _, left := range count {
		if left != 0 {
			return false
		}
	}
	return true
}

func TestMetadata(t *testing.T) {
	repository := web(map[string]string{"charts/web/crds/gadgets.yaml": gadgets})
	objects := rendered(t, releaseOf(t, "commonMetadata: {labels: {team: shop}, annotations: {note: x}}"), inputs(repository))
	definition, config := objects[0], objects[1]
	wantLabels := map[string]string{
		"team": "shop", "app.kubernetes.io/managed-by": "Helm",
		"helm.toolkit.fluxcd.io/name": "web", "helm.toolkit.fluxcd.io/namespace": "apps",
	}
	if got := config.GetLabels(); !reflect.DeepEqual(got, wantLabels) {
		t.Errorf("labels %v, wanted %v", got, wantLabels)
	}
	wantAnnotations := map[string]string{"note": "x", "meta.helm.sh/release-name": "web", "meta.helm.sh/release-namespace": "apps"}
	if got := config.GetAnnotations(); !reflect.DeepEqual(got, wantAnnotations) {
		t.Errorf("annotations %v, wanted %v", got, wantAnnotations)
	}
	wantOrigin := map[string]string{"helm.toolkit.fluxcd.io/name": "web", "helm.toolkit.fluxcd.io/namespace": "apps"}
	if got := definition.GetLabels(); !reflect.DeepEqual(got, wantOrigin) {
		t.Errorf("labels of the definition %v, wanted %v", got, wantOrigin)
	}
	if config.Template != "web/templates/config.yaml" || definition.Template != "web/crds/gadgets.yaml" {
		t.Errorf("templates %q and %q", config.Template, definition.Template)
	}
}

func TestPostRenderers(t *testing.T) {
	repository := web(map[string]string{"charts/web/templates/pod.yaml": `
apiVersion: v1
kind: Pod
metadata: {name: web}
spec: {containers: [{name: web, image: "nginx:1"}]}
`})
	objects := rendered(t, releaseOf(t, `
postRenderers:
  - kustomize:
      patches:
        - target: {kind: Pod}
          patch: |
            - {op: add, path: /spec/hostNetwork, value: true}
      images: [{name: nginx, newName: registry.example.test/nginx, newTag: "2"}]
`), inputs(repository))
	for _, each := range objects {
		if each.GetKind() != "Pod" {
			continue
		}
		host, _, _ := unstructured.NestedBool(each.Object, "spec", "hostNetwork")
		containers, _, _ := unstructured.NestedSlice(each.Object, "spec", "containers")
		image := containers[0].(map[string]interface{})["image"]
		if !host || image != "registry.example.test/nginx:2" || each.Template != "web/templates/pod.yaml" {
			t.Errorf("hostNetwork %v image %v template %s", host, image, each.Template)
		}
		return
	}
	t.Error("no Pod")
}

func TestCapabilities(t *testing.T) {
	repository := web(map[string]string{"charts/web/templates/config.yaml": `
apiVersion: v1
kind: ConfigMap
metadata: {name: web}
data:
  seen: "{{ .Capabilities.KubeVersion.Version }} {{ .Capabilities.APIVersions.Has "policy/v1/PodDisruptionBudget" }} {{ .Capabilities.APIVersions.Has "policy/v1beta1" }} {{ .Capabilities.APIVersions.Has "example.test/v1" }} {{ lookup "v1" "Secret" "apps" "x" | len }} {{ getHostByName "localhost" }}"
`})
	in := inputs(repository)
	in.APIVersions = []string{"example.test/v1"}
	if got, want := dataField(t, rendered(t, releaseOf(t, "interval: 1h"), in), "seen"), "v1.34.2 true false true 0 "; got != want {
		t.Errorf("seen %q, wanted %q", got, want)
	}
	in.KubernetesVersion = "1.33"
	if got, want := dataField(t, rendered(t, releaseOf(t, "interval: 1h"), in), "seen"), "v1.33.0 true false true 0 "; got != want {
		t.Errorf("seen %q, wanted %q", got, want)
	}
}

func TestDependencies(t *testing.T) {
	repository := web(map[string]string{
		"charts/web/Chart.yaml":            "apiVersion: v2\nname: web\nversion: 1.2.3\ndependencies: [{name: base, version: '*', repository: 'file://../base', condition: base.enabled}]\n",
		"charts/web/.helmignore":           "*.bak\n/ignored/\n",
		"charts/web/templates/old.bak":     "{{ fail \"ignored\" }}",
		"charts/web/ignored/x.yaml":        "x",
		"charts/base/Chart.yaml":           "apiVersion: v2\nname: base\nversion: 0.1.0\n",
		"charts/base/templates/base.yaml":  "apiVersion: v1\nkind: Secret\nmetadata: {name: base}\n",
		"charts/base/templates/_named.tpl": "{{ define \"x\" }}{{ end }}",
	})
	for spec, want := range map[string][]string{
		"interval: 1h":                     {"ConfigMap apps/web", "Secret apps/base"},
		"values: {base: {enabled: false}}": {"ConfigMap apps/web"},
	} {
		if got := names(rendered(t, releaseOf(t, spec), inputs(repository))); !sameButOrder(got, want) {
			t.Errorf("%s: %v, wanted %v", spec, got, want)
		}
	}
}

func TestChartsOfOtherSources(t *testing.T) {
	copies := map[string]fs.FS{
		"HelmRepository/apps/charts": fstest.MapFS{
			"web/Chart.yaml":            {Data: []byte("apiVersion: v2\nname: web\nversion: 1.2.3\n")},
			"web/templates/config.yaml": {Data: []byte(showValues)},
		},
		"OCIRepository/apps/web": fstest.MapFS{
			"Chart.yaml":            {Data: []byte("apiVersion: v2\nname: web\nversion: 1.2.3\n")},
			"templates/config.yaml": {Data: []byte(showValues)},
		},
	}
	in := Inputs{
		Lookup: cluster{object(t, `
apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmChart
metadata: {name: web, namespace: apps}
spec: {chart: web, version: 1.x, sourceRef: {kind: HelmRepository, name: charts}}`)}.lookup,
		Sources: func(kind, namespace, name string) (fs.FS, error) { return copies[kind+"/"+namespace+"/"+name], nil },
	}
	for _, spec := range []string{
		"chart: {spec: {chart: web, version: '>=1.0.0', sourceRef: {kind: HelmRepository, name: charts}}}",
		"chartRef: {kind: HelmChart, name: web}",
		"chartRef: {kind: OCIRepository, name: web}",
	} {
		if got := names(rendered(t, releaseOf(t, spec), in)); !reflect.DeepEqual(got, []string{"ConfigMap apps/web"}) {
			t.Errorf("%s: %v", spec, got)
		}
	}
}

func TestProblems(t *testing.T) {
	fails := func(template string) fs.FS {
		return web(map[string]string{"charts/web/templates/config.yaml": template})
	}
	for _, test := range []struct {
		name, spec  string
		repository  fs.FS
		objects     []string
		wantCode    string
		want        string
		wantUnknown bool
	}{
		{
			name:     "no chart",
			spec:     "chartRef: {kind: HelmChart, name: x}\nchart: {spec: {chart: x}}",
			wantCode: CodeReleaseInvalid, want: "HelmRelease apps/web must have exactly one of spec.chart and spec.chartRef",
		},
		{
			name:     "a chart of elsewhere",
			spec:     "chart: {spec: {chart: podinfo, version: 6.x, sourceRef: {kind: HelmRepository, name: podinfo, namespace: flux-system}}}",
			wantCode: CodeChartUnavailable, wantUnknown: true,
			want: `HelmRelease apps/web needs the chart "podinfo", version "6.x", of HelmRepository/flux-system/podinfo, which is not in Git: give a local copy with --source HelmRepository/flux-system/podinfo=PATH`,
		},
		{
			name:     "another Gatekeeper",
			spec:     "chart: {spec: {chart: gatekeeper, version: 3.10.0, sourceRef: {kind: HelmRepository, name: gatekeeper}}}",
			wantCode: CodeChartUnavailable, wantUnknown: true,
			want: `HelmRelease apps/web needs the chart "gatekeeper", version "3.10.0", of HelmRepository/apps/gatekeeper, which is not in Git: pin the version that is built in`,
		},
		{
			name:     "a HelmChart that is not in Git",
			spec:     "chartRef: {kind: HelmChart, name: x}",
			wantCode: CodeChartUnavailable, wantUnknown: true,
			want: "HelmRelease apps/web takes its chart from HelmChart/apps/x, which is not in Git",
		},
		{
			name:     "a path without a chart",
			spec:     "chart: {spec: {chart: ./charts/other, sourceRef: {kind: GitRepository, name: fleet, namespace: flux-system}}}",
			wantCode: CodeChartInvalid, want: `HelmRelease apps/web: there is no chart at "./charts/other" of GitRepository/flux-system/fleet`,
		},
		{
			name:       "a chart without a name",
			repository: web(map[string]string{"charts/web/Chart.yaml": "apiVersion: v2\nversion: 1.0.0\n"}),
			wantCode:   CodeChartInvalid, want: `HelmRelease apps/web: the chart "./charts/web" of GitRepository/flux-system/fleet does not load: validation: chart.metadata.name is required`,
		},
		{
			name:       "a library",
			repository: web(map[string]string{"charts/web/Chart.yaml": "apiVersion: v2\nname: web\ntype: library\nversion: 1.0.0\n"}),
			wantCode:   CodeChartInvalid, want: `HelmRelease apps/web: the chart web is of type "library" and cannot be installed`,
		},
		{
			name:       "a chart for another Kubernetes",
			repository: web(map[string]string{"charts/web/Chart.yaml": "apiVersion: v2\nname: web\nkubeVersion: '>=2.0.0'\nversion: 1.0.0\n"}),
			wantCode:   CodeChartInvalid, want: `HelmRelease apps/web: the chart web needs Kubernetes >=2.0.0, and the cluster has v1.34.2`,
		},
		{
			name:       "a dependency of elsewhere",
			repository: web(map[string]string{"charts/web/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\ndependencies: [{name: redis, version: 1.0.0, repository: 'https://charts.example.test'}]\n"}),
			wantCode:   CodeChartUnavailable, wantUnknown: true,
			want: `HelmRelease apps/web: the chart web depends on redis 1.0.0 of "https://charts.example.test", not in Git`,
		},
		{
			name:     "values that are not in Git",
			spec:     "valuesFrom: [{kind: Secret, name: x}]",
			wantCode: CodeValuesUnavailable, wantUnknown: true,
			want: "HelmRelease apps/web takes values from Secret apps/x, which is not in Git",
		},
		{
			name:     "values that are encrypted",
			spec:     "valuesFrom: [{kind: Secret, name: x}]",
			objects:  []string{secret("x", "values.yaml", "ENC[]") + "sops: {version: 3.9.0}\n"},
			wantCode: CodeValuesUnavailable, wantUnknown: true,
			want: "HelmRelease apps/web takes values from Secret apps/x, which is encrypted in Git",
		},
		{
			name:     "a missing key",
			spec:     "valuesFrom: [{kind: ConfigMap, name: x, valuesKey: k}]",
			objects:  []string{configMap("x", "z", "a: 1")},
			wantCode: CodeValuesInvalid, want: `HelmRelease apps/web: ConfigMap apps/x has no key "k"`,
		},
		{
			name:     "values that are no YAML",
			spec:     "valuesFrom: [{kind: ConfigMap, name: x}]",
			objects:  []string{configMap("x", "values.yaml", "a: [")},
			wantCode: CodeValuesInvalid, want: `HelmRelease apps/web: the values in ConfigMap x, key values.yaml, are not YAML`,
		},
		{
			name:       "values that do not fit the schema",
			spec:       "values: {greeting: 1}",
			repository: web(map[string]string{"charts/web/values.schema.json": `{"properties": {"greeting": {"type": "string"}}}`}),
			wantCode:   CodeValuesInvalid, want: "HelmRelease apps/web: the values do not fit the schema of the chart: web: jsonschema validation failed",
		},
		{
			name:       "a template that fails",
			repository: fails(`{{ fail "no host" }}`),
			wantCode:   CodeTemplateFailed, want: "HelmRelease apps/web: a template of the chart web fails: execution error at (web/templates/config.yaml:1:3): no host",
		},
		{
			name:       "a template that renders no YAML",
			repository: fails("a: [\n"),
			wantCode:   CodeChartInvalid, want: `HelmRelease apps/web: the chart "web"`,
		},
		{
			name:     "a CRD policy that is none",
			spec:     "upgrade: {crds: Replace}",
			wantCode: CodeReleaseInvalid, want: `HelmRelease apps/web: spec.upgrade.crds is "Replace"; it must be Skip, Create or CreateReplace`,
		},
		{
			name:     "a strategy that is none",
			spec:     "postRenderStrategy: all",
			wantCode: CodeReleaseInvalid, want: `HelmRelease apps/web: spec.postRenderStrategy is "all"; it must be nohooks, combined or separate`,
		},
		{
			name:       "an object that two templates render",
			repository: web(map[string]string{"charts/web/templates/again.yaml": showValues}),
			wantCode:   CodePostRenderFailed, want: "HelmRelease apps/web renders ConfigMap web twice, in web/templates/again.yaml and in web/templates/config.yaml, which the controller refuses: keep one of them",
		},
		{
			name:     "values of a kind that is none",
			spec:     "valuesFrom: [{kind: HelmChart, name: x}]",
			wantCode: CodeReleaseInvalid, want: `HelmRelease apps/web: spec.valuesFrom has the kind "HelmChart"; it must be ConfigMap or Secret`,
		},
		{
			name:       "a patch for nothing",
			spec:       "postRenderers: [{kustomize: {patches: [{patch: 'x'}]}}]",
			wantCode:   CodePostRenderFailed,
			want:       "HelmRelease apps/web: spec.postRenderers:",
			repository: web(nil),
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			repository := test.repository
			if repository == nil {
				repository = web(nil)
			}
			var objects []*unstructured.Unstructured
			for _, text := range test.objects {
				objects = append(objects, object(t, text))
			}
			spec := test.spec
			if spec == "" {
				spec = "interval: 1h"
			}
			got, problems := Render(context.Background(), releaseOf(t, spec), inputs(repository, objects...))
			if len(got) != 0 || len(problems) != 1 {
				t.Fatalf("%d objects and problems %+v", len(got), problems)
			}
			if problems[0].Code != test.wantCode || !strings.HasPrefix(problems[0].Message, test.want) || problems[0].Unknown != test.wantUnknown {
				t.Errorf("problem %+v, wanted %s %q", problems[0], test.wantCode, test.want)
			}
		})
	}
}

func TestSchemaOfElsewhereIsNotFetched(t *testing.T) {
	for _, schema := range []string{
		`{"properties": {"greeting": {"$ref": "http://127.0.0.1:1/x.json"}}}`,
		`{"properties": {"greeting": {"$ref": "file:///etc/passwd"}}}`,
		`{"$id": "https://example.test/a.json", "properties": {"greeting": {"$ref": "b.json"}}}`,
	} {
		repository := web(map[string]string{"charts/web/values.schema.json": schema})
		objects, problems := Render(context.Background(), releaseOf(t, "interval: 1h"), inputs(repository))
		if len(objects) != 1 || len(problems) != 1 || problems[0].Code != CodeSchemaRemote || !problems[0].Unknown {
			t.Errorf("%s: %d objects, problems %+v", schema, len(objects), problems)
		}
	}
}

func TestLimits(t *testing.T) {
	endless := web(map[string]string{"charts/web/templates/config.yaml": "{{ range until 100000 }}{{ range until 100000 }}{{ end }}{{ end }}"})
	large := web(map[string]string{"charts/web/templates/config.yaml": "# {{ repeat 3000000 \"a\" }}"})
	for _, test := range []struct {
		name       string
		repository fs.FS
		limits     Limits
		wantCode   string
	}{
		{"time", endless, Limits{Time: 100 * time.Millisecond, Bytes: 1 << 30, Files: 100}, CodeTimeout},
		{"output", large, Limits{Time: time.Minute, Bytes: 2 << 20, Files: 100}, CodeTooLarge},
		{"size of the chart", web(nil), Limits{Time: time.Minute, Bytes: 100, Files: 100}, CodeTooLarge},
		{"files of the chart", web(nil), Limits{Time: time.Minute, Bytes: 1 << 30, Files: 2}, CodeTooLarge},
	} {
		t.Run(test.name, func(t *testing.T) {
			in := inputs(test.repository)
			in.Limits = test.limits
			objects, problems := Render(context.Background(), releaseOf(t, "interval: 1h"), in)
			if len(objects) != 0 || len(problems) != 1 || problems[0].Code != test.wantCode {
				t.Errorf("%d objects, problems %+v", len(objects), problems)
			}
		})
	}
}

func TestRenderIsDeterministic(t *testing.T) {
	repository := web(map[string]string{"charts/web/templates/config.yaml": everything, "charts/web/crds/gadgets.yaml": gadgets})
	first := rendered(t, releaseOf(t, "interval: 1h"), inputs(repository))
	for range 5 {
		if again := rendered(t, releaseOf(t, "interval: 1h"), inputs(repository)); !reflect.DeepEqual(first, again) {
			t.Fatalf("%v, before %v", names(again), names(first))
		}
	}
}
