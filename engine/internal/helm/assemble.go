package helm

import (
	"slices"

	"helm.sh/helm/v3/pkg/chart"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"fleetkeep.dev/engine/internal/scope"
)

// assemble turns what the templates rendered into the objects that reach the cluster.
func (r *release) assemble(loaded *chart.Chart, objects, hooks []Object, inputs Inputs) ([]Object, error) {
	declared, err := definitions(loaded)
	if err != nil {
		return nil, chartError(r, loaded.Name(), reference{}, err)
	}
	// The controller leaves out everything else that lies there (helm-controller internal/action/crds.go).
	declared = slices.DeleteFunc(declared, func(object Object) bool { return !scope.IsDefinition(object.Unstructured) })
	if objects, hooks, err = r.postRender(objects, hooks, inputs); err != nil {
		return nil, err
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
	for i := range objects {
		r.own(&objects[i])
	}
	if r.Spec.Install.DisableHooks {
		hooks = nil
	}
	if r.createsNamespace() {
		all = append(all, Object{Unstructured: r.namespaceObject()})
	}
	for _, object := range append(objects, hooks...) {
		// An object of unknown scope most likely is namespaced; one that is not has no use for the namespace.
		if object.GetNamespace() == "" && scopes.Of(object.GroupVersionKind().GroupKind()) != scope.Cluster {
			object.SetNamespace(r.namespace())
			r.mark(&object, Field{Path: "metadata.namespace", By: ByOwner})
		}
		all = append(all, object)
	}
	if r.traced {
		for i := range all {
			all[i].finish()
			all[i].Cut = r.cut
		}
	}
	return all, nil
}

// installed are the chart's definitions as far as the release installs them.
func (r *release) installed(definitions []Object) ([]Object, error) {
	wanted, err := r.installsCRDs()
	if err != nil || !wanted {
		return nil, err
	}
	for i := range definitions {
		r.ownLabels(&definitions[i])
	}
	return definitions, nil
}

// own marks an object as the release's (helm.sh/helm pkg/action/validate.go, setMetadataVisitor).
func (r *release) own(object *Object) {
	labels := map[string]string{managedByLabel: "Helm"}
	annotations := map[string]string{releaseNameAnnotation: r.name(), releaseNamespaceAnnotation: r.namespace()}
	merge(object.SetLabels, object.GetLabels(), labels)
	merge(object.SetAnnotations, object.GetAnnotations(), annotations)
	r.markPairs(object, "labels", ByOwner, labels)
	r.markPairs(object, "annotations", ByOwner, annotations)
}

// Marks that Helm and helm-controller set.
const (
	managedByLabel             = "app.kubernetes.io/managed-by"
	releaseNameAnnotation      = "meta.helm.sh/release-name"
	releaseNamespaceAnnotation = "meta.helm.sh/release-namespace"
	originNameLabel            = "helm.toolkit.fluxcd.io/name"
	originNamespaceLabel       = "helm.toolkit.fluxcd.io/namespace"
)

// ownLabels marks an object as helm-controller does (internal/postrender/common_renderer.go).
func (r *release) ownLabels(object *Object) {
	labels := map[string]string{originNameLabel: r.Metadata.Name, originNamespaceLabel: r.Metadata.Namespace}
	merge(object.SetLabels, object.GetLabels(), labels)
	r.markPairs(object, "labels", ByOwner, labels)
}

func merge(set func(map[string]string), current, added map[string]string) {
	if len(added) == 0 {
		return
	}
	merged := map[string]string{}
	for key, value := range current {
		merged[key] = value
	}
	for key, value := range added {
		merged[key] = value
	}
	set(merged)
}

// createsNamespace: a release in its own namespace has that already (helm-controller internal/action/install.go).
func (r *release) createsNamespace() bool {
	return r.Spec.Install.CreateNamespace && r.Spec.TargetNamespace != ""
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
