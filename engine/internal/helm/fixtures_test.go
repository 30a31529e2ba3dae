package helm

import (
	"context"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"
)

func object(t testing.TB, text string) *unstructured.Unstructured {
	t.Helper()
	content := map[string]interface{}{}
	if err := yaml.Unmarshal([]byte(text), &content); err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	return &unstructured.Unstructured{Object: content}
}

// releaseOf is a HelmRelease apps/web of the chart in charts/web of this repository, with more of its spec.
func releaseOf(t testing.TB, spec string) *unstructured.Unstructured {
	t.Helper()
	if !strings.Contains(spec, "chart:") && !strings.Contains(spec, "chartRef:") {
		spec = "chart: {spec: {chart: ./charts/web, sourceRef: {kind: GitRepository, name: fleet, namespace: flux-system}}}\n" + spec
	}
	return object(t, "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: web, namespace: apps}\nspec:\n  "+
		strings.ReplaceAll(strings.TrimSpace(spec), "\n", "\n  "))
}

// web is a repository with a chart of one ConfigMap that shows what the templates see.
func web(files map[string]string) fstest.MapFS {
	repository := fstest.MapFS{}
	for name, content := range map[string]string{
		"Chart.yaml":            "apiVersion: v2\nname: web\nversion: 1.2.3\nappVersion: \"7\"\n",
		"values.yaml":           "greeting: hello\nnested: {a: 1, b: 2}\n",
		"templates/config.yaml": showValues,
	} {
		repository["charts/web/"+name] = &fstest.MapFile{Data: []byte(content)}
	}
	for name, content := range files {
		if content == "" {
			delete(repository, name)
			continue
		}
		repository[name] = &fstest.MapFile{Data: []byte(content)}
	}
	return repository
}

const showValues = `apiVersion: v1
kind: ConfigMap
metadata: {name: {{ .Release.Name }}}
data:
  values: {{ .Values | toJson | quote }}
  release: "{{ .Release.Name }} {{ .Release.Namespace }} {{ .Release.IsInstall }} {{ .Release.Service }}"
`

type cluster []*unstructured.Unstructured

func (c cluster) lookup(kind, namespace, name string) *unstructured.Unstructured {
	for _, each := range c {
		if each.GetKind() == kind && each.GetNamespace() == namespace && each.GetName() == name {
			return each
		}
	}
	return nil
}

func inputs(repository fs.FS, objects ...*unstructured.Unstructured) Inputs {
	return Inputs{
		Lookup: cluster(objects).lookup,
		Sources: func(kind, namespace, name string) (fs.FS, error) {
			if kind == "GitRepository" && namespace == "flux-system" && name == "fleet" {
				return repository, nil
			}
			return nil, nil
		},
	}
}

// rendered fails the test on any problem.
func rendered(t testing.TB, release *unstructured.Unstructured, inputs Inputs) []Object {
	t.Helper()
	objects, problems := Render(context.Background(), release, inputs)
	for _, problem := range problems {
		t.Fatalf("problem: %+v", problem)
	}
	return objects
}

func names(objects []Object) []string {
	shown := []string{}
	for _, each := range objects {
		name := each.GetName()
		if each.GetNamespace() != "" {
			name = each.GetNamespace() + "/" + name
		}
		if each.Hook {
			name += " (hook)"
		}
		shown = append(shown, fmt.Sprintf("%s %s", each.GetKind(), name))
	}
	return shown
}

func dataField(t testing.TB, objects []Object, key string) string {
	t.Helper()
	for _, each := range objects {
		if value, found, _ := unstructured.NestedString(each.Object, "data", key); found {
			return value
		}
	}
	t.Fatalf("no object has data.%s", key)
	return ""
}
