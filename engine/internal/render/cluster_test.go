package render

import (
	"context"
	"strings"
	"testing"

	"fleetkeep.dev/engine/internal/testrepo"
)

// Rendering rule 7: the graph of what is emitted, to its fixpoint.
func TestGraph(t *testing.T) {
	for _, test := range []struct{ name, text, want, problems string }{
		{
			name: "children of children are followed, files that nothing emits are not",
			text: "-- c/a.yaml --\n" + kustomizationYAML("a", "./a", "") + "-- a/b.yaml --\n" + kustomizationYAML("b", "./b", "") +
				"-- b/x.yaml --\n" + configMap("x", "") + "-- orphan/y.yaml --\n" + kustomizationYAML("y", "./b", ""),
			want: "flux-system/flux-system rendered: Kustomization/a@c/a.yaml:1\n" +
				"flux-system/a rendered: Kustomization/b@a/b.yaml:1\nflux-system/b rendered: ConfigMap/x@b/x.yaml:1",
		},
		{
			name: "parents patch and substitute into their children",
			text: "-- c/a.yaml --\n" + kustomizationYAML("a", "./a", "postBuild:\n  substitute: {STAGE: prod}\npatches:\n- target: {kind: Kustomization}\n  patch: |\n    - op: add\n      path: /spec/namePrefix\n      value: p-\n") +
				"-- a/b.yaml --\n" + kustomizationYAML("b", "./b/${STAGE}", "") + "-- b/prod/x.yaml --\n" + configMap("x", ""),
			want: "flux-system/flux-system rendered: Kustomization/a@c/a.yaml:1\n" +
				"flux-system/a rendered: Kustomization/b@a/b.yaml:1\nflux-system/b rendered: ConfigMap/p-x@b/prod/x.yaml:1",
		},
		{
			name: "the root is what it declares itself to be",
			text: "-- c/flux-system/gotk-sync.yaml --\n" + kustomizationYAML("flux-system", "./c", "") +
				"-- c/flux-system/kustomization.yaml --\nresources: [gotk-sync.yaml]\npatches:\n- patch: |\n    apiVersion: kustomize.toolkit.fluxcd.io/v1\n    kind: Kustomization\n    metadata: {name: flux-system, namespace: flux-system}\n    spec: {postBuild: {substitute: {WHO: me}}}\n" +
				"-- c/x.yaml --\n" + configMap("x-${WHO}", ""),
			want: "flux-system/flux-system rendered: Kustomization/flux-system@c/flux-system/gotk-sync.yaml:1 ConfigMap/x-me@c/x.yaml:1",
		},
		{
			name: "a root of another name is known by its path",
			text: "-- c/cluster.yaml --\n" + from("GitRepository", "home", kustomizationYAML("cluster", "./c", "postBuild: {substitute: {WHO: me}}")) +
				"---\n" + gitRepository("flux-system", "home", "{url: 'https://example.com/home'}") +
				"-- c/apps.yaml --\n" + from("GitRepository", "home", kustomizationYAML("apps", "./apps", "")) + "-- apps/x.yaml --\n" + configMap("x", "") + "-- c/y.yaml --\n" + configMap("y-${WHO}", ""),
			want: "flux-system/cluster rendered: Kustomization/apps@c/apps.yaml:1 Kustomization/cluster@c/cluster.yaml:1 GitRepository/home@c/cluster.yaml:15 ConfigMap/y-me@c/y.yaml:1\n" +
				"flux-system/apps rendered: ConfigMap/x@apps/x.yaml:1",
		},
		{
			name: "a root of another name decrypts and substitutes as it says itself",
			text: "-- c/cluster.yaml --\n" + from("GitRepository", "home", kustomizationYAML("cluster", "./c", "decryption: {provider: sops}\npostBuild: {substitute: {WHO: me}}")) +
				"---\n" + gitRepository("flux-system", "home", `{url: 'https://example.com/home', ignore: "/c/no.yaml\n"}`) + "-- c/no.yaml --\n" + configMap("no", "") +
				"-- c/secret.yaml --\n{apiVersion: v1, kind: Secret, metadata: {name: s}, sops: {mac: x}}\n" +
				"-- c/apps.yaml --\n" + from("GitRepository", "home", kustomizationYAML("apps", "./apps", "")) + "-- apps/x.yaml --\n" + configMap("x", "") + "-- c/y.yaml --\n" + configMap("y-${WHO}", ""),
			want: "flux-system/cluster rendered: Kustomization/apps@c/apps.yaml:1 Kustomization/cluster@c/cluster.yaml:1 GitRepository/home@c/cluster.yaml:16 Secret/s@c/secret.yaml:1 ConfigMap/y-me@c/y.yaml:1\n" +
				"flux-system/apps rendered: ConfigMap/x@apps/x.yaml:1",
		},
		{
			name: "of two with the path of the entry neither is the root, also where it fails",
			text: "-- c/one.yaml --\n" + kustomizationYAML("one", "./c", "decryption: {provider: sops}") + "-- c/two.yaml --\n" + kustomizationYAML("two", "./c", "decryption: {provider: sops}") +
				"-- c/secret.yaml --\n{apiVersion: v1, kind: Secret, metadata: {name: s}, sops: {mac: x}}\n",
			want: "flux-system/flux-system failed:", problems: "decryption-missing c/secret.yaml:1 flux-system/flux-system",
		},
		{
			name: "a root that its own source leaves out has failed, and comes to rest",
			text: "-- c/k.yaml --\n" + kustomizationYAML("flux-system", "./c", "") + "---\n" + gitRepository("flux-system", "flux-system", `{url: 'https://example.com/home', ignore: "/c\n"}`) +
				"-- c/a.yaml --\n" + kustomizationYAML("a", "./a", "") + "-- a/x.yaml --\n" + configMap("x", ""),
			want: "flux-system/flux-system failed:", problems: "path-missing c/k.yaml:1 flux-system/flux-system",
		},
		{
			name: "a root of another name whose source includes what is elsewhere is unknown, and comes to rest",
			text: "-- c/k.yaml --\n" + from("GitRepository", "home", kustomizationYAML("cluster", "./c", "")) + "---\n" + gitRepository("flux-system", "home", "{url: 'https://example.com/home', include: [{repository: {name: other}}]}") +
				"---\n" + gitRepository("flux-system", "other", "{url: 'https://example.com/other'}"),
			want: "flux-system/cluster unknown:", problems: "source-unavailable c/k.yaml:19 flux-system/cluster",
		},
		{
			name: "a root whose own patches break it has failed, and comes to rest",
			text: "-- c/k.yaml --\n" + kustomizationYAML("flux-system", "./c", "patches: [{target: {kind: ConfigMap}, patch: '[{op: remove, path: /none}]'}]") + "-- c/x.yaml --\n" + configMap("x", ""),
			want: "flux-system/flux-system failed:", problems: "build-failed c/x.yaml:1 flux-system/flux-system",
		},
		{
			name: "a root whose own declaration it cannot substitute has failed, and comes to rest",
			text: "-- c/k.yaml --\n" + kustomizationYAML("flux-system", "./c", "postBuild: {substitute: {A: b}}\nwait: ${NO}") + "-- c/x.yaml --\n" + configMap("x", ""),
			want: "flux-system/flux-system failed:", problems: "variable-not-set c/k.yaml:14 flux-system/flux-system",
		},
		{
			name: "a root of another name whose source leaves it out fails, and does not take turns with another one",
			text: "-- c/cluster.yaml --\n" + from("GitRepository", "home", kustomizationYAML("cluster", "./c", "")) +
				"---\n" + gitRepository("flux-system", "home", "{url: 'https://example.com/home', ignore: '/c'}"),
			want:     "flux-system/cluster failed:",
			problems: "path-missing c/cluster.yaml:1 flux-system/cluster",
		},
		{
			name: "ConfigMaps of a sibling are substituted",
			text: "-- c/a.yaml --\n" + kustomizationYAML("a", "./a", "postBuild:\n  substituteFrom: [{kind: ConfigMap, name: vars}]\n") + "-- c/b.yaml --\n" + kustomizationYAML("b", "./b", "") +
				"-- a/x.yaml --\n" + configMap("x-${A}", "") + "-- b/vars.yaml --\n" + configMap("vars", "A: b"),
			want: "flux-system/flux-system rendered: Kustomization/a@c/a.yaml:1 Kustomization/b@c/b.yaml:1\n" +
				"flux-system/a rendered: ConfigMap/x-b@a/x.yaml:1\nflux-system/b rendered: ConfigMap/vars@b/vars.yaml:1",
		},
		{
			name: "a suspended one is rendered and says so, one for another cluster emits nothing here",
			text: "-- c/a.yaml --\n" + kustomizationYAML("a", "./a", "suspend: true") + "-- c/b.yaml --\n" + kustomizationYAML("b", "./b", "kubeConfig: {secretRef: {name: other}}") +
				"-- a/x.yaml --\n" + configMap("x", "") + "-- b/k.yaml --\n" + kustomizationYAML("remote", "./a", ""),
			want: "flux-system/flux-system rendered: Kustomization/a@c/a.yaml:1 Kustomization/b@c/b.yaml:1\n" +
				"flux-system/a rendered: ConfigMap/x@a/x.yaml:1\nflux-system/b rendered: Kustomization/remote@b/k.yaml:1",
		},
		{
			name: "one broken file fails its Kustomization only",
			text: "-- c/a.yaml --\n" + kustomizationYAML("a", "./a", "") + "-- c/b.yaml --\n" + kustomizationYAML("b", "./b", "") +
				"-- a/x.yaml --\nkind: [\n-- b/x.yaml --\n" + configMap("x", ""),
			want: "flux-system/flux-system rendered: Kustomization/a@c/a.yaml:1 Kustomization/b@c/b.yaml:1\n" +
				"flux-system/a failed:\nflux-system/b rendered: ConfigMap/x@b/x.yaml:1",
			problems: "yaml-syntax a/x.yaml:1 flux-system/a",
		},
		{
			name: "one Kustomization from two parents",
			text: "-- c/a.yaml --\n" + kustomizationYAML("a", "./a", "") + "-- c/b.yaml --\n" + kustomizationYAML("b", "./b", "") +
				"-- a/k.yaml --\n" + kustomizationYAML("k", "./x", "") + "-- b/k.yaml --\n" + kustomizationYAML("k", "./y", "") + "-- x/x.md --\n-- y/y.md --\n",
			want: "flux-system/flux-system rendered: Kustomization/a@c/a.yaml:1 Kustomization/b@c/b.yaml:1\n" +
				"flux-system/a rendered: Kustomization/k@a/k.yaml:1\nflux-system/b rendered: Kustomization/k@b/k.yaml:1\nflux-system/k rendered:",
			problems: "applied-twice b/k.yaml:1 flux-system/b",
		},
		{
			name: "what a ResourceSet makes is followed",
			text: "-- c/a.yaml --\napiVersion: fluxcd.controlplane.io/v1\nkind: ResourceSet\nmetadata: {name: a, namespace: flux-system}\nspec:\n  inputs: [{team: x}, {team: z}]\n  resources:\n  - apiVersion: kustomize.toolkit.fluxcd.io/v1\n    kind: Kustomization\n    metadata: {name: << inputs.team >>, namespace: flux-system}\n    spec: {path: ./a, targetNamespace: << inputs.team >>, sourceRef: {kind: GitRepository, name: flux-system}}\n" +
				"-- a/a.yaml --\n" + configMap("a", ""),
			want: "flux-system/flux-system rendered: ResourceSet/a@c/a.yaml:1\nflux-system/x rendered: ConfigMap/a@a/a.yaml:1\nflux-system/z rendered: ConfigMap/a@a/a.yaml:1\nflux-system/a rendered: Kustomization/x@c/a.yaml:7 Kustomization/z@c/a.yaml:7",
		},
		{
			name: "what a ResourceSet makes is where its template stands, which a patch may have moved",
			text: "-- c/kustomization.yaml --\nresources: [a.yaml, b.yaml]\npatches:\n- target: {kind: ResourceSet, name: b}\n  patch: |\n    - op: add\n      path: /spec/resources/0\n      value: {apiVersion: v1, kind: ConfigMap, metadata: {name: new}}\n" +
				"-- c/a.yaml --\napiVersion: fluxcd.controlplane.io/v1\nkind: ResourceSet\nmetadata: {name: a, namespace: flux-system}\nspec:\n  steps:\n  - name: one\n    resources:\n    - {apiVersion: v1, kind: ConfigMap, metadata: {name: one}}\n    - apiVersion: v1\n      kind: ConfigMap\n      metadata: {name: two}\n  - name: two\n    resourcesTemplate: |\n      apiVersion: v1\n      kind: ConfigMap\n      metadata: {name: three}\n" +
				"-- c/b.yaml --\napiVersion: fluxcd.controlplane.io/v1\nkind: ResourceSet\nmetadata: {name: b, namespace: flux-system}\nspec:\n  resources:\n  - {apiVersion: v1, kind: ConfigMap, metadata: {name: b}}\n",
			want: "flux-system/flux-system rendered: ResourceSet/a@c/a.yaml:1 ResourceSet/b@c/b.yaml:1\nflux-system/a rendered: ConfigMap/one@c/a.yaml:8 ConfigMap/two@c/a.yaml:9 ConfigMap/three@c/a.yaml:14\nflux-system/b rendered: ConfigMap/new@c/b.yaml:1 ConfigMap/b@c/b.yaml:1",
		},
		{
			name: "a ResourceSet whose inputs only the network has is unknown",
			text: "-- c/a.yaml --\napiVersion: fluxcd.controlplane.io/v1\nkind: ResourceSet\nmetadata: {name: a, namespace: flux-system}\nspec: {inputsFrom: [{name: pulls}], resources: [{apiVersion: v1, kind: Namespace, metadata: {name: << inputs.sha >>}}]}\n---\napiVersion: fluxcd.controlplane.io/v1\nkind: ResourceSetInputProvider\nmetadata: {name: pulls, namespace: flux-system}\nspec: {type: GitHubPullRequest, url: 'https://github.com/a/b'}\n",
			want: "flux-system/flux-system rendered: ResourceSet/a@c/a.yaml:1 ResourceSetInputProvider/pulls@c/a.yaml:6\nflux-system/a unknown:", problems: "inputs-unavailable c/a.yaml:1 ResourceSet/flux-system/a",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := render(t, test.text)
			same2(t, "summary", got.summary(), test.want)
			same2(t, "problems", got.problems(), test.problems)
		})
	}
}

