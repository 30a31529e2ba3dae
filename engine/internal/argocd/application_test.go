package argocd_test

import (
	"encoding/json"
	"testing"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"

	"fleetkeep.dev/engine/internal/argocd"
)

func read(t *testing.T, spec string) (*argocd.Application, error) {
	t.Helper()
	object := &unstructured.Unstructured{Object: map[string]any{}}
	if err := yaml.Unmarshal([]byte("spec: "+spec), &object.Object); err != nil {
		t.Fatal(err)
	}
	return argocd.Read(object)
}

func TestRead(t *testing.T) {
	for _, test := range []struct{ name, spec, want string }{
		{
			"a path, to a namespace of this cluster", "{source: {repoURL: u, path: ./a/, targetRevision: main}, destination: {server: 'https://kubernetes.default.svc', namespace: there}, syncPolicy: {syncOptions: [CreateNamespace=true]}}",
			`{"Sources":[{"Field":"spec.source","Address":"u","Revision":"main","Path":"a","Chart":"","Tool":"","Directory":{"Recurse":false},"Kustomize":null,"Unread":null}],"Namespace":"there","Elsewhere":"","CreatesNamespace":true}`,
		},
		{
			"kustomize's options", "{source: {repoURL: u, path: a, kustomize: {namePrefix: p-, namespace: there, images: ['x=r:5/y:1', z@sha256:0], commonLabels: {a: b}, replicas: [], patches: [{patch: t, target: {kind: K}, options: {allowNameChange: true}}]}}, destination: {name: far}}",
			`{"Sources":[{"Field":"spec.source","Address":"u","Revision":"","Path":"a","Chart":"","Tool":"kustomize","Directory":{"Recurse":false},"Kustomize":{"images":[{"name":"x","newName":"r:5/y","newTag":"1"},{"digest":"sha256:0","name":"z"}],"namePrefix":"p-","patches":[{"patch":"t","target":{"kind":"K"}}],"targetNamespace":"there"},"Unread":["spec.source.kustomize.commonLabels","spec.source.kustomize.patches[0].options"]}],"Namespace":"","Elsewhere":"far","CreatesNamespace":false}`,
		},
		{
			"several sources, of which one lends its files only", "{source: {repoURL: no}, sources: [{repoURL: v, ref: values}, {repoURL: u, chart: c, targetRevision: 1.0.0, helm: {releaseName: r}}, {repoURL: w, path: ., directory: {recurse: true, exclude: x, include: z}}]}",
			`{"Sources":[{"Field":"spec.sources[1]","Address":"u","Revision":"1.0.0","Path":".","Chart":"c","Tool":"helm","Directory":{"Recurse":false},"Kustomize":null,"Unread":null},{"Field":"spec.sources[2]","Address":"w","Revision":"","Path":".","Chart":"","Tool":"directory","Directory":{"Recurse":true},"Kustomize":null,"Unread":["spec.sources[2].directory.exclude","spec.sources[2].directory.include"]}],"Namespace":"","Elsewhere":"","CreatesNamespace":false}`,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := read(t, test.spec)
			if err != nil {
				t.Fatal(err)
			}
			if text, _ := json.Marshal(got); string(text) != test.want {
				t.Errorf("got  %s\nwant %s", text, test.want)
			}
		})
	}
}

func TestReadRefuses(t *testing.T) {
	for _, test := range []struct{ spec, want string }{
		{"{}", "it has neither spec.source nor spec.sources: give one of them"},
		{"{source: {path: a}}", "spec.source has no repoURL: give one"},
		{"{source: {repoURL: u}}", `spec.source.path is "": give a path relative to the repository's root`},
		{"{source: {repoURL: u, path: /etc}}", `spec.source.path is "/etc": give a path relative to the repository's root`},
		{"{source: {repoURL: u, path: a/../../b}}", `spec.source.path is "a/../../b", which leaves the repository: give a path inside of it`},
		{"{source: {repoURL: u, path: a, helm: {releaseName: r}, directory: {recurse: true}}}", "spec.source asks for directory and helm at once: keep one of them"},
		{"{source: {repoURL: u, path: a, kustomize: {images: [x]}}}", `spec.source.kustomize.images: "x" is no image as [old=]new[:tag][@digest]`},
		{"{source: {repoURL: u, path: a}, destination: {server: s, name: far}}", `spec.destination has both the server "s" and the name "far": keep one of them`},
	} {
		if _, err := read(t, test.spec); err == nil || err.Error() != test.want {
			t.Errorf("%s\ngot  %v\nwant %s", test.spec, err, test.want)
		}
	}
}

func TestToolOf(t *testing.T) {
	for _, test := range []struct {
		names []string
		want  argocd.Tool
	}{
		{[]string{"a.yaml"}, argocd.ToolDirectory},
		{[]string{"Chart.yaml", "templates"}, argocd.ToolHelm},
		{[]string{"Chart.yaml", "kustomization.yml"}, argocd.ToolKustomize},
	} {
		if got := argocd.ToolOf(test.names); got != test.want {
			t.Errorf("%v: %s", test.names, got)
		}
	}
}
