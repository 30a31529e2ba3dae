package render

import (
	"strings"
	"testing"

	"fleetkeep.dev/engine/internal/protocol"
	"fleetkeep.dev/engine/internal/testrepo"
)

func controllerYAML(name, more, labels string) string {
	return "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: " + name + ", namespace: flux-system, labels: {" + labels + "}}\nspec: {template: {spec: {containers: [{name: manager, " + more + "}]}}}\n"
}

func instanceYAML(more string) string {
	return "apiVersion: fluxcd.controlplane.io/v1\nkind: FluxInstance\nmetadata: {name: flux, namespace: flux-system}\nspec:\n  sync: {kind: GitRepository, path: ./c}\n" + more
}

// Rendering rules 5 and 8: whether a variable without a value fails comes from each cluster's own manifests.
func TestStrictness(t *testing.T) {
	app := "-- c/app.yaml --\n" + kustomizationYAML("app", "./app", "postBuild: {substitute: {A: a}}\n") + "-- app/a.yaml --\n" + configMap("x", "a: \"${A}-${NO}\"")
	for _, test := range []struct {
		name, controller, given string
		strict                  bool
	}{
		{"without any sign Flux is the newest", "", "", true},
		{"flux install writes its version into the labels", controllerYAML(kustomizeController, "image: x", "app.kubernetes.io/version: v2.8.8"), "", false},
		{"2.9 is strict", controllerYAML(kustomizeController, "image: x", "app.kubernetes.io/version: v2.9.0"), "", true},
		{"else the controller's image tells", controllerYAML(kustomizeController, "image: 'ghcr.io/fluxcd/kustomize-controller:v1.8.3'", ""), "", false},
		{"an image with digest", controllerYAML(kustomizeController, "image: 'ghcr.io/fluxcd/kustomize-controller:v1.9.0@sha256:ab'", ""), "", true},
		{"before Flux 2 the minor versions were the same", controllerYAML(kustomizeController, "image: 'ghcr.io/fluxcd/kustomize-controller:v0.41.0'", ""), "", false},
		{"the feature gate wins", controllerYAML(kustomizeController, "image: x, args: ['--feature-gates=Other=false,StrictPostBuildSubstitutions=true']", "app.kubernetes.io/version: v2.5.0"), "", true},
		{"in both directions", controllerYAML(kustomizeController, "image: x, args: [--feature-gates=StrictPostBuildSubstitutions=false]", ""), "", false},
		{"a given version wins over the manifests", controllerYAML(kustomizeController, "image: x", "app.kubernetes.io/version: v2.8.8"), "2.9", true},
		{"a given older one", "", "2.8.1", false},
		{"but not over the gate", controllerYAML(kustomizeController, "image: x, args: [--feature-gates=StrictPostBuildSubstitutions=true]", ""), "2.5", true},
		{"a FluxInstance of a range that ends before", instanceYAML("  distribution: {version: 2.8.x}\n"), "", false},
		{"a FluxInstance of any 2", instanceYAML("  distribution: {version: 2.x}\n"), "", true},
		{"a FluxInstance that sets the gate by a patch", instanceYAML("  distribution: {version: 2.x}\n  kustomize:\n    patches:\n    - target: {kind: Deployment, name: kustomize-controller}\n      patch: |\n        - {op: add, path: /spec/template/spec/containers/0/args/-, value: --feature-gates=StrictPostBuildSubstitutions=false}\n"), "", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			text := app
			if test.controller != "" {
				text += "-- c/controller.yaml --\n" + test.controller
			}
			params := params(testrepo.New(t, text), "HEAD", "c=./c")
			params.FluxVersion = test.given
			got := renderParams(t, params)
			state := got.part(t, "app").Kustomization.State
			if strict := state == protocol.KustomizationStatusStateFailed; strict != test.strict {
				t.Fatalf("strict is %t\n%s", strict, got.messages())
			}
			if !test.strict {
				same2(t, "object", got.object(t, "ConfigMap", "x"), "apiVersion: v1\ndata:\n  a: a-\nkind: ConfigMap\nmetadata:\n  name: x\n  namespace: flux-system\n")
			}
		})
	}
}

func TestARootThatOnlyAnOlderFluxAppliesTellsItsOwnVersion(t *testing.T) {
	root := strings.Replace(kustomizationYAML("flux-system", "./c", "postBuild: {substitute: {A: a}}\n"), "name: app", "name: flux-system", 1)
	got := render(t, "-- c/root.yaml --\n"+root+"-- c/a.yaml --\n"+configMap("x", "a: \"${NO}\"")+
		"-- c/controller.yaml --\n"+controllerYAML(kustomizeController, "image: x", "app.kubernetes.io/version: v2.8.8"))
	same2(t, "problems", got.problems(), "")
	if state := got.part(t, "flux-system").Kustomization.State; state != protocol.KustomizationStatusStateRendered {
		t.Fatal(got.summary())
	}
}

func TestAFluxVersionThatIsNoneIsRefused(t *testing.T) {
	params := params(testrepo.New(t, "-- c/a.md --\n"), "HEAD", "c=./c")
	params.FluxVersion = "newest"
	if _, err := Render(t.Context(), params, nil); err == nil || !strings.Contains(err.Error(), "newest") {
		t.Fatalf("got %v", err)
	}
}