func TestSuspendedSaysSo(t *testing.T) {
	got := render(t, "-- c/a.yaml --\n"+kustomizationYAML("a", "./a", "suspend: true")+"-- a/x.yaml --\n"+configMap("x", ""))
	if message := got.part(t, "a").Kustomization.Message; !strings.Contains(message, "suspended") {
		t.Error(message)
	}
}

// A Kustomization that renames itself in every round never comes to rest.
func TestNoFixpoint(t *testing.T) {
	text := "-- c/flux-system.yaml --\n" + kustomizationYAML("flux-system", "./c", "namePrefix: ${N:=x}\npostBuild: {substituteFrom: [{kind: ConfigMap, name: v}]}\n") +
		"-- c/v.yaml --\n" + configMap("v", `N: "${N}y"`)
	text = strings.Replace(text, "namePrefix: ${N:=x}\n  ", "", 1)
	got := render(t, text)
	if !strings.Contains(got.problems(), "no-fixpoint") {
		t.Errorf("problems:\n%s\n%s", got.problems(), got.summary())
	}
}

func TestSeveralClustersShareWhatIsTheSame(t *testing.T) {
	text := "-- one/a.yaml --\n" + kustomizationYAML("a", "./a", "") + "-- two/a.yaml --\n" + kustomizationYAML("a", "./a", "namePrefix: two-") +
		"-- a/x.yaml --\n" + configMap("x", "")
	got := render(t, text, "one=./one", "two=two/", "three=./thre")
	same2(t, "summary", got.summary(), `
flux-system/flux-system rendered: Kustomization/a@one/a.yaml:1
flux-system/a rendered: ConfigMap/x@a/x.yaml:1
flux-system/flux-system rendered: Kustomization/a@two/a.yaml:1
flux-system/a rendered: ConfigMap/two-x@a/x.yaml:1
`)
	same2(t, "problems", got.problems(), "entry-missing :0")
}

