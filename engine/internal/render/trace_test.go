package render

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"fleetkeep.dev/engine/internal/protocol"
	"fleetkeep.dev/engine/internal/provenance"
	"fleetkeep.dev/engine/internal/testrepo"
)

func renderFields(t *testing.T, text string) rendering {
	t.Helper()
	request := params(testrepo.New(t, text), "HEAD", "c=./c")
	request.Fields = true
	return renderParams(t, request)
}

// fields are one line each but the owner's labels: path by file:line.
func (r rendering) fields(t *testing.T, kind, name string) string {
	t.Helper()
	for _, part := range r.parts {
		for _, resource := range part.Resources {
			if resource.Kind != kind || resource.Name != name {
				continue
			}
			var lines []string
			for _, field := range resource.Fields {
				if field.By == protocol.FieldOriginByOwner {
					continue
				}
				line := field.Path + " " + field.By
				if field.Removed {
					line += " removed"
				}
				if field.File != "" {
					line += fmt.Sprintf(" %s:%d", field.File, field.Line)
				}
				for _, variable := range field.Variables {
					line += fmt.Sprintf(" %s=%s:%d", variable.Name, variable.File, variable.Line)
				}
				lines = append(lines, line)
			}
			return strings.Join(lines, "\n")
		}
	}
	t.Fatalf("no %s %s in\n%s\n%s", kind, name, r.summary(), r.messages())
	return ""
}

const traced = `
-- base/kustomization.yaml --
resources: [web.yaml]
-- base/web.yaml --
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 1
  template:
    spec:
      hostNetwork: true
      containers:
      - name: web
        image: example.com/web:1
        env:
        - {name: REGION, value: "${REGION:=weu}"}
        securityContext:
          privileged: false
          runAsNonRoot: true
`

