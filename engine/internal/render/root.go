package render

import "k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

// rootName is what an entry acts as, and what `flux bootstrap` calls its Kustomization and GitRepository.
const rootName = "flux-system"

// root is the Kustomization of the entry: as the repository declares it once that is known, else as the Flux Operator makes
// it of the cluster's FluxInstance, else as `flux bootstrap` would make it. A repository whose root has another name declares it in the entry with the entry's own path.
func (c *cluster) root(objects inventory, instance *instance) unit {
	if declared := c.declaredRoot(objects); declared != nil {
		item := declaredBy(declared)
		return unit{kustomization: item, root: true, kind: kindKustomization, source: item.source(), appliedBy: declared.Kustomization}
	}
	if instance != nil && instance.root != nil {
		item := kustomization{Unstructured: instance.root}
		if item.directory() == cleanDirectory(c.entry.Path) {
			return unit{kustomization: item, root: true, kind: kindKustomization, source: item.source()}
		}
	}
	item := kustomization{Unstructured: &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": kustomizeGroup + "/v1", "kind": "Kustomization",
		"metadata": map[string]any{"name": rootName, "namespace": rootName},
		"spec": map[string]any{
			"path": c.entry.Path, "prune": true,
			"sourceRef": map[string]any{"kind": "GitRepository", "name": rootName},
		},
	}}}
	return unit{kustomization: item, root: true, kind: kindKustomization, source: item.source()}
}

func (c *cluster) declaredRoot(objects inventory) *object {
	if declared := objects[key{kustomizeGroup, "Kustomization", rootName, rootName}]; declared != nil {
		return declared
	}
	var found *object
	for candidate, object := range objects {
		if candidate.group != kustomizeGroup || candidate.kind != "Kustomization" {
			continue
		}
		if (kustomization{Unstructured: object.parsed}).directory() != cleanDirectory(c.entry.Path) {
			continue
		}
		if found != nil {
			return nil
		}
		found = object
	}
	return found
}

// seed takes from a root that came to nothing what its next build needs: itself, its source, its variables and how its
// controllers are set up. Its children are not followed, for Flux applies nothing of it.
func (c *cluster) seed(objects inventory, root unit, made *outcome) {
	found := inventory{}
	for _, object := range made.seed {
		if object.parsed != nil {
			found.add(keyOf(object.parsed), object)
		}
	}
	own := map[key]bool{{kustomizeGroup, kindKustomization, root.GetNamespace(), root.GetName()}: true}
	from := map[reference]bool{root.source: true}
	if declared := c.declaredRoot(found); declared != nil {
		own[keyOf(declared.parsed)] = true
		from[declaredBy(declared).source()] = true
	}
	for candidate, object := range found {
		source := candidate.group == sourceGroup && from[reference{candidate.kind, candidate.namespace, candidate.name}]
		if own[candidate] || source || candidate.group == "" || controls(candidate) {
			objects.add(candidate, object)
		}
	}
}

// stay has what the cluster holds already stay known under a root that came to nothing: Flux prunes only after it applied
// (https://github.com/fluxcd/kustomize-controller/blob/main/internal/controller/kustomization_controller.go, reconcile).
// Forgotten, the root would be taken for one that nothing declares, come to something, and declare itself anew.
func (objects inventory) stay(root unit, held inventory) {
	own := key{kustomizeGroup, kindKustomization, root.GetNamespace(), root.GetName()}
	for candidate, object := range held {
		if candidate == own || !candidate.makesObjects() {
			objects.add(candidate, object)
		}
	}
}

// controls tells that an object says how the controllers work.
func controls(found key) bool {
	return found.group == "apps" || found.group == operatorGroup && found.kind == "FluxInstance"
}
