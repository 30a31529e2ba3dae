// Package kustomize runs kustomize as Flux does, in parallel. Everything in the engine that builds goes through it, because
// kustomize keeps its OpenAPI schema in a variable of the whole process.
package kustomize

import (
	"fmt"
	"sync"

	fluxkustomize "github.com/fluxcd/pkg/kustomize"
	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/api/resmap"
	kustypes "sigs.k8s.io/kustomize/api/types"
	"sigs.k8s.io/kustomize/kyaml/filesys"
	"sigs.k8s.io/kustomize/kyaml/openapi"
)

// schema guards that variable: builds that use the built-in schema share it, a build that brings its own has it alone.
var schema struct {
	sync.RWMutex
	load sync.Once
}

// Build does what fluxkustomize.Build does, with the same options, but without its lock around every build and without
// parsing the built-in schema anew for each, which takes a third of a second.
// https://github.com/kubernetes-sigs/kustomize/issues/3659
//
// No kustomization file of the build may have the field `openapi`: use BuildAlone for those.
func Build(files filesys.FileSystem, directory string) (result resmap.ResMap, err error) {
	Prepare()
	schema.RLock()
	defer schema.RUnlock()
	defer func() {
		if recovered := recover(); recovered != nil {
			err = fmt.Errorf("recovered from kustomize build panic: %v", recovered)
		}
	}()
	options := &krusty.Options{
		LoadRestrictions: kustypes.LoadRestrictionsNone,
		PluginConfig:     kustypes.DisabledPluginConfig(),
	}
	return krusty.MakeKustomizer(options).Run(files, directory)
}

// BuildAlone builds what may bring an OpenAPI schema of its own, while no other build runs.
func BuildAlone(files filesys.FileSystem, directory string) (resmap.ResMap, error) {
	schema.Lock()
	defer schema.Unlock()
	defer loadSchema()
	return fluxkustomize.Build(files, directory)
}

// Prepare loads the built-in schema, unless that is done. It waits for a build that has a schema of its own, which it would
// replace.
func Prepare() {
	schema.load.Do(func() {
		schema.Lock()
		defer schema.Unlock()
		loadSchema()
	})
}

func loadSchema() {
	openapi.ResetOpenAPI()
	_ = openapi.Schema()
}
