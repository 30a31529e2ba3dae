package helm

import (
	"helm.sh/helm/v3/pkg/chart"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"fleetkeep.dev/engine/internal/scope"
)

// assemble turns rendered files into the objects that reach the cluster.
func (r *release) assemble(loaded *chart.Chart, files map[string]string) ([]Object, error) {
	objects, hooks, err := manifests(files)
	if err != nil {
		return nil, chartError(r, loaded.Name(), reference{}, err)
	}
	for _, renderer := range r.Spec.PostRenderers {
		if renderer.Kustomize != nil {
			if objects, err = renderer.Kustomize.run(r, objects); err != nil {
				return nil, err
			}
		}
	}
	declared, err := definitions(loaded)
	if err != nil {
		return nil, chartError(r, loaded.Name(), reference{}, err)
	}
	scopes := scope.New()
	for _, object := range append(append([]Object{}, declared...), objects...) {
		if scope.IsDefinition(object.Unstructured) {
			scopes.Learn(object.Unstructured)
		}
	}
	all, err := r.installed(declared)
	if err != nil {
		return nil, err
	}
	for _, object := range objects {
		r.own(object.Unstructured)
	}
	if r.Spec.Install.DisableHooks {
		hooks = nil
	}
	if r.Spec.Install.CreateNamespace {
		all = append(all, Object{Unstructured: r.namespaceObject()})
	}
	for _, object := range append(objects, hooks...) {
		// An object of unknown scope most likely is namespaced; one that is not has no use for the namespace.
		if object.GetNamespace() == "" && scopes.Of(object.GroupVersionKind().GroupKind()) != scope.Cluster {
			object.SetNamespace(r.namespace())
		}
		all = append(all, object)
	}
	return all, nil
}

// installed are the chart's definitions as far as the release installs them.
func (r *release) installed(definitions []Object) ([]Object, error) {
	wanted, err := r.installsCRDs()
	if err != nil || !wanted {
		return nil, err
	}
	for _, object := range definitions {
		merge(object.SetLabels, object.GetLabels(), r.originLabels())
	}
	return definitions, nil
}

// own marks an object as the release's: commonMetadata and the origin labels by helm-controller
// (internal/postrender/build.go), the rest by Helm (pkg/action/validate.go, setMetadataVisitor).
func (r *release) own(object *unstructured.Unstructured) {
	labels := map[string]string{}
	for key, value := range r.Spec.CommonMetadata.Labels {
		labels[key] = value
	}
	for key, value := range r.originLabels() {
		labels[key] = value
	}
	labels["app.kubernetes.io/managed-by"] = "Helm"
	merge(object.SetLabels, object.GetLabels(), labels)
	annotations := map[string]string{}
	for key, value := range r.Spec.CommonMetadata.Annotations {
		annotations[key] = value
	}
	annotations["meta.helm.sh/release-name"] = r.name()
	annotations["meta.helm.sh/release-namespace"] = r.namespace()
	merge(object.SetAnnotations, object.GetAnnotations(), annotations)
}

func (r *release) originLabels() map[string]string {
	return map[string]string{
		"helm.toolkit.fluxcd.io/name":      r.Metadata.Name,
		"helm.toolkit.fluxcd.io/namespace": r.Metadata.Namespace,
	}
}

func merge(set func(map[string]string), current, added map[string]string) {
	merged := map[string]string{}
	for key, value := range current {
		merged[key] = value
	}
	for key, value := range added {
		merged[key] = value
	}
	set(merged)
}

// namespaceObject is what Helm creates for createNamespace (pkg/action/install.go).
func (r *release) namespaceObject() *unstructured.Unstructured {
	return &unstructured.Unstructured{Object: map[string]interface{}{
		"apiVersion": "v1",
		"kind":       "Namespace",
		"metadata": map[string]interface{}{
			"name":   r.namespace(),
			"labels": map[string]interface{}{"name": r.namespace()},
		},
	}}
}
