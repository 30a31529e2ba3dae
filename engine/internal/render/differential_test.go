package render

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	fluxkustomize "github.com/fluxcd/pkg/kustomize"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/kustomize/api/krusty"
	kustypes "sigs.k8s.io/kustomize/api/types"
	"sigs.k8s.io/kustomize/kyaml/filesys"
	"sigs.k8s.io/yaml"

	"fleetkeep.dev/engine/internal/protocol"
	"fleetkeep.dev/engine/internal/testrepo"
)

// tree makes a random tree of overlays, bases and Flux Kustomizations.
type tree struct {
	random *rand.Rand
	files  map[string]string
	specs  map[string]map[string]any
}

func (g *tree) pick(items ...string) string { return items[g.random.Intn(len(items))] }

func (g *tree) chance(percent int) bool { return g.random.Intn(100) < percent }

func newTree(seed int64) *tree {
	g := &tree{random: rand.New(rand.NewSource(seed)), files: map[string]string{}, specs: map[string]map[string]any{}}
	for i := range 3 {
		g.base(fmt.Sprintf("bases/b%d", i))
	}
	for i := range 4 {
		name := fmt.Sprintf("k%d", i)
		g.overlay("overlays/" + name)
		g.specs[name] = g.spec("./overlays/" + name)
		g.files["c/"+name+".yaml"] = g.declaration(name)
	}
	return g
}

func (g *tree) write(path string, content any) {
	data, _ := yaml.Marshal(content)
	g.files[path] = string(data)
}

// base is a directory of manifests, with a kustomization file or without.
func (g *tree) base(directory string) {
	id := filepath.Base(directory)
	g.files[directory+"/config.yaml"] = fmt.Sprintf(
		"apiVersion: v1\nkind: ConfigMap\nmetadata: {name: config-%s, namespace: %s}\ndata: {a: \"${A}\", b: \"${B:=two}\", n: \"%d\"}\n", id, g.pick("x", "y"), g.random.Intn(9))
	g.files[directory+"/web.yml"] = fmt.Sprintf(
		"# %s\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web-%s}\nspec:\n  replicas: %d\n  selector: {matchLabels: {app: w}}\n  template:\n    metadata: {labels: {app: w}}\n    spec:\n      containers: [{name: web, image: 'example.com/web:1', envFrom: [{configMapRef: {name: config-%s}}]}]\n---\napiVersion: v1\nkind: Service\nmetadata: {name: web-%s}\nspec: {ports: [{port: 80}]}\n", id, id, g.random.Intn(5), id, id)
	if g.chance(70) {
		g.write(directory+"/kustomization.yaml", map[string]any{"resources": []string{"config.yaml", "web.yml"}})
	} else {
		g.files[directory+"/sub/kustomization.yaml"] = "resources: [more.yaml]\nnamePrefix: sub-\n"
		g.files[directory+"/sub/more.yaml"] = fmt.Sprintf("{apiVersion: v1, kind: Secret, metadata: {name: more-%s}, stringData: {a: b}}\n", id)
	}
}

func (g *tree) overlay(directory string) {
	if g.chance(25) {
		g.base(directory)
		return
	}
	content := map[string]any{}
	resources, bases := []string{}, []string{}
	for i := range 3 {
		base := fmt.Sprintf("bases/b%d", i)
		if _, isKustomization := g.files[base+"/kustomization.yaml"]; !isKustomization {
			resources = append(resources, "../../"+base+"/web.yml")
		} else if g.chance(60) {
			resources = append(resources, "../../"+base)
		} else {
			continue
		}
		bases = append(bases, filepath.Base(base))
	}
	if len(resources) == 0 {
		// Without resources Flux's generator switches origin annotations on, which krusty does not.
		resources, bases = []string{"../../bases/b0/web.yml"}, []string{"b0"}
	}
	g.patches(directory, content, g.pick(bases...))
	content["resources"] = resources
	if g.chance(50) {
		content["namePrefix"] = g.pick("p-", "q-")
	}
	if g.chance(50) {
		content["namespace"] = g.pick("one", "two")
	}
	if g.chance(50) {
		content["labels"] = []any{map[string]any{"pairs": map[string]string{"tier": g.pick("front", "back")}, "includeTemplates": g.chance(50)}}
	}
	if g.chance(50) {
		content["configMapGenerator"] = []any{map[string]any{"name": "made", "literals": []string{"v=" + g.pick("1", "2", "${A}")}}}
	}
	if g.chance(50) {
		content["images"] = []any{map[string]any{"name": "example.com/web", "newTag": g.pick("2", "3"), "digest": g.pick("", "sha256:ab")}}
	}
	if g.chance(30) {
		g.files[directory+"/part/kustomization.yaml"] = "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nnameSuffix: -part\n" +
			"patches:\n- target: {kind: Service}\n  patch: |\n    - op: add\n      path: /spec/type\n      value: " + g.pick("NodePort", "LoadBalancer") + "\n"
		content["components"] = []string{"part"}
	}
	if g.chance(30) {
		content["secretGenerator"] = []any{map[string]any{"name": "locked", "literals": []string{"p=" + g.pick("1", "2")}, "type": "Opaque"}}
	}
	if g.chance(30) {
		content["commonAnnotations"] = map[string]string{"contact": g.pick("ops", "dev")}
	}
	g.write(directory+"/"+g.pick("kustomization.yaml", "kustomization.yml", "Kustomization"), content)
}

