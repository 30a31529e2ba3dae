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

// shown is what was read, without the fields that say nothing.
func shown(t *testing.T, read any) string {
	t.Helper()
	data, err := json.Marshal(read)
	if err != nil {
		t.Fatal(err)
	}
	var fields map[string]any
	if err := json.Unmarshal(data, &fields); err != nil {
		t.Fatal(err)
	}
	data, err = json.Marshal(told(fields))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func told(value any) any {
	switch value := value.(type) {
	case map[string]any:
		for name, field := range value {
			if field = told(field); field == nil || field == "" || field == false {
				delete(value, name)
			} else {
				value[name] = field
			}
		}
		if len(value) == 0 {
			return nil
		}
	case []any:
		for i := range value {
			value[i] = told(value[i])
		}
		if len(value) == 0 {
			return nil
		}
	}
	return value
}

func TestRead(t *testing.T) {
	for _, test := range []struct{ name, spec, want string }{
		{
			"a path, to a namespace of this cluster", "{source: {repoURL: u, path: ./a/, targetRevision: main}, destination: {server: 'https://kubernetes.default.svc', namespace: there}, syncPolicy: {syncOptions: [CreateNamespace=true]}}",
			`{"CreatesNamespace":true,"Namespace":"there","Sources":[{"Address":"u","Field":"spec.source","Path":"a","Revision":"main"}]}`,
		},
		{
			"kustomize's options", "{source: {repoURL: u, path: a, kustomize: {namePrefix: p-, namespace: there, images: ['x=r:5/y:1', 'z@sha256:0', 'w:$ARGOCD_APP_SOURCE_PATH', 'v:$ARGOCD_APP_REVISION_SHORT'], components: [../c], ignoreMissingComponents: true, commonLabels: {a: b}, replicas: [], patches: [{patch: t, target: {kind: K}, options: {allowNameChange: true}}]}}, destination: {name: far}}",
			`{"Elsewhere":"far","Sources":[{"Address":"u","Field":"spec.source","Kustomize":{"components":["../c"],"ignoreMissingComponents":true,"images":[{"name":"x","newName":"r:5/y","newTag":"1"},{"digest":"sha256:0","name":"z"},{"name":"w","newTag":"a"}],"namePrefix":"p-","patches":[{"patch":"t","target":{"kind":"K"}}],"targetNamespace":"there"},"Path":"a","Tool":"kustomize","Unread":["spec.source.kustomize.commonLabels","spec.source.kustomize.images[3]","spec.source.kustomize.patches[0].options"]}]}`,
		},
		{
			"several sources, of which one lends its files only", "{source: {repoURL: no}, sources: [{repoURL: v, ref: values}, {repoURL: u, chart: c, targetRevision: 1.0.0, helm: {releaseName: r, valueFiles: [$values/x/y.yaml, /z.yaml, 'https://x/y.yaml', $ARGOCD_APP_NAMESPACE/v.yaml]}}, {repoURL: w, path: ., directory: {recurse: true, exclude: x, include: z}}]}",
			`{"Refs":{"$values":{"Address":"v","Field":"spec.sources[0]"}},"Sources":[{"Address":"u","Chart":"c","Field":"spec.sources[1]","Helm":{"ReleaseName":"r","ValueFiles":[{"Path":"x/y.yaml","Ref":"$values"},{"Path":"/z.yaml"},{"Path":"https://x/y.yaml"},{"Path":"/v.yaml"}]},"Path":".","Revision":"1.0.0","Tool":"helm","Unread":["spec.sources[1].helm.valueFiles[2]"]},{"Address":"w","Directory":{"Exclude":"x","Include":"z","Recurse":true},"Field":"spec.sources[2]","Path":".","Tool":"directory"}]}`,
		},
		{
			"what says nothing chooses no tool", "{source: {repoURL: u, path: a, directory: {jsonnet: {}}, helm: {values: ''}, kustomize: {forceCommonLabels: true, images: []}}}",
			`{"Sources":[{"Address":"u","Field":"spec.source","Path":"a","Unread":["spec.source.kustomize.forceCommonLabels"]}]}`,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := read(t, test.spec)
			if err != nil {
				t.Fatal(err)
			}
			if text := shown(t, got); text != test.want {
				t.Errorf("got  %s\nwant %s", text, test.want)
			}
		})
	}
}

func TestOverridden(t *testing.T) {
	read, err := read(t, "{source: {repoURL: u, path: a, targetRevision: main, kustomize: {images: ['x:1'], namePrefix: p-}}}")
	if err != nil {
		t.Fatal(err)
	}
	source, err := read.Sources[0].Overridden([]byte("path: elsewhere\nkustomize: {images: ['x:2'], namePrefix: null}\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := `{"Address":"u","Field":"spec.source","Kustomize":{"images":[{"name":"x","newTag":"2"}]},"Path":"a","Revision":"main","Tool":"kustomize"}`
	if text := shown(t, source); text != want {
		t.Errorf("got  %s\nwant %s", text, want)
	}
}

func TestDirectoryTakes(t *testing.T) {
	for _, test := range []struct {
		directory argocd.Directory
		name      string
		want      bool
	}{
		{argocd.Directory{}, "a/b.yaml", true},
		{argocd.Directory{Include: "*.yaml"}, "a/b.yaml", true},
		{argocd.Directory{Include: "{a,c}/*"}, "b/x.yaml", false},
		{argocd.Directory{Include: "*", Exclude: "a/*"}, "a/b.yaml", false},
		{argocd.Directory{Include: "[broken"}, "a.yaml", false},
	} {
		if got := test.directory.Takes(test.name); got != test.want {
			t.Errorf("%+v takes %s: %t", test.directory, test.name, got)
		}
	}
}

func TestIsManifest(t *testing.T) {
	for content, want := range map[string]bool{
		"replicas: 3\n": false,
		"- a\n":         false,
		"":              false,
		"apiVersion: v1\nkind: X\nmetadata: {name: x}\n": true,
		"apiVersion: v1\nkind: X\n---\nreplicas: 3\n":    true,
		"apiVersion: v1\nkind: [\nmetadata: broken\n":    true,
		"{{ if .Values.x }}\nname: x\n":                  false,
	} {
		if got := argocd.IsManifest([]byte(content)); got != want {
			t.Errorf("%q: %t", content, got)
		}
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
		{"{sources: [{repoURL: u, ref: a b}]}", `spec.sources[0].ref is "a b": give it a name of letters, digits, - and _`},
		{"{sources: [{repoURL: u, ref: a}, {repoURL: v, ref: a, path: x}]}", `spec.sources[1].ref is "a", as that of another source is: give each its own`},
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
		{[]string{"MyChart.yaml", "Kustomization"}, argocd.ToolHelm},
	} {
		if got := argocd.ToolOf(test.names); got != test.want {
			t.Errorf("%v: %s", test.names, got)
		}
	}
}
