package kustomize_test

import (
	"sync"
	"testing"

	"sigs.k8s.io/kustomize/api/resmap"
	"sigs.k8s.io/kustomize/kyaml/filesys"

	"fleetkeep.dev/engine/internal/kustomize"
)

const (
	gadget = `{apiVersion: example.com/v1, kind: Gadget, metadata: {name: a}, spec: {items: [{name: a}]}}`
	patch  = `{apiVersion: example.com/v1, kind: Gadget, metadata: {name: a}, spec: {items: [{name: b}]}}`
	// schema tells kustomize to merge the items of a Gadget by name.
	schema = `{"definitions": {"v1.Gadget": {
		"x-kubernetes-group-version-kind": [{"group": "example.com", "kind": "Gadget", "version": "v1"}],
		"properties": {"spec": {"properties": {"items": {
			"type": "array", "items": {"type": "object", "properties": {"name": {"type": "string"}}},
			"x-kubernetes-patch-merge-key": "name", "x-kubernetes-patch-strategy": "merge"}}}}}}}`
)

func items(t *testing.T, more string, build func(filesys.FileSystem, string) (resmap.ResMap, error)) int {
	files := filesys.MakeFsInMemory()
	for name, content := range map[string]string{
		"/d/a.yaml": gadget, "/d/schema.json": schema,
		"/d/kustomization.yaml": "resources: [a.yaml]\npatches: [{patch: '" + patch + "'}]\n" + more,
	} {
		if err := files.WriteFile(name, []byte(content)); err != nil {
			t.Error(err)
		}
	}
	built, err := build(files, "/d")
	if err != nil {
		t.Error(err)
		return 0
	}
	found, err := built.Resources()[0].GetFieldValue("spec.items")
	if err != nil {
		t.Error(err)
		return 0
	}
	return len(found.([]any))
}

func TestSchemaOfOneBuildNeverReachesAnother(t *testing.T) {
	var group sync.WaitGroup
	for i := range 12 {
		group.Go(func() {
			if i == 5 {
				if got := items(t, "openapi: {path: schema.json}", kustomize.BuildAlone); got != 2 {
					t.Errorf("its own schema is not used: %d items", got)
				}
				return
			}
			if got := items(t, "", kustomize.Build); got != 1 {
				t.Errorf("another's schema is used: %d items", got)
			}
		})
	}
	group.Wait()
}

func TestPanicIsAnError(t *testing.T) {
	if _, err := kustomize.Build(nil, "/d"); err == nil {
		t.Error("no error")
	}
}
