package applicationset_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"sort"
	"strings"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"

	"fleetkeep.dev/engine/internal/argocd/applicationset"
)

// files is a repository.
type files map[string]string

func (f files) Files() []string {
	var names []string
	for name := range f {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

func (f files) Directories() []string {
	known, names := map[string]bool{}, []string{}
	for _, file := range f.Files() {
		parts := strings.Split(file, "/")
		for i := 1; i < len(parts); i++ {
			if directory := strings.Join(parts[:i], "/"); !known[directory] {
				known[directory] = true
				names = append(names, directory)
			}
		}
	}
	return names
}

func (f files) Read(name string) ([]byte, error) {
	content, found := f[name]
	if !found {
		return nil, fs.ErrNotExist
	}
	return []byte(content), nil
}

func parse(t *testing.T, text string) *unstructured.Unstructured {
	t.Helper()
	object := &unstructured.Unstructured{Object: map[string]any{}}
	if err := yaml.Unmarshal([]byte(text), &object.Object); err != nil {
		t.Fatal(err)
	}
	return object
}

func expand(t *testing.T, set string, clusters ...*unstructured.Unstructured) ([]*unstructured.Unstructured, *applicationset.Problem) {
	t.Helper()
	object := parse(t, "metadata: {name: set, namespace: argocd}\nspec:\n"+set)
	return applicationset.Expand(context.Background(), object, applicationset.Inputs{
		Clusters: clusters, Most: 100, Time: 10 * time.Second, Ended: func() {},
		Repository: func(address, revision string) (applicationset.Repository, error) {
			if address != "u" {
				return nil, fmt.Errorf("%s at %s is elsewhere", address, revision)
			}
			return files{
				"apps/b/x.yaml": "", "apps/a/deep/x.yaml": "", "apps/no/x.yaml": "", "apps/.hidden/x.yaml": "",
				"config/Prod_1/c.json": `{"cluster": {"name": "prod", "replicas": 3}, "list": ["x", "y"]}`, "config/dev/c.json": `[{"cluster": {"name": "d1"}}, {"cluster": {"name": "d2"}}]`, "config/no/c.json": "{}",
			}, nil
		},
	})
}

func cluster(t *testing.T, name, stage string) *unstructured.Unstructured {
	return parse(t, fmt.Sprintf("apiVersion: v1\nkind: Secret\nmetadata: {name: %s, namespace: argocd, labels: {argocd.argoproj.io/secret-type: cluster, stage: %s}, annotations: {a: b}}\nstringData: {name: %s, server: 'https://%s.example.com'}\n", name, stage, name, name))
}

// template names an Application after a text, and says more in a value of its chart.
func template(name, value string) string {
	return fmt.Sprintf("  template:\n    metadata: {name: %s, labels: {app: x}}\n    spec: {project: p, source: {repoURL: u, path: a, helm: {values: %s}}, destination: {server: s}}\n", name, value)
}

func TestExpand(t *testing.T) {
	golang := "  goTemplate: true\n  goTemplateOptions: [missingkey=error]\n"
	for _, test := range []struct{ name, set, want string }{
		{"a list", "  generators: [{list: {elements: [{c: one, values: {x: v}}, {c: two}]}}]\n" + template("'{{c}}'", "'{{values.x}} {{ c }} {{none}}'"), "one=v one {{none}} two={{values.x}} two {{none}}"},
		{"a list in Go's language", golang + "  generators: [{list: {elements: [{c: one, i: 1}, {c: two, i: 2.5}], elementsYaml: '[{c: three, i: 3}]'}}]\n" + template("'{{.c}}'", "'{{.i}}{{ .c | upper }}'"), "one=1ONE two=2.5TWO three=3THREE"},
		{"names", golang + "  generators: [{list: {elements: [{c: 'A_b.C/'}]}}]\n" + template("'{{normalize .c}}'", "'{{slugify .c}} {{slugify 3 .c}} {{slugify 4 false .c}}'"), "a-b.c=a-b-c a-b a-b"},
		{"directories", "  generators: [{git: {repoURL: u, revision: HEAD, directories: [{path: apps/*}, {path: apps/no, exclude: true}], values: {v: '{{path[0]}}'}}}]\n" + template("'{{path.basename}}'", "'{{path}} {{values.v}}'"), "a=apps/a apps b=apps/b apps"},
		{"directories in Go's language", golang + "  generators: [{git: {repoURL: u, revision: HEAD, pathParamPrefix: my, directories: [{path: apps/*/deep}]}}]\n" + template("'{{.my.path.basename}}'", "'{{index .my.path.segments 1}} {{.my.path.path}}'"), "deep=a apps/a/deep"},
		{"files", "  generators: [{git: {repoURL: u, revision: HEAD, files: [{path: 'config/**/c.json'}, {path: config/no, exclude: true}]}}]\n" + template("'{{cluster.name}}'", "'{{path.basenameNormalized}} {{path.filename}} {{cluster.replicas}} {{list.1}}'"), "prod=prod-1 c.json 3 y d1=dev c.json {{cluster.replicas}} {{list.1}} d2=dev c.json {{cluster.replicas}} {{list.1}}"},
		{"clusters", "  generators: [{clusters: {values: {v: '{{name}}!'}}}]\n" + template("'{{nameNormalized}}'", "'{{server}} {{metadata.labels.stage}} {{values.v}}'"), "dev=https://dev.example.com dev dev! prod=https://prod.example.com prod prod! in-cluster=https://kubernetes.default.svc {{metadata.labels.stage}} in-cluster!"},
		{"clusters by label", golang + "  generators: [{clusters: {selector: {matchExpressions: [{key: stage, operator: NotIn, values: [dev]}]}}}]\n" + template("'{{.name}}'", "'{{.metadata.annotations.a}}{{.metadata.labels.stage}}'"), "prod=bprod"},
		{"clusters as one", golang + "  generators: [{clusters: {flatList: true, selector: {matchLabels: {stage: prod}}}}]\n" + template("all", "'{{range .clusters}}{{.server}}{{end}}'"), "all=https://prod.example.com"},
		{"past a selector", "  generators: [{list: {elements: [{c: one, s: 'https://x'}, {c: two, s: z}]}, selector: {matchLabels: {s: 'https://x'}}}]\n" + template("'{{c}}'", "'{{s}}'"), "one=https://x"},
		{"a matrix, whose second generator uses the first", golang + "  generators: [{matrix: {generators: [{clusters: {selector: {matchLabels: {stage: prod}}}}, {git: {repoURL: u, revision: HEAD, directories: [{path: 'apps/{{if eq .name \"prod\"}}b{{end}}'}], values: {c: '{{.name}}', d: '{{.path.basename}}'}}}]}}]\n" + template("'{{.name}}-{{.path.basename}}'", "'{{.values.c}} {{.values.d}}'"), "prod-b=prod b"},
		{"a merge", "  generators: [{merge: {mergeKeys: [c], generators: [{list: {elements: [{c: one, v: a}, {c: two, v: a}]}}, {list: {elements: [{c: two, v: b}, {c: three, v: b}]}}]}}]\n" + template("'{{c}}'", "'{{v}}'"), "one=a two=b"},
		{"a generator's own template", "  generators: [{list: {elements: [{c: one}], template: {metadata: {}, spec: {source: {helm: {values: own}}}}}}, {list: {elements: [{c: two}]}}]\n" + template("'{{c}}'", "base"), "one=own two=base"},
		{"a patch", golang + "  generators: [{list: {elements: [{c: one}]}}]\n  templatePatch: |\n    metadata: {labels: {app: null, c: '{{.c}}'}}\n    spec: {project: no, source: {helm: {values: '{{.c}}', skipCrds: true}}}\n" + template("'{{.c}}'", "x"), "one=one"},
	} {
		t.Run(test.name, func(t *testing.T) {
			made, problem := expand(t, test.set, cluster(t, "prod", "prod"), cluster(t, "dev", "dev"))
			if problem != nil {
				t.Fatal(problem)
			}
			var got []string
			for _, application := range made {
				values, _, _ := unstructured.NestedString(application.Object, "spec", "source", "helm", "values")
				got = append(got, application.GetName()+"="+values)
				project, _, _ := unstructured.NestedString(application.Object, "spec", "project")
				if application.GetNamespace() != "argocd" || project != "p" || len(application.GetFinalizers()) != 1 {
					data, _ := json.Marshal(application.Object)
					t.Errorf("%s", data)
				}
			}
			if text := strings.Join(got, " "); text != test.want {
				t.Errorf("got  %s\nwant %s", text, test.want)
			}
		})
	}
}

func TestExpandRefuses(t *testing.T) {
	list := func(elements string) string { return "  generators: [{list: {elements: [" + elements + "]}}]\n" }
	many := strings.TrimSuffix(strings.Repeat("{c: x}, ", 230), ", ")
	for _, test := range []struct {
		name, set, want string
		unknown         bool
	}{
		{"what asks a server", "  generators: [{pullRequest: {}}]\n" + template("x", "x"), "spec.generators[0]: the generator pullRequest asks something that is not in Git", true},
		{"clusters that Git does not have", "  generators: [{clusters: {}}]\n" + template("x", "x"), "registers a cluster (label argocd.argoproj.io/secret-type: cluster)", true},
		{"a repository that is elsewhere", "  generators: [{git: {repoURL: v, revision: HEAD, directories: [{path: '*'}]}}]\n" + template("x", "x"), "spec.generators[0].git: v at HEAD is elsewhere", true},
		{"the time of day", "  goTemplate: true\n" + list("{c: x}") + template("x", "'{{ now }}'"), "its template calls now", true},
		{"a directive in a patch", list("{c: x}") + "  templatePatch: '{metadata: {$patch: replace}}'\n" + template("x", "x"), "directive of strategic merge patches", true},
		{"a value that is no text", list("{c: 1}") + template("x", "x"), "spec.generators[0].list.elements[0].c is 1: without goTemplate it must be a text", false},
		{"two of one name", list("{c: x}, {c: x, d: z}") + template("x", "x"), `makes a second Application "x"`, false},
		{"a name that is none", list("{c: X_}") + template("'{{c}}'", "x"), `of the name "X_"`, false},
		{"a parameter that is not there", "  goTemplate: true\n  goTemplateOptions: [missingkey=error]\n" + list("{c: x}") + template("x", "'{{.none}}'"), `map has no entry for key "none"`, false},
		{"an option that is none", "  goTemplate: true\n  goTemplateOptions: [nonsense]\n" + list("{c: x}") + template("x", "'{{.c}}'"), "spec.goTemplateOptions", false},
		{"a template that does not parse", "  goTemplate: true\n" + list("{c: x}") + template("x", "'{{ if }}'"), "does not parse", false},
		{"no generator", "  generators: [{}]\n" + template("x", "x"), "names no generator", false},
		{"a matrix of three", "  generators: [{matrix: {generators: [{list: {}}, {list: {}}, {list: {}}]}}]\n" + template("x", "x"), "a matrix is made of two", false},
		{"a matrix that disagrees", "  generators: [{matrix: {generators: [{list: {elements: [{c: x}]}}, {list: {elements: [{c: z}]}}]}}]\n" + template("x", "x"), "both generators make c", false},
		{"more than is allowed", "  generators: [{matrix: {generators: [{list: {elements: [" + many + "]}}, {list: {elements: [" + strings.ReplaceAll(many, "c:", "d:") + "]}}]}}]\n" + template("x", "x"), "more than the 50000 sets of parameters allowed", false},
		{"a bomb", "  goTemplate: true\n" + list("{c: x}") + template("x", `'{{ range $i := until 100000 }}{{ repeat 10000 "x" }}{{ end }}'`), "write more than the 64 MiB", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			made, problem := expand(t, test.set)
			if problem == nil {
				t.Fatalf("%d Applications", len(made))
			}
			if !strings.Contains(problem.Message, test.want) || problem.Unknown != test.unknown {
				t.Errorf("got  %t %s\nwant %t %s", problem.Unknown, problem.Message, test.unknown, test.want)
			}
		})
	}
}
