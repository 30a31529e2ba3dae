package render

import (
	"strings"
	"testing"

	"fleetkeep.dev/engine/internal/helm"
)

const chartInRepository = `
-- charts/web/Chart.yaml --
apiVersion: v2
name: web
version: 1.0.0
-- charts/web/values.yaml --
replicas: 1
-- charts/web/templates/web.yaml --
apiVersion: apps/v1
kind: Deployment
metadata: {name: "{{ .Release.Name }}"}
spec: {replicas: {{ .Values.replicas }}}
{{- if .Capabilities.APIVersions.Has "example.com/v1/Widget" }}
---
apiVersion: example.com/v1
kind: Widget
metadata: {name: widget}
{{- end }}
`

const webRelease = `
-- c/release.yaml --
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: web, namespace: flux-system}
spec:
  interval: 1h
  chart: {spec: {chart: ./charts/web, sourceRef: {kind: GitRepository, name: flux-system}}}
  valuesFrom: [{kind: ConfigMap, name: web-values}]
`

// Rendering rule 9, as far as the graph has to give what it needs; its values and names are the helm package's.
func TestHelmReleaseOfAChartInTheRepository(t *testing.T) {
	got := render(t, chartInRepository+webRelease+"-- c/values.yaml --\n"+configMap("web-values", `values.yaml: "replicas: 3"`)+`
-- c/widgets.yaml --
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.example.com}
spec: {group: example.com, names: {kind: Widget}, versions: [{name: v1, served: true}, {name: v1beta1, served: false}]}
`)
	if problems := got.problems(); problems != "" {
		t.Fatal(problems, got.messages())
	}
	part := got.part(t, "web")
	if part.Kustomization.Kind != "HelmRelease" || part.Kustomization.State != "rendered" || part.Kustomization.Source != "GitRepository/flux-system/flux-system" {
		t.Errorf("%+v", part.Kustomization)
	}
	var kinds []string
	for _, resource := range part.Resources {
		kinds = append(kinds, resource.Kind)
		if resource.File != "c/release.yaml" || resource.Line != 1 || resource.Kustomization != "HelmRelease/flux-system/web" {
			t.Errorf("%s: %s:%d of %s", resource.Kind, resource.File, resource.Line, resource.Kustomization)
		}
	}
	same2(t, "kinds", strings.Join(kinds, " "), "Deployment Widget")
	if !strings.Contains(string(part.Resources[0].Object), `"replicas":3`) {
		t.Errorf("%s", part.Resources[0].Object)
	}
}

func TestHelmReleaseWhoseChartIsElsewhereIsUnknown(t *testing.T) {
	release := strings.Replace(webRelease, "kind: GitRepository, name: flux-system", "kind: HelmRepository, name: charts", 1)
	got := render(t, release+"-- c/repository.yaml --\napiVersion: source.toolkit.fluxcd.io/v1\nkind: HelmRepository\nmetadata: {name: charts, namespace: flux-system}\nspec: {url: 'https://example.com'}\n")
	same2(t, "problems", got.problems(), "chart-unavailable c/release.yaml:1 HelmRelease/flux-system/web")
	if state := got.part(t, "web").Kustomization.State; state != "unknown" {
		t.Errorf("state %s", state)
	}
}

// Rendering rule 10: what a template asked the cluster, only the cluster knows. It is told of each resource that the
// template makes, and of no other.
func TestALookupIsMarked(t *testing.T) {
	got := render(t, chartInRepository+strings.Replace(webRelease, "  valuesFrom: [{kind: ConfigMap, name: web-values}]\n", "", 1)+`
-- charts/web/templates/secret.yaml --
apiVersion: v1
kind: Secret
metadata: {name: "{{ .Release.Name }}"}
stringData: {first: '{{ empty (lookup "v1" "Secret" .Release.Namespace .Release.Name) }}'}
`)
	same2(t, "problems", got.problems(), "lookup-answered-empty c/release.yaml:1 HelmRelease/flux-system/web")
	same2(t, "message", got.messages(), "HelmRelease/flux-system/web: Secret web is made by web/templates/secret.yaml, whose lookup of Secret flux-system/web was answered with nothing: what of it the cluster decides is not known")
	part := got.part(t, "web")
	if part.Kustomization.State != "rendered" || !strings.HasPrefix(part.Kustomization.Message, "1 resources are made by templates that look something up") {
		t.Errorf("%+v", part.Kustomization)
	}
	if resource := got.result.Clusters[0].Problems[0].Resource; resource == nil || resource.Kind != "Secret" {
		t.Errorf("it is told of %+v", resource)
	}
}

// Rendering rule 8: which controller the cluster has decides whether hooks go through post-renderers.
func TestHooksGoThroughPostRenderers(t *testing.T) {
	files := chartInRepository + strings.Replace(webRelease, "  valuesFrom: [{kind: ConfigMap, name: web-values}]\n", "  commonMetadata: {labels: {team: shop}}\n", 1) + `
-- charts/web/templates/web.yaml --
{apiVersion: batch/v1, kind: Job, metadata: {name: before, annotations: {helm.sh/hook: pre-install}}}
`
	for _, test := range []struct {
		name, controllers string
		want              bool
	}{
		{"the newest Flux", "", true},
		{"an older one", controllerYAML(kustomizeController, "image: x", "app.kubernetes.io/version: v2.8.0"), false},
		{"the feature gate", controllerYAML(helmController, "image: x, args: [--feature-gates=UseHelm3Defaults=true]", ""), false},
	} {
		t.Run(test.name, func(t *testing.T) {
			text := files
			if test.controllers != "" {
				text += "-- c/controllers.yaml --\n" + test.controllers
			}
			part := render(t, text).part(t, "web")
			if got := strings.Contains(string(part.Resources[0].Object), `"team":"shop"`); got != test.want {
				t.Errorf("%s", part.Resources[0].Object)
			}
		})
	}
}

func TestGatekeepersOwnChartNeedsNoNetwork(t *testing.T) {
	version := helm.EmbeddedGatekeeperVersion()
	if version == "" {
		t.Skip("built without tools/embed-charts")
	}
	got := render(t, `
-- c/release.yaml --
apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata: {name: gatekeeper, namespace: gatekeeper-system}
spec: {url: 'https://open-policy-agent.github.io/gatekeeper/charts'}
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gatekeeper, namespace: gatekeeper-system}
spec:
  chart: {spec: {chart: gatekeeper, version: `+version+`, sourceRef: {kind: HelmRepository, name: gatekeeper}}}
`)
	same2(t, "problems", got.problems(), "")
	if count := len(got.part(t, "gatekeeper").Resources); count < 30 {
		t.Errorf("%d resources", count)
	}
}
