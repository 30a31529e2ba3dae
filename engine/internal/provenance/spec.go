package provenance

import (
	"encoding/json"
	"strconv"

	"sigs.k8s.io/kustomize/api/types"
)

// spec adds what the Kustomization itself says, which Flux puts into the outermost kustomization file.
// https://fluxcd.io/flux/components/kustomize/kustomizations/#working-with-kustomizations
func (b *builder) spec(spec map[string]any) {
	add := func(by string, apply func(*subject, marks)) {
		if apply != nil {
			b.steps = append(b.steps, step{by: by, apply: apply})
		}
	}
	patches, _ := spec["patches"].([]any)
	for i, item := range patches {
		fields, _ := item.(map[string]any)
		text, _ := fields["patch"].(string)
		selector, targeted := decode[types.Selector](fields["target"])
		where := []string{"patches", strconv.Itoa(i), "patch"}
		add(ByPatch, patchStep(text, selector, targeted, func(line int) Place { return Place{Spec: where, Offset: line - 1} }))
	}
	if namespace, _ := spec["targetNamespace"].(string); namespace != "" {
		add(ByNamespace, namespaceStep(namespace, Place{Spec: []string{"targetNamespace"}}))
	}
	if prefix, _ := spec["namePrefix"].(string); prefix != "" {
		add(ByNamePrefix, nameStep(prefix, Place{Spec: []string{"namePrefix"}}))
	}
	if suffix, _ := spec["nameSuffix"].(string); suffix != "" {
		add(ByNameSuffix, nameStep(suffix, Place{Spec: []string{"nameSuffix"}}))
	}
	images, _ := spec["images"].([]any)
	for i, item := range images {
		image, _ := decode[types.Image](item)
		add(ByImages, imageStep(image, Place{Spec: []string{"images", strconv.Itoa(i)}}))
	}
}

func decode[T any](value any) (result T, found bool) {
	if value == nil {
		return result, false
	}
	data, err := json.Marshal(value)
	if err != nil {
		return result, false
	}
	return result, json.Unmarshal(data, &result) == nil
}