// patches are of every kind, on the Deployment of a base.
func (g *tree) patches(directory string, content map[string]any, base string) {
	patches := []any{}
	name := "web-" + base
	if g.chance(40) {
		patches = append(patches, map[string]any{"target": map[string]string{"kind": "Deployment"}, "patch": "- {op: replace, path: /spec/replicas, value: 7}"})
	}
	if g.chance(40) {
		g.files[directory+"/merge.yaml"] = "# merged\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: " + name + "\nspec:\n  template:\n    spec:\n      hostNetwork: true\n      containers:\n" +
			"      - name: side\n        image: example.com/side:" + g.pick("1", "2") + "\n      - name: web\n        env:\n        - name: STAGE\n          value: " + g.pick("dev", "prod") + "\n        ports:\n        - containerPort: 8080\n          protocol: TCP\n"
		patches = append(patches, map[string]any{"path": "merge.yaml"})
	}
	if g.chance(30) {
		patches = append(patches, map[string]any{
			"target": map[string]string{"kind": "Deployment", "name": "web-.*", "labelSelector": g.pick("", "tier!=none")},
			"patch":  "- op: add\n  path: /spec/template/spec/containers/-\n  value:\n    name: last\n    image: example.com/last:1\n",
		})
	}
	if len(patches) > 0 {
		content["patches"] = patches
	}
	if g.chance(20) {
		content["patchesStrategicMerge"] = []string{"apiVersion: v1\nkind: Service\nmetadata:\n  name: " + name + "\nspec:\n  sessionAffinity: ClientIP\n"}
	}
	if g.chance(20) {
		content["patchesJson6902"] = []any{map[string]any{
			"target": map[string]string{"version": "v1", "kind": "Service", "name": name}, "patch": "- op: add\n  path: /spec/clusterIP\n  value: None\n",
		}}
	}
	if g.chance(30) {
		content["replicas"] = []any{map[string]any{"name": name, "count": 2 + g.random.Intn(3)}}
	}
	if g.chance(30) {
		content["replacements"] = []any{map[string]any{
			"source":  map[string]string{"kind": "Deployment", "name": name, "fieldPath": "spec.selector.matchLabels.app"},
			"targets": []any{map[string]any{"select": map[string]string{"kind": "Deployment"}, "fieldPaths": []string{"spec.template.spec.serviceAccountName"}, "options": map[string]bool{"create": true}}},
		}}
	}
}

// spec is a Kustomization's, random in every field that changes a build.
func (g *tree) spec(path string) map[string]any {
	spec := map[string]any{
		"interval": "10m", "prune": true, "path": path, "sourceRef": map[string]any{"kind": "GitRepository", "name": "flux-system"},
		"postBuild": map[string]any{"substitute": map[string]any{"A": g.pick("eins", "zwei", "3", "true")}},
	}
	for name, value := range map[string]any{
		"targetNamespace": "target", "namePrefix": "spec-", "nameSuffix": "-spec",
		"images":         []any{map[string]any{"name": "example.com/web", "newTag": "9"}},
		"patches":        []any{map[string]any{"patch": "- {op: add, path: /metadata/annotations, value: {patched: spec}}", "target": map[string]any{"kind": "Service"}}},
		"commonMetadata": map[string]any{"labels": map[string]any{"common": "yes"}},
	} {
		if g.chance(40) {
			spec[name] = value
		}
	}
	return spec
}

func (g *tree) declaration(name string) string {
	data, _ := yaml.Marshal(map[string]any{
		"apiVersion": "kustomize.toolkit.fluxcd.io/v1", "kind": "Kustomization",
		"metadata": map[string]any{"name": name, "namespace": "flux-system"}, "spec": g.specs[name],
	})
	return string(data)
}