// Hand-written: each line of the expected output is a field of the Deployment that is not as base/web.yaml says, and the
// line that says so.
func TestFieldsOfAResource(t *testing.T) {
	for _, test := range []struct{ name, files, kind, object, want string }{
		{
			name:  "nothing changes",
			files: "-- c/kustomization.yaml --\nresources: [../base]\n",
			want:  "",
		},
		{
			name: "a strategic merge patch in a file",
			files: "-- c/kustomization.yaml --\nresources: [../base]\npatches:\n- path: patch.yaml\n" +
				"-- c/patch.yaml --\n# why\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 3\n  template:\n    spec:\n      containers:\n      - name: web\n        securityContext:\n          privileged: true\n      - name: side\n        image: example.com/side:1\n",
			want: `
spec.replicas patch c/patch.yaml:7
spec.template.spec.containers[side].image patch c/patch.yaml:15
spec.template.spec.containers[side].name patch c/patch.yaml:14
spec.template.spec.containers[web].securityContext.privileged patch c/patch.yaml:13`,
		},
		{
			name: "what a patch takes away",
			files: "-- c/kustomization.yaml --\nresources: [../base]\npatches:\n- patch: |\n    apiVersion: apps/v1\n    kind: Deployment\n    metadata: {name: web}\n    spec:\n      template:\n        spec:\n          hostNetwork: null\n" +
				"- target: {kind: Deployment}\n  patch: |\n    - op: remove\n      path: /spec/template/spec/containers/0/securityContext\n",
			want: `
spec.template.spec.containers[web].securityContext.privileged patch removed c/kustomization.yaml:13
spec.template.spec.containers[web].securityContext.runAsNonRoot patch removed c/kustomization.yaml:13
spec.template.spec.hostNetwork patch removed c/kustomization.yaml:10`,
		},
		{
			name: "of several patches the last",
			files: "-- mid/kustomization.yaml --\nresources: [../base]\npatches:\n- target: {kind: Deployment, name: w.*}\n  patch: '[{\"op\": \"replace\", \"path\": \"/spec/replicas\", \"value\": 3}]'\n" +
				"-- c/kustomization.yaml --\nresources: [../mid]\npatches:\n- target: {name: other}\n  patch: '[{\"op\": \"replace\", \"path\": \"/spec/replicas\", \"value\": 5}]'\n- target: {kind: Deployment}\n  patch: |-\n    - op: replace\n      path: /spec/replicas\n      value: 5\n",
			want: "spec.replicas patch c/kustomization.yaml:9",
		},
		{
			name: "a component",
			files: "-- parts/debug/kustomization.yaml --\napiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\npatches:\n- target: {kind: Deployment}\n  patch: |\n    - op: add\n      path: /spec/template/spec/containers/0/securityContext/privileged\n      value: true\n" +
				"-- c/kustomization.yaml --\nresources: [../base]\ncomponents:\n- ../parts/debug\n",
			want: "spec.template.spec.containers[web].securityContext.privileged patch parts/debug/kustomization.yaml:8",
		},
		{
			name: "everything else that a kustomization file says",
			files: "-- c/kustomization.yaml --\nresources: [../base]\nnamespace: shop\nnamePrefix: p-\nlabels:\n- pairs:\n    tier: front\n  includeSelectors: false\ncommonAnnotations:\n  team: shop\nreplicas:\n- name: web\n  count: 4\nimages:\n- name: example.com/web\n  newName: mirror.example.com/web\n  newTag: '2'\n" +
				"replacements:\n- source: {kind: Deployment, name: web, fieldPath: metadata.name}\n  targets:\n  - select: {kind: Deployment}\n    fieldPaths:\n    - spec.template.spec.containers.[name=web].env.[name=REGION].value\n",
			object: "p-web",
			want: `
metadata.annotations.team annotations c/kustomization.yaml:9
metadata.labels.tier labels c/kustomization.yaml:6
metadata.name namePrefix c/kustomization.yaml:3
metadata.namespace namespace c/kustomization.yaml:2
spec.replicas replicas c/kustomization.yaml:12
spec.template.metadata.annotations.team annotations c/kustomization.yaml:9
spec.template.spec.containers[web].env[REGION].value replacements c/kustomization.yaml:22
spec.template.spec.containers[web].image images c/kustomization.yaml:16`,
		},
		{
			name: "a name that follows what it refers to",
			files: "-- c/kustomization.yaml --\nresources: [pod.yaml]\nconfigMapGenerator:\n- name: settings\n  literals: [a=b]\n" +
				"-- c/pod.yaml --\napiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  volumes:\n  - name: v\n    configMap:\n      name: settings\n",
			kind: "Pod",
			want: "spec.volumes[v].configMap.name reference c/kustomization.yaml:3",
		},
		{
			name: "a name in a list of names that follows what it refers to",
			files: "-- c/kustomization.yaml --\nresources: [release.yaml]\nconfigurations: [config.yaml]\nconfigMapGenerator:\n- name: settings\n  literals: [a=b]\n" +
				"-- c/config.yaml --\nnameReference:\n- kind: ConfigMap\n  version: v1\n  fieldSpecs:\n  - path: spec/valuesFrom/name\n    kind: HelmRelease\n" +
				"-- c/release.yaml --\napiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: web}\nspec:\n  chart: {spec: {chart: x, sourceRef: {kind: HelmRepository, name: x}}}\n  valuesFrom:\n  - kind: ConfigMap\n    name: settings\n",
			kind: "HelmRelease",
			want: "spec.valuesFrom[settings-4h2mbtbbt6].name reference c/kustomization.yaml:4",
		},
		{
			name: "keys, items and values that are aliases",
			files: "-- c/kustomization.yaml --\nresources: [&a a.yaml]\nnamePrefix: &p p-\ncommonAnnotations:\n  *p : *a\npatches:\n- target: {kind: &k ConfigMap}\n  patch: &add '[{\"op\": \"add\", \"path\": \"/data/x\", \"value\": \"y\"}]'\n- {target: {kind: *k, name: other}, patch: *add}\n" +
				"-- c/a.yaml --\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: &web web\ndata:\n  *web : same\n",
			kind: "ConfigMap", object: "p-web",
			want: `
data.x patch c/kustomization.yaml:7
metadata.annotations.p- annotations c/kustomization.yaml:1
metadata.name namePrefix c/kustomization.yaml:2`,
		},
		{
			name:  "a Namespace, which the field namespace renames",
			files: "-- c/kustomization.yaml --\nresources: [ns.yaml]\nnamespace: shop\n-- c/ns.yaml --\n# one\napiVersion: v1\nkind: Namespace\nmetadata: {name: any}\n",
			kind:  "Namespace", object: "shop",
			want: "metadata.name namespace c/kustomization.yaml:2",
		},
		{
			name: "what no kustomization file says is unknown",
			files: "-- c/kustomization.yaml --\nresources: [../base]\ntransformers: [t.yaml]\n" +
				"-- c/t.yaml --\napiVersion: builtin\nkind: ReplicaCountTransformer\nmetadata: {name: t}\nreplica: {name: web, count: 9}\nfieldSpecs: [{path: spec/replicas, kind: Deployment}]\n",
			want: "spec.replicas unknown",
		},
		{
			name: "the Kustomization itself",
			files: "-- c/app.yaml --\n" + kustomizationYAML("app", "./base", `
targetNamespace: shop
nameSuffix: -eu
commonMetadata:
  labels:
    team: shop
images:
- name: example.com/web
  newTag: '9'
patches:
- target:
    kind: Deployment
  patch: |
    # why
    - op: replace
      path: /spec/replicas
      value: 7
`),
			object: "web-eu",
			want: `
metadata.labels.team commonMetadata c/app.yaml:17
metadata.name nameSuffix c/app.yaml:14
metadata.namespace namespace c/app.yaml:13
spec.replicas patch c/app.yaml:28
spec.template.spec.containers[web].image images c/app.yaml:19`,
		},
		{
			name: "substitution: the text and the variables",
			files: "-- c/app.yaml --\n" + kustomizationYAML("app", "./base", `
postBuild:
  substitute:
    TAG: '5'
  substituteFrom:
  - {kind: ConfigMap, name: vars}
patches:
- patch: |
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: web
    spec:
      template:
        spec:
          containers:
          - name: web
            image: example.com/web:${TAG}-${REGION}-${NO:=none}
`) + "-- c/vars.yaml --\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: vars\n  namespace: flux-system\ndata:\n  OTHER: x\n  REGION: neu\n",
			want: `
spec.template.spec.containers[web].env[REGION].value substitution base/web.yaml:14 REGION=c/vars.yaml:8
spec.template.spec.containers[web].image substitution c/app.yaml:29 TAG=c/app.yaml:15 REGION=c/vars.yaml:8 NO=:0`,
		},
		{
			name: "a parent's patch of its child",
			files: "-- c/apps.yaml --\n" + kustomizationYAML("apps", "./apps", `
patches:
- target: {kind: Kustomization}
  patch: |
    - op: add
      path: /spec/targetNamespace
      value: shop
`) + "-- apps/app.yaml --\n" + kustomizationYAML("app", "./base", ""),
			want: "metadata.namespace namespace c/apps.yaml:18",
		},
		{
			name: "a directory without a kustomization file",
			files: "-- c/app.yaml --\n" + kustomizationYAML("app", "./plain", "patches:\n- target: {kind: ConfigMap}\n  patch: '[{\"op\": \"add\", \"path\": \"/data/b\", \"value\": \"c\"}]'") +
				"-- plain/a.yaml --\n" + configMap("a", "a: b") + "-- plain/sub/kustomization.yaml --\nresources: [b.yaml]\nnamePrefix: p-\n-- plain/sub/b.yaml --\n" + configMap("b", "a: b"),
			kind: "ConfigMap", object: "p-b",
			want: `
data.b patch c/app.yaml:15
metadata.name namePrefix plain/sub/kustomization.yaml:2`,
		},
		{
			name:  "what is generated, changed afterwards",
			files: "-- c/kustomization.yaml --\nsecretGenerator:\n- name: made\n  literals: [a=b]\n  options: {disableNameSuffixHash: true}\npatches:\n- patch: '{apiVersion: v1, kind: Secret, metadata: {name: made}, type: kubernetes.io/other}'\n",
			kind:  "Secret", object: "made",
			want: "metadata.name patch c/kustomization.yaml:6\ntype patch c/kustomization.yaml:6",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			kind, name := test.kind, test.object
			if kind == "" {
				kind = "Deployment"
			}
			if name == "" {
				name = "web"
			}
			files := traced + test.files
			if kind == "Deployment" && strings.Contains(test.files, "-- c/k") {
				// The text with a default is no variable of these cases.
				files = strings.Replace(traced, `"${REGION:=weu}"`, "weu", 1) + test.files
			}
			same2(t, "fields", renderFields(t, files).fields(t, kind, name), test.want)
		})
	}
}