// Rendering rule 6.
func TestMetadataThatTheControllerSets(t *testing.T) {
	got := render(t, "-- c/a.yaml --\n"+kustomizationYAML("a", "./a", "commonMetadata:\n  labels: {team: x, kustomize.toolkit.fluxcd.io/name: mine}\n  annotations: {note: \"y\"}\n")+`
-- a/x.yaml --
apiVersion: v1
kind: ConfigMap
metadata: {name: x, labels: {team: old, own: z}}
status: {gone: true}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: off, annotations: {kustomize.toolkit.fluxcd.io/reconcile: Disabled}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: ignored, labels: {kustomize.toolkit.fluxcd.io/ssa: ignore}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: once, annotations: {kustomize.toolkit.fluxcd.io/ssa: IfNotPresent}}
`)
	part := got.part(t, "a")
	same2(t, "summary", got.summary(), "flux-system/flux-system rendered: Kustomization/a@c/a.yaml:1\nflux-system/a rendered: ConfigMap/x@a/x.yaml:1 ConfigMap/once@a/x.yaml:14")
	same2(t, "object", string(part.Resources[0].Object), `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"annotations":{"note":"y"},"labels":{"kustomize.toolkit.fluxcd.io/name":"mine","kustomize.toolkit.fluxcd.io/namespace":"flux-system","own":"z","team":"x"},"name":"x"}}`)
	if !strings.Contains(part.Kustomization.Message, "2 resources are left alone") {
		t.Error(part.Kustomization.Message)
	}
}