// Rendering rule 8: lockdown flags, from Deployments and from the Flux Operator's instance.
func TestControllerFlags(t *testing.T) {
	app := "-- c/app.yaml --\n" + kustomizationYAML("app", "./app", "") + "-- app/a.yaml --\n" + configMap("x", "a: b")
	own := "-- c/own.yaml --\n" + strings.NewReplacer("  namespace: flux-system", "  namespace: tenant", "    name: flux-system", "    name: flux-system\n    namespace: flux-system").
		Replace(kustomizationYAML("own", "./app", "serviceAccountName: mine"))
	remote := "-- c/remote.yaml --\n" + kustomizationYAML("remote", "./remote", "") + "-- remote/kustomization.yaml --\nresources: ['https://example.com/x.yaml', x.yaml]\n-- remote/x.yaml --\n" + configMap("rest", "")
	for _, test := range []struct{ name, controller, want, problems string }{
		{
			"none", "",
			"flux-system rendered\napp rendered\nremote unknown\nown rendered as mine", "remote-base remote/kustomization.yaml:1 flux-system/remote",
		},
		{
			"of the Deployment", controllerYAML(kustomizeController, "args: [--no-cross-namespace-refs=true, --no-remote-bases=true, --default-service-account=tenant]", ""),
			"flux-system rendered as tenant\napp rendered as tenant\nremote failed as tenant\nown failed as mine",
			"cross-namespace-denied c/own.yaml:1 tenant/own\nremote-base remote/kustomization.yaml:1 flux-system/remote",
		},
		{
			"of a multitenant FluxInstance", instanceYAML("  cluster: {multitenant: true, tenantDefaultServiceAccount: flux}\n"),
			"flux-system rendered as kustomize-controller\napp rendered as flux\nremote failed as flux\nown failed as mine",
			"cross-namespace-denied c/own.yaml:1 tenant/own\nremote-base remote/kustomization.yaml:1 flux-system/remote",
		},
		{
			"of a FluxInstance's patch", instanceYAML("  kustomize:\n    patches:\n    - target: {kind: Deployment, labelSelector: app.kubernetes.io/part-of=flux}\n      patch: |\n        - {op: add, path: /spec/template/spec/containers/0/args/-, value: --default-service-account=patched}\n"),
			"flux-system rendered as patched\napp rendered as patched\nremote unknown as patched\nown rendered as mine", "remote-base remote/kustomization.yaml:1 flux-system/remote",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			text := app + own + remote
			if test.controller != "" {
				text += "-- c/controller.yaml --\n" + test.controller
			}
			got := render(t, text)
			var lines []string
			for _, part := range got.parts {
				line := part.Kustomization.Name + " " + part.Kustomization.State
				if applied := part.Kustomization.State != protocol.KustomizationStatusStateFailed; applied != (len(part.Resources) > 0) {
					t.Errorf("%s has %d resources", line, len(part.Resources))
				}
				if account := part.Kustomization.ServiceAccount; account != "" {
					line += " as " + account
				}
				lines = append(lines, line)
			}
			same2(t, "states", strings.Join(lines, "\n"), test.want)
			same2(t, "problems", got.problems(), test.problems)
		})
	}
}

func TestTheRootOfAFluxInstanceIsPatchedByIt(t *testing.T) {
	got := render(t, "-- c/instance.yaml --\n"+instanceYAML("  kustomize:\n    patches:\n    - target: {kind: Kustomization}\n      patch: |\n        - {op: add, path: /spec/postBuild, value: {substitute: {WHO: me}}}\n")+
		"-- c/a.yaml --\n"+configMap("x", "a: \"${WHO}\""))
	same2(t, "object", got.object(t, "ConfigMap", "x"), "apiVersion: v1\ndata:\n  a: me\nkind: ConfigMap\nmetadata:\n  name: x\n  namespace: flux-system\n")
}

func TestAPatchOfAFluxInstanceThatFitsNothingIsTold(t *testing.T) {
	got := render(t, "-- c/instance.yaml --\n"+instanceYAML("  kustomize:\n    patches:\n    - target: {kind: Deployment}\n      patch: |\n        - {op: replace, path: /spec/template/spec/containers/7/args/0, value: --x}\n"))
	same2(t, "problems", got.problems(), "patch-not-understood c/instance.yaml:1 flux-system/flux-system")
}

func TestTheInstanceInTheValuesOfTheOperatorsChart(t *testing.T) {
	release := "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: flux-instance, namespace: flux-system}\nspec:\n  chartRef: {kind: OCIRepository, name: flux-instance}\n  values:\n    instance:\n      distribution: {version: 2.8.x}\n      sync: {kind: GitRepository, path: c}\n      kustomize:\n        patches:\n        - target: {kind: Deployment}\n          patch: |\n            - {op: add, path: /spec/template/spec/containers/0/args/-, value: --default-service-account=tenant}\n            - {op: replace, path: /spec/template/spec/volumes/0, value: {name: temp, emptyDir: {medium: Memory}}}\n"
	got := render(t, "-- c/release.yaml --\n"+release+"-- c/app.yaml --\n"+kustomizationYAML("app", "./app", "postBuild: {substitute: {A: a}}\n")+"-- app/a.yaml --\n"+configMap("x", "a: \"${A}${NO}\""))
	part := got.part(t, "app").Kustomization
	if part.State != protocol.KustomizationStatusStateRendered || part.ServiceAccount != "tenant" {
		t.Fatalf("%+v\n%s", part, got.messages())
	}
}
