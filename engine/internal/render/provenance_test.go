package render

import (
	"crypto/sha256"
	"encoding/hex"
	"path"
	"slices"
	"testing"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"fleetkeep.dev/engine/internal/repository"
	"fleetkeep.dev/engine/internal/testrepo"
)

func TestProvenance(t *testing.T) {
	got := render(t, `
-- c/kustomization.yaml --
namePrefix: p-
nameSuffix: -s
namespace: ns
resources:
- ../base
- list.yaml
configMapGenerator:
- name: other
  literals: [a=b]
- name: generated
  literals: [a=b]
secretGenerator:
- name: secret
  literals: [a=b]
  options: {disableNameSuffixHash: true}
patches:
- patch: |
    {apiVersion: v1, kind: ConfigMap, metadata: {name: two}, data: {patched: "yes"}}
-- c/list.yaml --
apiVersion: v1
kind: ConfigMapList
items:
- apiVersion: v1
  kind: ConfigMap
  metadata: {name: in-list}
- apiVersion: v1
  kind: ConfigMap
  metadata: {name: in-list-2}
-- base/kustomization.yaml --
resources: [many.yaml]
-- base/many.yaml --
# a comment

apiVersion: v1
kind: ConfigMap
metadata: {name: one}
---
# another
---
apiVersion: v1
kind: ConfigMap
metadata: {name: two}
---
apiVersion: v1
kind: Secret
metadata: {name: two}
---
{apiVersion: v1, kind: ConfigMap, metadata: {name: two-more}}
`)
	same2(t, "summary", got.summary(), `flux-system/flux-system rendered: ConfigMap/p-one-s@base/many.yaml:3 ConfigMap/p-two-s@base/many.yaml:9 Secret/p-two-s@base/many.yaml:13 ConfigMap/p-two-more-s@base/many.yaml:17 ConfigMap/p-in-list-s@c/list.yaml:4 ConfigMap/p-in-list-2-s@c/list.yaml:7 ConfigMap/p-other-s-4h2mbtbbt6@c/kustomization.yaml:8 ConfigMap/p-generated-s-4h2mbtbbt6@c/kustomization.yaml:10 Secret/p-secret-s@c/kustomization.yaml:13`)
	resource := got.parts[0].Resources[0]
	same2(t, "object", string(resource.Object), `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"labels":{"kustomize.toolkit.fluxcd.io/name":"flux-system","kustomize.toolkit.fluxcd.io/namespace":"flux-system"},"name":"p-one-s","namespace":"ns"}}`)
	sum := sha256.Sum256(resource.Object)
	same2(t, "hash", resource.Hash, hex.EncodeToString(sum[:]))
}

// Where Flux's generator or the user switches origin annotations on, the controller applies them, and so do we.
func TestOriginAnnotationsStayWhereTheControllerAppliesThem(t *testing.T) {
	got := render(t, "-- c/kustomization.yaml --\nresources: [a.yaml]\nbuildMetadata: [originAnnotations]\n-- c/a.yaml --\n"+configMap("a", ""))
	same2(t, "object", got.object(t, "ConfigMap", "a"), `
apiVersion: v1
data: {}
kind: ConfigMap
metadata:
  annotations:
    config.kubernetes.io/origin: |
      path: a.yaml
  name: a
  namespace: flux-system
`)
}

func TestEncryptedResourcesStayAndAreMarked(t *testing.T) {
	got := render(t, "-- c/a.yaml --\n"+kustomizationYAML("a", "./a", "decryption: {provider: sops}")+`
-- a/s.yaml --
apiVersion: v1
kind: Secret
metadata: {name: s}
data: {a: 'ENC[x]'}
sops: {mac: 'ENC[y]'}
`)
	if resource := got.part(t, "a").Resources[0]; !resource.Encrypted {
		t.Errorf("not marked: %s", resource.Object)
	}
	if resource := got.part(t, "flux-system").Resources[0]; resource.Encrypted {
		t.Errorf("marked: %s", resource.Object)
	}
}