func TestFieldsAreToldOnRequestOnly(t *testing.T) {
	got := render(t, traced+"-- c/kustomization.yaml --\nresources: [../base]\nnamePrefix: p-\n")
	if fields := got.parts[0].Resources[0].Fields; fields != nil {
		t.Errorf("%v", fields)
	}
}

var lastWord = regexp.MustCompile(`([A-Za-z0-9]+)(["'}\]]*)$`)

// The proof: whoever edits the line that provenance names changes that very field.
func TestTheNamedLineSetsTheField(t *testing.T) {
	edited := 0
	for seed := range int64(3) {
		memory := NewMemory()
		tree := newTree(3000 + seed)
		directory := testrepo.Init(t)
		testrepo.Write(t, directory, tree.files)
		request := params(directory, "", "c=./c")
		request.Fields = true
		before := renderWith(t, memory, request)
		done := map[string]bool{}
		for _, part := range before.parts {
			for _, resource := range part.Resources {
				for _, field := range resource.Fields {
					place := fmt.Sprintf("%s:%d", field.File, field.Line)
					if field.By == protocol.FieldOriginByUnknown {
						t.Errorf("seed %d: %s of %s %s is unknown", seed, field.Path, resource.Kind, resource.Name)
					}
					// What is substituted has its line in the text, the owner's labels and references none of their own.
					if field.File == "" || field.By == protocol.FieldOriginByOwner || field.By == protocol.FieldOriginByReference ||
						field.By == protocol.FieldOriginBySubstitution || done[place+field.By] || field.Removed {
						continue
					}
					done[place+field.By] = true
					if !edit(t, filepath.Join(directory, field.File), field.Line) {
						continue
					}
					edited++
					after := renderWith(t, memory, request)
					if !changedAt(t, after, part, resource, field.Path) {
						t.Errorf("seed %d: %s of %s %s stays after an edit of %s, which set it by %s", seed, field.Path, resource.Kind, resource.Name, place, field.By)
					}
					testrepo.Write(t, directory, tree.files)
				}
			}
		}
	}
	if edited < 40 {
		t.Fatalf("only %d lines were edited", edited)
	}
}

// edit changes the last word of a line.
func edit(t *testing.T, file string, line int) bool {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(data), "\n")
	changed := lastWord.ReplaceAllString(lines[line-1], "${1}1$2")
	if changed == lines[line-1] {
		return false
	}
	lines[line-1] = changed
	if err := os.WriteFile(file, []byte(strings.Join(lines, "\n")), 0o644); err != nil {
		t.Fatal(err)
	}
	return true
}

// changedAt tells whether the resource that stands in the place of another has another value at a path, or none.
func changedAt(t *testing.T, after rendering, part protocol.RenderedKustomization, before protocol.RenderedResource, path string) bool {
	t.Helper()
	for _, other := range after.parts {
		if other.Kustomization.Name != part.Kustomization.Name {
			continue
		}
		for i, resource := range other.Resources {
			if i >= len(part.Resources) || part.Resources[i].Hash != before.Hash {
				continue
			}
			changed := false
			see := func(at string, _, _ any) { changed = changed || at == path }
			if provenance.Changes(before.Object, resource.Object, see) != nil || provenance.Changes(resource.Object, before.Object, see) != nil {
				t.Fatal("an object that cannot be read")
			}
			return changed
		}
	}
	// The edit made it fail.
	return true
}
