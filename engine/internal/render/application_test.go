package render

import (
	"encoding/json"
	"strings"
	"testing"

	"fleetkeep.dev/engine/internal/protocol"
	"fleetkeep.dev/engine/internal/testrepo"
)

// application is an Application of Argo CD whose source is at path; more is added to its spec.
func applicationYAML(name, path, source, more string) string {
	return "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: " + name + ", namespace: argocd}\nspec:\n  project: default\n" +
		"  source: {repoURL: 'https://example.com/fleet.git', targetRevision: main, path: " + path + source + "}\n" +
		"  destination: {server: 'https://kubernetes.default.svc', namespace: there}\n" + more
}

// applicationSetYAML is an ApplicationSet of one generator, whose Applications are named after the last folder of path.
func applicationSetYAML(generator, path string) string {
	return "apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {name: set, namespace: argocd}\nspec:\n  generators: [{" + generator + "}]\n" +
		"  template: {metadata: {name: 'set-{{path.basename}}'}, spec: {project: default, source: {repoURL: 'https://example.com/fleet.git', targetRevision: main, path: '" + path + "'}, destination: {name: in-cluster, namespace: there}}}\n  syncPolicy: {}\n"
}

// bare is a ConfigMap that says no namespace.
func bare(name string) string {
	return "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: " + name + "}\n"
}

