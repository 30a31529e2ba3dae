package render

import (
	"reflect"
	"slices"
	"unsafe"

	fluxkustomize "github.com/fluxcd/pkg/kustomize"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/kustomize/api/resmap"
	kustypes "sigs.k8s.io/kustomize/api/types"
	"sigs.k8s.io/kustomize/kyaml/filesys"
	"sigs.k8s.io/yaml"

	"fleetkeep.dev/engine/internal/kustomize"
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

// generate runs fluxcd/pkg/kustomize's Generator and writes its kustomization file to the file system's memory, if asked
// with origin annotations switched on.
func generate(files *repository.FileSystem, kustomization unstructured.Unstructured, directory string, origins bool) (generated, error) {
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
	if origins && !result.keepsOrigin {
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

// build runs kustomize, alone in the process if the directory brings an OpenAPI schema of its own.
func build(files *repository.FileSystem, directory string) (resmap.ResMap, error) {
	if files.OwnSchema() {
		files.AllowOwnSchema()
		return kustomize.BuildAlone(files, directory)
	}
	return kustomize.Build(files, directory)
}
