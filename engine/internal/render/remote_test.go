package render

import (
	"strings"
	"testing"

	"fleetkeep.dev/engine/internal/testrepo"
)

// What is beside a remote resource or generator is rendered, as it would be without it, and the Kustomization stays unknown;
// where that does not build, or something remote could change all of it, nothing is.
func TestWhatIsBesideSomethingRemote(t *testing.T) {
	const remote = "https://example.com/x.yaml"
	const rest = "-- c/a.yaml --\n{apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: x}}\n-- c/b.json --\n{}\n"
	for _, test := range []struct{ name, file, want, problems string }{
		{"a resource", "resources:\n- a.yaml\n- " + remote + "\nnamePrefix: p-\n", "ConfigMap/p-a@c/a.yaml:1", "remote-base c/kustomization.yaml:3"},
		{"a base of old", "resources: [a.yaml]\nbases:\n- github.com/a/b//c?ref=main\n- git@example.com:a/b.git\n", "ConfigMap/a@c/a.yaml:1",
			"remote-base c/kustomization.yaml:3\nremote-base c/kustomization.yaml:4"},
		{"a generator, whose lines stay those of the file", "configMapGenerator:\n- name: far\n  files:\n  - far.json=" + remote + "\n- name: near\n  files: [b.json]\ngeneratorOptions: {disableNameSuffixHash: true}\n",
			"ConfigMap/near@c/kustomization.yaml:5", "remote-base c/kustomization.yaml:4"},
		{"a resource, and a patch by target that also means others", "resources: [a.yaml, '" + remote + "']\npatches:\n- target: {kind: Deployment}\n  patch: '- {op: remove, path: /spec}'\n- target: {kind: ConfigMap}\n  patch: '- {op: add, path: /data, value: {b: c}}'\n",
			"ConfigMap/a@c/a.yaml:1", "remote-base c/kustomization.yaml:1"},
		{"a resource that a patch names", "resources: [a.yaml, '" + remote + "']\npatches: [{patch: '{apiVersion: v1, kind: Service, metadata: {name: far}}'}]\n", "", "remote-base c/kustomization.yaml:1"},
		{"a resource that a generator adds to", "resources: [a.yaml, '" + remote + "']\nconfigMapGenerator: [{name: far, behavior: merge, literals: [a=b]}]\n", "", "remote-base c/kustomization.yaml:1"},
		{"nothing else", "resources: ['" + remote + "']\n", "", "remote-base c/kustomization.yaml:1"},
		{"a component", "resources: [a.yaml]\ncomponents: ['https://example.com/c']\n", "", "remote-base c/kustomization.yaml:2"},
		{"a resource and a component", "resources: [a.yaml, '" + remote + "']\ncomponents: ['https://example.com/c']\n", "", "remote-base c/kustomization.yaml:1\nremote-base c/kustomization.yaml:2"},
		{"a patch", "resources: [a.yaml]\npatches: [{path: '" + remote + "'}]\n", "", "remote-base c/kustomization.yaml:2"},
		{"a resource that is referred to", "resources: [a.yaml, &far '" + remote + "']\ncommonAnnotations: {from: *far}\n", "", "remote-base c/kustomization.yaml:1"},
	} {
		t.Run(test.name, func(t *testing.T) {
			directory := testrepo.New(t, "-- c/kustomization.yaml --\n"+test.file+rest)
			memory := NewMemory()
			got := renderWith(t, memory, params(directory, "HEAD", "c=./c"))
			same2(t, "summary", got.summary(), strings.TrimSpace("flux-system/flux-system unknown: "+test.want))
			same2(t, "problems", got.problems(), strings.ReplaceAll(test.problems, "\n", " flux-system/flux-system\n")+" flux-system/flux-system")
			message := got.part(t, "flux-system").Kustomization.Message
			if !strings.Contains(message, "which is not in the repository") || strings.Contains(message, "the rest is rendered without it") != (test.want != "") {
				t.Error(message)
			}
			if !encodedSame(t, renderWith(t, memory, params(directory, "HEAD", "c=./c")), got) {
				t.Error("remembered, it is another one")
			}
		})
	}
}

// What is broken beside it has failed, whatever something remote brings.
func TestWhatIsBrokenBesideSomethingRemote(t *testing.T) {
	const file = "-- c/kustomization.yaml --\nresources: ['https://example.com/x.yaml', a.yaml]\n"
	for _, test := range []struct{ name, text, state, problems string }{
		{"no YAML", file + "-- c/a.yaml --\na: *none\n", "failed", "remote-base c/kustomization.yaml:1 flux-system/flux-system\nyaml-syntax c/a.yaml:1 flux-system/flux-system"},
		{"not there", file, "failed", "remote-base c/kustomization.yaml:1 flux-system/flux-system\nresource-missing c/kustomization.yaml:1 flux-system/flux-system"},
		{"what a generator takes may be any text", file + "patches: [{patch: '{apiVersion: v1, kind: Service, metadata: {name: far}}'}]\nconfigMapGenerator: [{name: b, files: [b.yaml]}]\n-- c/a.yaml --\n" + configMap("a", "") + "-- c/b.yaml --\na: *none\n",
			"unknown", "remote-base c/kustomization.yaml:1 flux-system/flux-system"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := render(t, test.text)
			same2(t, "summary", got.summary(), "flux-system/flux-system "+test.state+":")
			same2(t, "problems", got.problems(), test.problems)
		})
	}
}

// What a root brings is followed also where some of it is remote.
func TestARootWithSomethingRemoteIsFollowed(t *testing.T) {
	got := render(t, "-- c/kustomization.yaml --\nresources: ['https://example.com/x.yaml', a.yaml]\n-- c/a.yaml --\n"+kustomizationYAML("flux-system", "./c", "postBuild: {substitute: {WHO: me}}")+
		"---\n"+kustomizationYAML("app", "./app", "dependsOn: [{name: far}]")+"-- app/x.yaml --\n"+configMap("x", ""))
	same2(t, "summary", got.summary(), "flux-system/flux-system unknown: Kustomization/flux-system@c/a.yaml:1 Kustomization/app@c/a.yaml:15\nflux-system/app rendered: ConfigMap/x@app/x.yaml:1")
	same2(t, "problems", got.problems(), "depends-on-missing c/a.yaml:15 flux-system/app\nremote-base c/kustomization.yaml:1 flux-system/flux-system")
	if says := "it may be in what could not be rendered: flux-system/flux-system"; !strings.Contains(got.messages(), says) {
		t.Errorf("no %q in %s", says, got.messages())
	}
}

func TestAnApplicationWithSomethingRemote(t *testing.T) {
	got := render(t, "-- c/a.yaml --\n"+applicationYAML("root", "c", "", "")+"---\n"+applicationYAML("a", "a", "", "")+
		"-- a/kustomization.yaml --\nresources: ['https://example.com/x.yaml', x.yaml]\n-- a/x.yaml --\n"+bare("x"))
	same2(t, "summary", got.summary(), "argocd/root rendered: Application/root@c/a.yaml:1 Application/a@c/a.yaml:9\nargocd/a unknown: ConfigMap/x@a/x.yaml:1")
	same2(t, "problems", got.problems(), "remote-base a/kustomization.yaml:1 Application/argocd/a")
}