// kustomize's field namespace renames a Namespace; where there is one only, it is known without a second build.
func TestARenamedNamespace(t *testing.T) {
	got := render(t, "-- c/kustomization.yaml --\nresources: [../base/ns.yaml]\nnamespace: shop\n-- base/ns.yaml --\n# one\napiVersion: v1\nkind: Namespace\nmetadata: {name: any}\n")
	same2(t, "summary", got.summary(), "flux-system/flux-system rendered: Namespace/shop@base/ns.yaml:2")
}

// What a render depends on: a change of anything else need not render again.
func TestObjectsRead(t *testing.T) {
	directory := testrepo.New(t, "-- c/kustomization.yaml --\nresources: [a.yaml]\n-- c/a.yaml --\n"+configMap("a", "")+"-- c/b.yaml --\nunused\n-- d/c.yaml --\nunused too\n")
	params := params(directory, "HEAD", "c=c")
	if got := renderParams(t, params); got.parts[0].Read != nil {
		t.Errorf("told without being asked: %v", got.parts[0].Read)
	}
	params.Reads = true
	read := renderParams(t, params).parts[0].Read
	snapshot, err := repository.Open(directory, repository.Options{Revision: "HEAD"})
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range snapshot.Files() {
		used := file.Path == "c/kustomization.yaml" || file.Path == "c/a.yaml"
		if slices.Contains(read, file.Object) != used {
			t.Errorf("%s: read %v, want %v", file.Path, !used, used)
		}
	}
	if !slices.Contains(read, snapshot.Tree("c")) || slices.Contains(read, snapshot.Tree("d")) {
		t.Errorf("trees in %v", read)
	}
}

// Origin annotations would make the annotations that this patch needs, and Flux builds without them.
func TestAPatchOfAnnotationsThatAreNotThereFailsAsInFlux(t *testing.T) {
	got := render(t, "-- c/kustomization.yaml --\nresources: [a.yaml]\npatches:\n- target: {kind: ConfigMap}\n  patch: '[{op: add, path: /metadata/annotations/x, value: \"y\"}]'\n-- c/a.yaml --\n"+configMap("a", "b: c"))
	same2(t, "summary", got.summary(), "flux-system/flux-system failed:")
}

// Where the files that were read tell where a resource is declared, they tell what kustomize's origin annotations tell.
func TestDeclaredPlacesAgreeWithOrigins(t *testing.T) {
	told := 0
	for seed := range int64(30) {
		tree := newTree(seed)
		directory := testrepo.Init(t)
		testrepo.Write(t, directory, tree.files)
		snapshot, err := repository.Open(directory, repository.Options{})
		if err != nil {
			t.Fatal(err)
		}
		view := repository.Archive("test", snapshot, repository.ArchiveOptions{})
		for name, spec := range tree.specs {
			item := kustomization{Unstructured: &unstructured.Unstructured{Object: map[string]any{"spec": map[string]any{"path": spec["path"]}}}}
			files := repository.NewFileSystem(t.Context(), view)
			built, made, err := buildOnce(files, item, path.Join(repository.Root, item.directory()), generating{decoding: true})
			if err != nil {
				continue
			}
			found := (&renderer{}).declaredPlaces(built.Resources(), files, view)
			if found == nil {
				continue
			}
			file, _ := relative(made.file)
			locator := &locator{view: view, directory: item.directory(), file: file}
			for i, resource := range withOrigins(t.Context(), built.Resources(), files, view, item) {
				told++
				if want := locator.locate(resource); found[i] != want {
					t.Errorf("seed %d, %s, %s %s: found %v, the origin is %v", seed, name, resource.GetKind(), resource.GetName(), found[i], want)
				}
			}
		}
	}
	if told == 0 {
		t.Fatal("nothing was compared")
	}
}
