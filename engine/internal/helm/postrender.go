package helm

import (
	"encoding/json"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	kustomize "sigs.k8s.io/kustomize/api/types"
	"sigs.k8s.io/kustomize/kyaml/filesys"
	"sigs.k8s.io/yaml"

	kustomizebuild "fleetkeep.dev/engine/internal/kustomize"
)

// kustomizeRenderer is one entry of spec.postRenderers.
type kustomizeRenderer struct {
	Patches []struct {
		Patch  string              `json:"patch"`
		Target *kustomize.Selector `json:"target"`
	} `json:"patches"`
	Images []kustomize.Image `json:"images"`
}

// run builds the objects with the patches and images, in memory
// (helm-controller internal/postrender/kustomize.go).
func (k *kustomizeRenderer) run(r *release, objects []Object) ([]Object, error) {
	if len(objects) == 0 {
		return objects, nil
	}
	const input = "helm-output.yaml"
	var stream []byte
	for _, object := range objects {
		text, err := yaml.Marshal(object.Object)
		if err != nil {
			return nil, err
		}
		stream = append(append(stream, "---\n"...), text...)
	}
	config := kustomize.Kustomization{
		TypeMeta:  kustomize.TypeMeta{APIVersion: kustomize.KustomizationVersion, Kind: kustomize.KustomizationKind},
		Resources: []string{input},
		Images:    k.Images,
	}
	for _, patch := range k.Patches {
		config.Patches = append(config.Patches, kustomize.Patch{Patch: patch.Patch, Target: patch.Target})
	}
	encoded, err := json.Marshal(config)
	if err != nil {
		return nil, err
	}
	files := filesys.MakeFsInMemory()
	for name, data := range map[string][]byte{input: stream, "kustomization.yaml": encoded} {
		if err := files.WriteFile(name, data); err != nil {
			return nil, err
		}
	}
	built, err := kustomizebuild.Build(files, ".")
	if err != nil {
		return nil, failure(CodePostRenderFailed, "HelmRelease %s: spec.postRenderers: %v", r, err)
	}
	templates := map[string]string{}
	for _, object := range objects {
		templates[identity(object.Unstructured)] = object.Template
	}
	var result []Object
	for _, resource := range built.Resources() {
		data, err := resource.MarshalJSON()
		if err != nil {
			return nil, err
		}
		object := &unstructured.Unstructured{}
		if err := object.UnmarshalJSON(data); err != nil {
			return nil, err
		}
		result = append(result, Object{Unstructured: object, Template: templates[identity(object)]})
	}
	return result, nil
}

func identity(object *unstructured.Unstructured) string {
	gvk := object.GroupVersionKind()
	return gvk.Group + "/" + gvk.Kind + "/" + object.GetNamespace() + "/" + object.GetName()
}