// Rendering a commit gives the same as Flux's generator, SecureBuild and SubstituteVariables on a checkout of it, in the
// order and way of kustomize-controller's build.
func TestAgreesWithFluxOnACheckout(t *testing.T) {
	// Flux parses the OpenAPI schema anew for every build, which takes most of this test's time.
	for seed := range int64(2) {
		tree := newTree(seed)
		directory := testrepo.Init(t)
		testrepo.Write(t, directory, tree.files)
		testrepo.Commit(t, directory)
		got := renderParams(t, params(directory, "HEAD", "c=./c"))
		for name, spec := range tree.specs {
			want, err := fluxBuild(t, tree.files, name, spec)
			part := got.part(t, name)
			if err != nil {
				if part.Kustomization.State != protocol.KustomizationStatusStateFailed {
					t.Fatalf("seed %d, %s: Flux fails with %v, we are %s", seed, name, err, part.Kustomization.State)
				}
				continue
			}
			var objects []string
			for _, resource := range part.Resources {
				objects = append(objects, string(resource.Object))
			}
			if strings.Join(objects, "\n") != want {
				t.Fatalf("seed %d, %s (%s)\n--- got\n%s\n--- want\n%s", seed, name, part.Kustomization.Message, strings.Join(objects, "\n"), want)
			}
		}
	}
}

// fluxBuild does what kustomize-controller does between source and apply, with upstream's functions only.
func fluxBuild(t *testing.T, files map[string]string, name string, spec map[string]any) (string, error) {
	t.Helper()
	root := t.TempDir()
	testrepo.Write(t, root, files)
	item := unstructured.Unstructured{Object: map[string]any{
		"apiVersion": "kustomize.toolkit.fluxcd.io/v1", "kind": "Kustomization",
		"metadata": map[string]any{"name": name, "namespace": "flux-system"},
	}}
	data, _ := json.Marshal(spec)
	var plain map[string]any
	_ = json.Unmarshal(data, &plain)
	item.Object["spec"] = plain
	directory := filepath.Join(root, spec["path"].(string))
	if _, err := fluxkustomize.NewGenerator(root, item).WriteFile(directory); err != nil {
		return "", err
	}
	built, err := fluxkustomize.SecureBuild(root, directory, false)
	if err != nil {
		return "", err
	}
	for _, resource := range built.Resources() {
		substituted, err := fluxkustomize.SubstituteVariables(context.Background(), nil, item, resource, fluxkustomize.SubstituteWithStrict(true))
		if err != nil {
			return "", err
		}
		if substituted != nil {
			if _, err := built.Replace(resource); err != nil {
				return "", err
			}
		}
	}
	text, err := built.AsYaml()
	if err != nil {
		return "", err
	}
	var lines []string
	for _, document := range bytes.Split(text, []byte("\n---\n")) {
		if len(bytes.TrimSpace(document)) == 0 {
			continue
		}
		data, err := yaml.YAMLToJSON(document)
		if err != nil {
			return "", err
		}
		object := &unstructured.Unstructured{}
		if err := object.UnmarshalJSON(data); err != nil {
			return "", err
		}
		labels := object.GetLabels()
		if labels == nil {
			labels = map[string]string{}
		}
		labels["kustomize.toolkit.fluxcd.io/name"], labels["kustomize.toolkit.fluxcd.io/namespace"] = name, "flux-system"
		if _, common := spec["commonMetadata"]; common {
			labels["common"] = "yes"
		}
		object.SetLabels(labels)
		data, _ = canonical(object.Object)
		lines = append(lines, string(data))
	}
	return strings.Join(lines, "\n"), nil
}

// A kustomization file alone gives the same as krusty on disk.
func TestAgreesWithKrusty(t *testing.T) {
	agrees(t, 1000, 15, func(directory string) ([]string, error) {
		options := krusty.MakeDefaultOptions()
		options.LoadRestrictions = kustypes.LoadRestrictionsNone
		built, err := krusty.MakeKustomizer(options).Run(filesys.MakeFsOnDisk(), directory)
		if err != nil {
			return nil, err
		}
		var objects []string
		for _, resource := range built.Resources() {
			data, _ := resource.MarshalJSON()
			objects = append(objects, string(bytes.TrimSpace(data)))
		}
		return objects, nil
	})
}

