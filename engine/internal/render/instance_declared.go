package render

import (
	yamlv3 "go.yaml.in/yaml/v3"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"

	"fleetkeep.dev/engine/internal/protocol"
	"fleetkeep.dev/engine/internal/repository"
)

// declaredInstance is the FluxInstance that the entry's file declares: as such, or as the values of the operator's chart
// flux-instance, in a HelmRelease or in a file of their own. It counts until the cluster's own objects have one: how the
// root decrypts and substitutes is known to the cluster since it was bootstrapped, before it has rendered anything.
func (r *renderer) declaredInstance(entry protocol.Entry) *instance {
	if entry.Instance == "" {
		return nil
	}
	return r.shared.instances.get("declared\n"+entry.Instance+"\n"+entry.Path, func() *instance {
		backing, found := r.repositoryView(nil).File(entry.Instance)
		if !found {
			return nil
		}
		data, err := backing.Read()
		if err != nil {
			return nil
		}
		// What is broken is told where it is rendered.
		nodes, _ := repository.Documents(data)
		for _, node := range nodes {
			text, err := yamlv3.Marshal(node)
			if err != nil {
				continue
			}
			var document map[string]any
			if yaml.Unmarshal(text, &document) != nil {
				continue
			}
			spec := instanceSpec(document)
			if path, _, _ := unstructured.NestedString(spec, "sync", "path"); path == "" || cleanDirectory(path) != cleanDirectory(entry.Path) {
				continue
			}
			made := &object{parsed: &unstructured.Unstructured{Object: map[string]any{
				"apiVersion": operatorGroup + "/v1", "kind": "FluxInstance",
				"metadata": map[string]any{"name": "flux", "namespace": rootName}, "spec": spec,
			}}}
			made.ResourceId = idOf(made.parsed)
			made.File, made.Line = backing.Location(), node.Line
			return readInstance(made)
		}
		return nil
	})
}

func instanceSpec(document map[string]any) map[string]any {
	path := []string{"spec", "values", "instance"}
	switch document["kind"] {
	case "FluxInstance":
		path = []string{"spec"}
	case nil:
		path = []string{"instance"}
	}
	spec, _, _ := unstructured.NestedMap(document, path...)
	return spec
}
