package render

import (
	"reflect"
	"testing"

	fluxkustomize "github.com/fluxcd/pkg/kustomize"
	"sigs.k8s.io/kustomize/kyaml/filesys"
)

func TestTheGeneratorStillKeepsItsFileSystemWhereWeSetIt(t *testing.T) {
	field, found := reflect.TypeOf(fluxkustomize.Generator{}).FieldByName("fs")
	if !found || field.Type != reflect.TypeOf((*filesys.FileSystem)(nil)).Elem() {
		t.Fatal("fluxcd/pkg/kustomize changed: use Generator.WithFS if it has that now")
	}
}

// Rendering rule 2: what a directory without a kustomization file gives.
func TestScan(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"every .yaml and .yml below, in the order of a walk", `
-- c/b.yml --
{apiVersion: v1, kind: ConfigMap, metadata: {name: b}}
-- c/a/a.yaml --
{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}
-- c/readme.md --
no: [yaml
-- c/z.json --
{}
`, "flux-system/flux-system rendered: ConfigMap/a@c/a/a.yaml:1 ConfigMap/b@c/b.yml:1"},
		{"a subdirectory with its own kustomization file is one resource", `
-- c/a/kustomization.yaml --
namePrefix: pre-
resources: [used.yaml]
-- c/a/used.yaml --
{apiVersion: v1, kind: ConfigMap, metadata: {name: used}}
-- c/a/unused.yaml --
{apiVersion: v1, kind: ConfigMap, metadata: {name: unused}}
-- c/b.yaml --
{apiVersion: v1, kind: ConfigMap, metadata: {name: b}}
`, "flux-system/flux-system rendered: ConfigMap/pre-used@c/a/used.yaml:1 ConfigMap/b@c/b.yaml:1"},
		{"a kustomization file decides what is built", `
-- c/Kustomization --
resources: [b.yaml]
-- c/a.yaml --
{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}
-- c/b.yaml --
{apiVersion: v1, kind: ConfigMap, metadata: {name: b}}
`, "flux-system/flux-system rendered: ConfigMap/b@c/b.yaml:1"},
		{"an empty directory is valid", "-- c/readme.md --\n", "flux-system/flux-system rendered:"},
		{"a file of comments only is valid", "-- c/a.yaml --\n# nothing yet\n", "flux-system/flux-system rendered:"},
		{"an unknown field of a kustomization file is dropped without a word, as Flux's generator drops it",
			"-- c/kustomization.yaml --\nresorces: [a.yaml]\n-- c/a.yaml --\n", "flux-system/flux-system rendered:"},
		{"a kustomization file without resources is valid", "-- c/kustomization.yaml --\nnamePrefix: a-\n", "flux-system/flux-system rendered:"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := render(t, test.text)
			same2(t, "summary", got.summary(), test.want)
			same2(t, "problems", got.problems(), "")
		})
	}
}

const deployment = `
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
spec:
  template:
    spec:
      containers:
      - name: web
        image: registry.example.com/web:1
      - name: side
        image: registry.example.com/side:1
`

// Rendering rule 3: what spec of a Kustomization adds to the kustomization file.
func TestSpecOverKustomizationFile(t *testing.T) {
	const base = `
-- base/kustomization.yaml --
namespace: from-file
namePrefix: file-
nameSuffix: -file
resources: [deployment.yaml]
patches:
- target: {kind: Deployment}
  patch: |
    - op: add
      path: /metadata/annotations/first
      value: file
images:
- name: registry.example.com/web
  newName: mirror.example.com/web
  newTag: "2"
- name: registry.example.com/side
  newTag: "2"
  digest: sha256:aa
components: [one]
-- base/one/kustomization.yaml --
kind: Component
commonAnnotations: {one: component}
-- two/kustomization.yaml --
kind: Component
commonAnnotations: {two: component}
-- base/deployment.yaml --` + deployment
	got := render(t, base+"-- c/app.yaml --\n"+kustomizationYAML("app", "./base", `
targetNamespace: from-spec
namePrefix: spec-
nameSuffix: -spec
components: [../two, ../missing]
ignoreMissingComponents: true
patches:
- target: {kind: Deployment}
  patch: |
    - op: add
      path: /metadata/annotations/second
      value: spec
images:
- name: registry.example.com/web
  newTag: "3"
- name: registry.example.com/side
  newTag: "4"
`))
	same2(t, "object", got.object(t, "Deployment", "spec-web-spec"), `
apiVersion: apps/v1
kind: Deployment
metadata:
  annotations:
    first: file
    one: component
    second: spec
    two: component
  name: spec-web-spec
  namespace: from-spec
spec:
  template:
    metadata:
      annotations:
        one: component
        two: component
    spec:
      containers:
      - image: mirror.example.com/web:3
        name: web
      - image: registry.example.com/side:4
        name: side
`)
}

// Rendering rule 4: LoadRestrictionsNone inside of the artifact, no plugins, a jail around it.
func TestLimitsOfKustomize(t *testing.T) {
	const shared = "-- shared/a.yaml --\n{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}\n"
	for _, test := range []struct{ name, text, want, problems string }{
		{"a file outside of the directory may be used",
			shared + "-- c/kustomization.yaml --\nresources: [../shared/a.yaml]\n",
			"flux-system/flux-system rendered: ConfigMap/a@shared/a.yaml:1", ""},
		{"a path out of the repository leads nowhere",
			shared + "-- c/kustomization.yaml --\nresources:\n- ../../shared/a.yaml\n",
			"flux-system/flux-system failed:", "build-failed c/kustomization.yaml:1 flux-system/flux-system"},
		{"plugins are off",
			"-- c/kustomization.yaml --\ngenerators: [run.yaml]\n-- c/run.yaml --\napiVersion: v1\nkind: Run\nmetadata:\n  name: run\n  annotations:\n    config.kubernetes.io/function: |\n      exec: {path: /bin/true}\n",
			"flux-system/flux-system failed:", "build-failed c/kustomization.yaml:1 flux-system/flux-system"},
		{"charts are not inflated",
			"-- c/kustomization.yaml --\nhelmCharts: [{name: a, repo: 'https://example.com'}]\n",
			"flux-system/flux-system failed:", "build-failed c/kustomization.yaml:1 flux-system/flux-system"},
		{"remote bases are not fetched",
			"-- c/kustomization.yaml --\nresources:\n- https://github.com/a/b//c\n",
			"flux-system/flux-system unknown:", "remote-base c/kustomization.yaml:2 flux-system/flux-system"},
		{"remote files of a generator are not fetched, whatever their key",
			"-- c/kustomization.yaml --\nconfigMapGenerator:\n- name: a\n  files:\n  - x.y-z_1.json=https://example.com/a.json\n",
			"flux-system/flux-system unknown:", "remote-base c/kustomization.yaml:4 flux-system/flux-system"},
		{"a path of a Kustomization never leaves the source",
			shared + "-- c/a.yaml --\n" + kustomizationYAML("a", "../../shared", ""),
			"flux-system/flux-system rendered: Kustomization/a@c/a.yaml:1\nflux-system/a rendered: ConfigMap/a@shared/a.yaml:1", ""},
		{"a schema of its own is used, alone",
			shared + "-- c/kustomization.yaml --\nresources: [../shared/a.yaml]\nopenapi:\n  path: schema.json\n-- c/schema.json --\n{\"definitions\": {}}\n",
			"flux-system/flux-system rendered: ConfigMap/a@shared/a.yaml:1", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := render(t, test.text)
			same2(t, "summary", got.summary(), test.want)
			same2(t, "problems", got.problems(), test.problems)
		})
	}
}