// And the same as a `kubectl kustomize` process: whatever kubectl there is, else the one of the control plane bench.
func TestAgreesWithKubectl(t *testing.T) {
	kubectl := findKubectl()
	if kubectl == "" {
		t.Skip("no kubectl: neither in PATH nor in fleetkeep/e2e of the cache folder, where `npm run test:e2e` builds one")
	}
	agrees(t, 2000, 5, func(directory string) ([]string, error) {
		command := exec.Command(kubectl, "kustomize", "--load-restrictor=LoadRestrictionsNone", directory)
		text, err := command.Output()
		if err != nil {
			return nil, err
		}
		var objects []string
		for _, document := range bytes.Split(text, []byte("\n---\n")) {
			data, err := yaml.YAMLToJSON(document)
			if err != nil {
				return nil, err
			}
			object := &unstructured.Unstructured{}
			if err := object.UnmarshalJSON(data); err != nil {
				return nil, err
			}
			data, _ = object.MarshalJSON()
			objects = append(objects, string(bytes.TrimSpace(data)))
		}
		return objects, nil
	})
}

func findKubectl() string {
	if found, err := exec.LookPath("kubectl"); err == nil {
		return found
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	built, _ := filepath.Glob(filepath.Join(cache, "fleetkeep", "e2e", "kubectl-*", "kubectl"))
	if len(built) == 0 {
		return ""
	}
	return built[len(built)-1]
}

// agrees compares rendering with another build of the same generated trees; what that one refuses is not compared.
func agrees(t *testing.T, first, count int64, build func(directory string) ([]string, error)) {
	t.Helper()
	compared := 0
	for seed := range count {
		tree := newTree(first + seed)
		for path := range tree.files {
			if strings.HasPrefix(path, "c/") {
				delete(tree.files, path)
			}
		}
		directory := testrepo.Init(t)
		testrepo.Write(t, directory, tree.files)
		testrepo.Commit(t, directory)
		for name := range tree.specs {
			want, err := build(filepath.Join(directory, "overlays", name))
			if err != nil {
				continue // Above all a directory without a kustomization file, which only Flux accepts.
			}
			compared++
			got := renderParams(t, params(directory, "HEAD", "c=overlays/"+name))
			var objects []string
			for _, resource := range got.parts[0].Resources {
				object := &unstructured.Unstructured{}
				_ = object.UnmarshalJSON(resource.Object)
				labels := object.GetLabels()
				delete(labels, kustomizeGroup+"/name")
				delete(labels, kustomizeGroup+"/namespace")
				unstructured.RemoveNestedField(object.Object, "metadata", "labels")
				if len(labels) > 0 {
					object.SetLabels(labels)
				}
				data, _ := object.MarshalJSON()
				objects = append(objects, string(bytes.TrimSpace(data)))
			}
			sort.Strings(objects)
			sort.Strings(want)
			if strings.Join(objects, "\n") != strings.Join(want, "\n") {
				t.Fatalf("seed %d, %s\n--- got\n%s\n--- want\n%s", first+seed, name, strings.Join(objects, "\n"), strings.Join(want, "\n"))
			}
		}
	}
	if compared < int(count) {
		t.Fatalf("only %d builds were compared", compared)
	}
}

// Rendering a commit equals rendering a checkout of it, whatever lies in the working tree, and equals itself.
func TestCommitEqualsCheckout(t *testing.T) {
	for seed := range int64(6) {
		directory := testrepo.Init(t)
		testrepo.Write(t, directory, newTree(seed).files)
		commit := testrepo.Commit(t, directory)
		entries := []string{"c=./c", "d=./c", "e=./overlays"}
		checkout := encoded(t, renderParams(t, params(directory, "", entries...)))
		if again := encoded(t, renderParams(t, params(directory, "", entries...))); again != checkout {
			t.Fatalf("seed %d: two renderings of one working tree differ", seed)
		}
		if err := os.RemoveAll(filepath.Join(directory, "c")); err != nil {
			t.Fatal(err)
		}
		testrepo.Write(t, directory, map[string]string{"bases/b0/config.yaml": "broken: ["})
		staged := params(directory, "", entries...)
		staged.Repository.Index = true
		if inIndex := encoded(t, renderParams(t, staged)); inIndex != checkout {
			t.Fatalf("seed %d\n--- index\n%s\n--- checkout\n%s", seed, inIndex, checkout)
		}
		if atCommit := encoded(t, renderParams(t, params(directory, commit, entries...))); atCommit != checkout {
			t.Fatalf("seed %d\n--- commit\n%s\n--- checkout\n%s", seed, atCommit, checkout)
		}
	}
}

func encoded(t *testing.T, answer rendering) string {
	t.Helper()
	answer.result.Revision = nil
	data, err := json.Marshal([]any{answer.result, answer.parts})
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
