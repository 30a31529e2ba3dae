package helm

import (
	"encoding/json"
	"fmt"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	kustomize "sigs.k8s.io/kustomize/api/types"
	"sigs.k8s.io/kustomize/kyaml/filesys"
	"sigs.k8s.io/yaml"

	kustomizebuild "fleetkeep.dev/engine/internal/kustomize"
)

// Values of spec.postRenderStrategy (helm-controller api/v2/helmrelease_types.go).
const (
	postRenderNoHooks  = "nohooks"
	postRenderCombined = "combined"
	postRenderSeparate = "separate"
)

// kustomizeRenderer is one entry of spec.postRenderers.
type kustomizeRenderer struct {
	Patches []struct {
		Patch  string              `json:"patch"`
		Target *kustomize.Selector `json:"target"`
	} `json:"patches"`
	Images []kustomize.Image `json:"images"`
}

// postRender does what the controller does between rendering and applying: spec.postRenderers in their order, then
// spec.commonMetadata, then its own labels, which win. Hooks go along with the rest, by themselves, or not at all, as
// spec.postRenderStrategy says (helm-controller internal/postrender/build.go, internal/action/post_render.go).
func (r *release) postRender(objects, hooks []Object, inputs Inputs) (rendered, renderedHooks []Object, err error) {
	strategy := r.Spec.PostRenderStrategy
	switch strategy {
	case "":
		strategy = postRenderNoHooks
		if inputs.PostRenderHooks {
			strategy = postRenderCombined
		}
	case postRenderNoHooks, postRenderCombined, postRenderSeparate:
	default:
		return nil, nil, failure(CodeReleaseInvalid, "HelmRelease %s: spec.postRenderStrategy is %q; it must be %s, %s or %s",
			r, strategy, postRenderNoHooks, postRenderCombined, postRenderSeparate)
	}
	switch strategy {
	case postRenderCombined:
		all, err := r.renderStream(append(append([]Object{}, objects...), hooks...))
		if err != nil {
			return nil, nil, err
		}
		for _, object := range all {
			if object.Hook {
				renderedHooks = append(renderedHooks, object)
			} else {
				rendered = append(rendered, object)
			}
		}
		return rendered, renderedHooks, nil
	case postRenderSeparate:
		if hooks, err = r.renderStream(hooks); err != nil {
			return nil, nil, err
		}
	}
	rendered, err = r.renderStream(objects)
	return rendered, hooks, err
}

// renderStream runs all post-renderers over objects that go through them together.
func (r *release) renderStream(objects []Object) (result []Object, err error) {
	if err := r.refuseDuplicates(objects); err != nil {
		return nil, err
	}
	for i, renderer := range r.Spec.PostRenderers {
		if renderer.Kustomize == nil {
			continue
		}
		if objects, err = renderer.Kustomize.run(r, objects); err != nil {
			return nil, err
		}
		if err := r.markPatched(i, renderer.Kustomize, objects); err != nil {
			return nil, err
		}
	}
	common := r.Spec.CommonMetadata
	for i := range objects {
		object := &objects[i]
		merge(object.SetLabels, object.GetLabels(), common.Labels)
		r.markPairs(object, "labels", ByCommonMetadata, common.Labels, "commonMetadata", "labels")
		merge(object.SetAnnotations, object.GetAnnotations(), common.Annotations)
		r.markPairs(object, "annotations", ByCommonMetadata, common.Annotations, "commonMetadata", "annotations")
		r.ownLabels(object)
	}
	return objects, nil
}

// refuseDuplicates: the controller reads what it post-renders into a map of kustomize, which holds each object once
// (helm-controller internal/postrender/transformer.go).
func (r *release) refuseDuplicates(objects []Object) error {
	known := map[identity]Object{}
	for _, object := range objects {
		id := identityOf(object.GroupVersionKind(), object.GetNamespace(), object.GetName())
		first, twice := known[id]
		if !twice {
			known[id] = object
			continue
		}
		fix := "keep one of them"
		if first.Hook != object.Hook {
			fix = fmt.Sprintf("set spec.postRenderStrategy: %s", postRenderSeparate)
		}
		return failure(CodePostRenderFailed, "HelmRelease %s renders %s %s twice, in %s and in %s, which the controller refuses: %s",
			r, object.GetKind(), object.GetName(), first.Template, object.Template, fix)
	}
	return nil
}

// identity is what kustomize knows an object by.
type identity struct {
	schema.GroupVersionKind
	namespace, name string
}

// identityOf takes no namespace for `default`, as kustomize does (sigs.k8s.io/kustomize/kyaml/resid, IsNsEquals).
func identityOf(gvk schema.GroupVersionKind, namespace, name string) identity {
	if namespace == "" {
		namespace = "default"
	}
	return identity{gvk, namespace, name}
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
	result := make([]Object, built.Size())
	for i, resource := range built.Resources() {
		data, err := kustomizebuild.JSON(resource)
		if err != nil {
			return nil, err
		}
		result[i].Unstructured = &unstructured.Unstructured{}
		if err := result[i].UnmarshalJSON(data); err != nil {
			return nil, err
		}
		id := resource.OrgId()
		result[i].was = identityOf(schema.GroupVersionKind{Group: id.Group, Version: id.Version, Kind: id.Kind}, id.Namespace, id.Name)
	}
	return recognised(objects, result), nil
}

// recognised gives post-rendered objects what is known of those that they were made of. One that a patch renamed is the only
// one of its kind that is left; where it could be one of several, nothing is known.
func recognised(before, after []Object) []Object {
	known := map[identity]Object{}
	left := map[schema.GroupVersionKind][]Object{}
	for _, object := range before {
		known[identityOf(object.GroupVersionKind(), object.GetNamespace(), object.GetName())] = object
	}
	var renamed []int
	for i, object := range after {
		if from, found := known[object.was]; found {
			after[i] = object.from(from)
			delete(known, object.was)
		} else {
			renamed = append(renamed, i)
		}
	}
	if len(renamed) == 0 {
		return after
	}
	for _, object := range known {
		left[object.GroupVersionKind()] = append(left[object.GroupVersionKind()], object)
	}
	for _, i := range renamed {
		if same := left[after[i].GroupVersionKind()]; len(same) == 1 {
			after[i] = after[i].from(same[0])
		}
	}
	return after
}

// from is the object with what is known of another one that it was made of.
func (o Object) from(other Object) Object {
	content := o.Unstructured
	o = other
	if other.rendered != nil {
		o.previous = other.Object
	}
	o.Unstructured = content
	return o
}