func TestApplications(t *testing.T) {
	root := "-- c/root.yaml --\n" + applicationYAML("root", "c", "", "")
	for _, test := range []struct{ name, text, want, problems string }{
		{
			name: "an app of apps is followed to its fixpoint, folders below a path only where it says so",
			text: root + "-- c/below/no.yaml --\n" + bare("no") + "-- c/a.yaml --\n" + applicationYAML("a", "a", "", "") + "-- c/b.yaml --\n" + applicationYAML("b", "b", ", directory: {recurse: true}", "") +
				"-- a/x.yaml --\n" + bare("x") + "-- a/below/no.yaml --\n" + bare("no") + "-- a/readme.md --\n-- b/below/y.json --\n{\"apiVersion\": \"v1\", \"kind\": \"ConfigMap\", \"metadata\": {\"name\": \"y\"}}\n-- b/skipped.yaml --\n# +argocd:skip-file-rendering\n" + bare("no"),
			want: "argocd/root rendered: Application/a@c/a.yaml:1 Application/b@c/b.yaml:1 Application/root@c/root.yaml:1\n" +
				"argocd/a rendered: ConfigMap/x@a/x.yaml:1\nargocd/b rendered: ConfigMap/y@b/below/y.json:1",
		},
		{
			name: "a root outside of what it applies is known all the same",
			text: "-- c/below/root.yaml --\n" + applicationYAML("root", "c", "", "") + "-- c/x.yaml --\n" + bare("x"),
			want: "argocd/root rendered: ConfigMap/x@c/x.yaml:1",
		},
		{
			name: "kustomize's options are applied",
			text: root + "-- c/a.yaml --\n" + applicationYAML("a", "a", ", kustomize: {namePrefix: p-}", "") + "-- a/kustomization.yaml --\nresources: [x.yaml]\n-- a/x.yaml --\n" + bare("x"),
			want: "argocd/root rendered: Application/a@c/a.yaml:1 Application/root@c/root.yaml:1\nargocd/a rendered: ConfigMap/p-x@a/x.yaml:1",
		},
		{
			name: "a symbolic link counts where a file of its name would",
			text: root + "-- c/a.yaml --\n" + applicationYAML("a", "a", "", "") + "-- a/x.yaml --\n" + bare("x") + "-- a/run.sh --\nlink: ../b/run.sh\n-- a/below/y.yaml --\nlink: ../../b/y.yaml\n" +
				"-- c/b.yaml --\n" + applicationYAML("b", "b", "", "") + "-- b/y.yaml --\nlink: ../a/x.yaml\n-- b/run.sh --\n" +
				"-- c/d.yaml --\n" + applicationYAML("d", "d", ", directory: {exclude: 'y.*'}", "") + "-- d/z.yaml --\n" + bare("z") + "-- d/y.yaml --\nlink: ../a/x.yaml\n" +
				"-- c/e.yaml --\n" + applicationYAML("e", "a", ", directory: {recurse: true}", ""),
			want: "argocd/root rendered: Application/a@c/a.yaml:1 Application/b@c/b.yaml:1 Application/d@c/d.yaml:1 Application/e@c/e.yaml:1 Application/root@c/root.yaml:1\n" +
				"argocd/a rendered: ConfigMap/x@a/x.yaml:1\nargocd/b unknown:\nargocd/d rendered: ConfigMap/z@d/z.yaml:1\nargocd/e unknown:",
			problems: "application-not-evaluated c/b.yaml:1 Application/argocd/b\napplication-not-evaluated c/e.yaml:1 Application/argocd/e",
		},
		{
			name: "what is not evaluated is unknown, never empty",
			text: root + "-- c/chart.yaml --\n" + chartYAML("chart", "") +
				"-- c/far.yaml --\n" + strings.Replace(applicationYAML("far", "x", "", ""), "fleet.git", "other.git", 1) +
				"-- c/j.yaml --\n" + applicationYAML("j", "j", "", "") + "-- j/x.jsonnet --\n{}\n" +
				"-- c/labels.yaml --\n" + applicationYAML("labels", "k", ", kustomize: {commonLabels: {a: b}}", "") + "-- k/kustomization.yaml --\nresources: []\n" +
				"-- c/o.yaml --\n" + applicationYAML("o", "o", "", "") + "-- o/.argocd-source.yaml --\nplugin: {name: p}\n",
			want: "argocd/root rendered: Application/chart@c/chart.yaml:1 Application/far@c/far.yaml:1 Application/j@c/j.yaml:1 Application/labels@c/labels.yaml:1 Application/o@c/o.yaml:1 Application/root@c/root.yaml:1\n" +
				"argocd/chart unknown:\nargocd/far unknown:\nargocd/j unknown:\nargocd/labels unknown:\nargocd/o unknown:",
			problems: "application-not-evaluated c/j.yaml:1 Application/argocd/j\napplication-not-evaluated c/labels.yaml:1 Application/argocd/labels\napplication-not-evaluated c/o.yaml:1 Application/argocd/o\n" +
				"chart-unavailable c/chart.yaml:1 Application/argocd/chart\nsource-unavailable c/far.yaml:1 Application/argocd/far",
		},
		{
			name: "files that are left out, by name and by what is in them",
			text: root + "-- c/a.yaml --\n" + applicationYAML("a", "a", ", directory: {recurse: true, exclude: '{no,x/*}.yaml'}", "") +
				"-- a/no.yaml --\n" + bare("no") + "-- a/x/no.yaml --\n" + bare("no") + "-- a/values.yaml --\nreplicas: 3\n-- a/x.yml --\n" + bare("x"),
			want: "argocd/root rendered: Application/a@c/a.yaml:1 Application/root@c/root.yaml:1\nargocd/a rendered: ConfigMap/x@a/x.yml:1",
		},
		{
			name: "what lies beside the manifests overrides the source",
			text: root + "-- c/a.yaml --\n" + applicationYAML("a", "a", "", "") + "-- a/kustomization.yaml --\nresources: [x.yaml]\n-- a/x.yaml --\n" + bare("x") +
				"-- a/.argocd-source.yaml --\nkustomize: {namePrefix: p-, nameSuffix: -s}\n-- a/.argocd-source-a.yaml --\nkustomize: {namePrefix: q-}\n-- a/.argocd-source-b.yaml --\nkustomize: {namePrefix: no-}\n",
			want: "argocd/root rendered: Application/a@c/a.yaml:1 Application/root@c/root.yaml:1\nargocd/a rendered: ConfigMap/q-x-s@a/x.yaml:1",
		},
		{
			name: "an ApplicationSet's Applications are followed; of one that asks a server none are known",
			text: root + "-- c/set.yaml --\n" + applicationSetYAML("git: {repoURL: 'https://example.com/fleet', revision: main, directories: [{path: apps/*}]}", "{{path}}") +
				"---\n" + strings.Replace(applicationSetYAML("clusters: {}", "x"), "name: set", "name: far", 1) + "---\n" + strings.Replace(applicationSetYAML("list: {elements: [{n: 1}]}", "x"), "name: set", "name: bad", 1) +
				"-- apps/a/x.yaml --\n" + bare("x") + "-- apps/b/y.yaml --\n" + bare("y"),
			want: "argocd/root rendered: Application/root@c/root.yaml:1 ApplicationSet/set@c/set.yaml:1 ApplicationSet/far@c/set.yaml:9 ApplicationSet/bad@c/set.yaml:17\n" +
				"argocd/set-a rendered: ConfigMap/x@apps/a/x.yaml:1\nargocd/set-b rendered: ConfigMap/y@apps/b/y.yaml:1\n" +
				"argocd/bad failed:\nargocd/far unknown:\nargocd/set rendered: Application/set-a@c/set.yaml:1 Application/set-b@c/set.yaml:1",
			problems: "application-set-invalid c/set.yaml:17 ApplicationSet/argocd/bad\napplication-set-not-evaluated c/set.yaml:9 ApplicationSet/argocd/far",
		},
		{
			name: "what Argo CD refuses fails",
			text: root + "-- c/a.yaml --\n" + applicationYAML("a", "../a", "", "") + "-- c/b.yaml --\n" + applicationYAML("b", "nowhere", "", "") +
				"-- c/k.yaml --\n" + applicationYAML("k", "k", ", directory: {recurse: true}", "") + "-- k/kustomization.yaml --\napiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: []\n",
			want: "argocd/root rendered: Application/a@c/a.yaml:1 Application/b@c/b.yaml:1 Application/k@c/k.yaml:1 Application/root@c/root.yaml:1\n" +
				"argocd/a failed:\nargocd/b failed:\nargocd/k failed:",
			problems: "application-invalid c/a.yaml:1 Application/argocd/a\nkustomization-applied k/kustomization.yaml:1 Application/argocd/k\npath-missing c/b.yaml:1 Application/argocd/b",
		},
		{
			name: "Applications that Flux brings, from the repository that Flux itself reads",
			text: "-- c/flux-system/gotk-sync.yaml --\n" + gitRepository("flux-system", "flux-system", "{url: 'ssh://git@example.com/fleet', ref: {branch: main}}") + "---\n" + kustomizationYAML("flux-system", "./c", "") +
				"-- c/a.yaml --\n" + applicationYAML("a", "a", "", "") + "-- a/x.yaml --\n" + bare("x"),
			want: "flux-system/flux-system rendered: Application/a@c/a.yaml:1 GitRepository/flux-system@c/flux-system/gotk-sync.yaml:1 Kustomization/flux-system@c/flux-system/gotk-sync.yaml:6\n" +
				"argocd/a rendered: ConfigMap/x@a/x.yaml:1",
		},
		{
			name: "one for another cluster brings nothing to this one",
			text: root + "-- c/a.yaml --\n" + strings.Replace(applicationYAML("a", "a", "", ""), "https://kubernetes.default.svc", "https://far.example.com", 1) + "-- a/b.yaml --\n" + applicationYAML("b", "b", "", ""),
			want: "argocd/root rendered: Application/a@c/a.yaml:1 Application/root@c/root.yaml:1\nargocd/a rendered: Application/b@a/b.yaml:1",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := render(t, test.text)
			same2(t, "summary", got.summary(), test.want)
			same2(t, "problems", got.problems(), test.problems)
		})
	}
}