// Clusters that differ only in variables which a Kustomization does not use share what it renders to.
func TestUnusedVariablesDoNotKeepClustersApart(t *testing.T) {
	text := "-- app/x.yaml --\n" + configMap("x", "stage: \"${STAGE}\"")
	for cluster, stage := range map[string]string{"a": "prod", "b": "prod", "c": "dev"} {
		text += "-- " + cluster + "/vars.yaml --\n" + configMap("vars", "STAGE: "+stage+", CLUSTER: "+cluster) +
			"-- " + cluster + "/kustomization.yaml --\nresources: [vars.yaml, ../shared/app.yaml]\n"
	}
	text += "-- shared/app.yaml --\n" + kustomizationYAML("app", "./app", "postBuild:\n  substituteFrom: [{kind: ConfigMap, name: vars}]\n")
	params := params(testrepo.New(t, text), "HEAD", "a=a", "b=b", "c=c")
	r, err := newRenderer(params, NewMemory())
	if err != nil {
		t.Fatal(err)
	}
	clusters, err := r.start(params)
	if err != nil {
		t.Fatal(err)
	}
	outcomes := map[string]*outcome{}
	for _, cluster := range clusters {
		cluster.run(context.Background())
		outcomes[cluster.entry.Cluster] = cluster.round.outcomes[1]
	}
	if outcomes["a"].objects[0] != outcomes["b"].objects[0] {
		t.Error("a and b were rendered apart")
	}
	if outcomes["a"].objects[0] == outcomes["c"].objects[0] || !strings.Contains(string(outcomes["c"].objects[0].Object), `"stage":"dev"`) {
		t.Errorf("c is %s", outcomes["c"].objects[0].Object)
	}
}
