package render

import (
	"fmt"
	"reflect"
	"slices"
	"sync"
	"unsafe"

	fluxkustomize "github.com/fluxcd/pkg/kustomize"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/api/resmap"
	kustypes "sigs.k8s.io/kustomize/api/types"
	"sigs.k8s.io/kustomize/kyaml/filesys"
	"sigs.k8s.io/kustomize/kyaml/openapi"
	"sigs.k8s.io/yaml"

	"fleetkeep.dev/engine/internal/repository"
)

// generated is what Flux's own generator made of a directory and a Kustomization.
type generated struct {
	// file is the path of the kustomization file in the file system.
	file string
	// created tells that the directory had none and its manifests were gathered.
	created bool
	// keepsOrigin tells that the controller, too, would apply kustomize's origin annotations.
	keepsOrigin bool
}

// generate runs fluxcd/pkg/kustomize's Generator and writes its kustomization file to the file system's memory, with
// origin annotations switched on.
func generate(files *repository.FileSystem, kustomization unstructured.Unstructured, directory string) (generated, error) {
	generator := fluxkustomize.NewGenerator(repository.Root, kustomization)
	setFileSystem(generator, files)
	manifest, file, action, err := generator.GenerateManifest(directory)
	if err != nil {
		return generated{file: file}, err
	}
	var content kustypes.Kustomization
	if err := yaml.Unmarshal(manifest, &content); err != nil {
		return generated{file: file}, err
	}
	result := generated{
		file: file, created: action == fluxkustomize.CreatedAction,
		keepsOrigin: slices.Contains(content.BuildMetadata, kustypes.OriginAnnotations),
	}
	if !result.keepsOrigin {
		content.BuildMetadata = append(content.BuildMetadata, kustypes.OriginAnnotations)
		if manifest, err = yaml.Marshal(content); err != nil {
			return result, err
		}
	}
	return result, files.WriteFile(file, manifest)
}

// setFileSystem gives the generator a file system of ours. v1.40.0 keeps the field that later releases set by WithFS to
// itself; the alternative would be a copy of the generator. A test fails when the field is gone.
func setFileSystem(generator *fluxkustomize.Generator, files filesys.FileSystem) {
	field := reflect.ValueOf(generator).Elem().FieldByName("fs")
	reflect.NewAt(field.Type(), unsafe.Pointer(field.UnsafeAddr())).Elem().Set(reflect.ValueOf(&files).Elem())
}

// builtinSchema guards kustomize's process-wide OpenAPI schema: builds that use the built-in one share it and run in parallel, a
// build that brings its own has it alone.
var builtinSchema struct {
	sync.RWMutex
	load sync.Once
}

// build runs kustomize as fluxkustomize.Build does (same options), but without its lock around every build and without
// parsing the built-in schema anew for each: https://github.com/kubernetes-sigs/kustomize/issues/3659
func build(files *repository.FileSystem, directory string) (result resmap.ResMap, err error) {
	if files.OwnSchema() {
		builtinSchema.Lock()
		defer builtinSchema.Unlock()
		defer loadSchema()
		files.AllowOwnSchema()
		return fluxkustomize.Build(files, directory)
	}
	builtinSchema.load.Do(loadSchema)
	builtinSchema.RLock()
	defer builtinSchema.RUnlock()
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

func loadSchema() {
	openapi.ResetOpenAPI()
	_ = openapi.Schema()
}