func TestApplicationsPlaceObjects(t *testing.T) {
	got := render(t, "-- c/root.yaml --\n"+applicationYAML("root", "c", "", "  syncPolicy: {syncOptions: [CreateNamespace=true]}\n")+`-- c/x.yaml --
apiVersion: v1
kind: ConfigMap
metadata: {name: bare}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: own, namespace: other}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: role}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: skipped, annotations: {argocd.argoproj.io/hook: Skip}}
`)
	part := got.part(t, "root")
	var places []string
	for _, resource := range part.Resources {
		var object struct {
			Metadata struct {
				Namespace string            `json:"namespace"`
				Labels    map[string]string `json:"labels"`
			} `json:"metadata"`
		}
		if err := json.Unmarshal(resource.Object, &object); err != nil {
			t.Fatal(err)
		}
		if object.Metadata.Namespace != resource.Namespace || len(object.Metadata.Labels) > 0 {
			t.Errorf("%s", resource.Object)
		}
		places = append(places, resource.Namespace+"/"+resource.Name)
	}
	same2(t, "places", strings.Join(places, " "), "argocd/root there/bare other/own /role")
	same2(t, "status", strings.Join([]string{part.Kustomization.Kind, part.Kustomization.Path, part.Kustomization.AppliedBy}, " "), "Application c Application/argocd/root")
	if !strings.Contains(part.Kustomization.Message, "namespace there") {
		t.Error(part.Kustomization.Message)
	}
}

func TestApplicationOfAGivenCopy(t *testing.T) {
	given := params(testrepo.New(t, "-- c/a.yaml --\n"+applicationYAML("a", "a", "", "")), "HEAD", "c=./c")
	given.Sources = []protocol.SourcePath{{Source: "Application/argocd/a", Path: testrepo.New(t, "-- a/x.yaml --\n"+bare("x"))}}
	same2(t, "summary", renderParams(t, given).summary(), "flux-system/flux-system rendered: Application/a@c/a.yaml:1\nargocd/a rendered: ConfigMap/x@Application/argocd/a:a/x.yaml:1")
}
