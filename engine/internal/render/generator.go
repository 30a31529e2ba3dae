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
	// gathered tells that the directory had none, so that manifests were gathered, or that it did not come to that.
	gathered bool
	// keepsOrigin tells that the controller, too, would apply kustomize's origin annotations.
	keepsOrigin bool
}

// generating is how Flux's generator is run.
type generating struct {
	// decoding makes it decode each manifest that it gathers, as Flux does.
	decoding bool
	// origins switches kustomize's origin annotations on.
	origins bool
}

// generate runs fluxcd/pkg/kustomize's Generator and writes its kustomization file to the file system's memory.
func generate(files *repository.FileSystem, kustomization unstructured.Unstructured, directory string, how generating) (generated, error) {
	generator := fluxkustomize.NewGenerator(repository.Root, kustomization)
	if how.decoding {
		setFileSystem(generator, files)
	} else {
		setFileSystem(generator, emptyManifests{files})
	}
	manifest, file, action, err := generator.GenerateManifest(directory)
	if err != nil {
		return generated{gathered: true}, err
	}
	var content kustypes.Kustomization
	if err := yaml.Unmarshal(manifest, &content); err != nil {
		return generated{file: file}, err
	}
	result := generated{
		file: file, gathered: action == fluxkustomize.CreatedAction,
		keepsOrigin: slices.Contains(content.BuildMetadata, kustypes.OriginAnnotations),
	}
	if how.origins && !result.keepsOrigin {
		content.BuildMetadata = append(content.BuildMetadata, kustypes.OriginAnnotations)
		if manifest, err = yaml.Marshal(content); err != nil {
			return result, err
		}
	}
	return result, files.WriteFile(file, manifest)
}

// emptyManifests shows the generator every manifest as an empty one. It gathers the same files, for it decodes a manifest to
// refuse what is none and keeps nothing of it, and kustomize, which is given the file next, decodes it by the same function
// and refuses the same.
type emptyManifests struct{ *repository.FileSystem }

// ReadFile implements filesys.FileSystem.
func (f emptyManifests) ReadFile(name string) ([]byte, error) {
	if kustomize.IsKustomizationFile(name) {
		return f.FileSystem.ReadFile(name)
	}
	return nil, nil
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
