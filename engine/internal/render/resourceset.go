package render

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"fleetkeep.dev/engine/internal/protocol"
	"fleetkeep.dev/engine/internal/provenance"
	"fleetkeep.dev/engine/internal/repository"
	"fleetkeep.dev/engine/internal/resourceset"
)

// resourceSet renders a ResourceSet of the Flux Operator. Its objects point to it.
func (r *renderer) resourceSet(ctx context.Context, item unit, objects inventory) *outcome {
	given := map[string][]*unstructured.Unstructured{}
	key := []string{item.label(), item.file, strconv.Itoa(item.line), item.declaration.key(), item.hash}
	secret := item.secret
	for _, candidate := range sortedObjects(objects) {
		if candidate.group == operatorGroup && candidate.kind == "ResourceSetInputProvider" {
			given[candidate.namespace] = append(given[candidate.namespace], objects[candidate].parsed)
			key = append(key, objects[candidate].Hash)
			secret = secret || objects[candidate].secret
		}
	}
	made := r.shared.releases.get(strings.Join(key, "\n"), func() *outcome {
		return r.inTurn(ctx, item, func(ended func()) *outcome {
			providers := func(namespace string) []*unstructured.Unstructured { return given[namespace] }
			made, problem := resourceset.Render(ctx, item.Unstructured, resourceset.Inputs{
				Providers: providers, Time: r.timeLimit, Trace: r.fields, Ended: ended,
			})
			switch {
			case problem != nil && problem.Unknown:
				return failedOutcome(item.label(), unknown("inputs-unavailable", item.file, item.line, "%s", problem.Message))
			case problem != nil:
				return failedOutcome(item.label(), failed("template-failed", item.file, item.line, "%s", problem.Message))
			case len(made) > r.resourceLimit:
				return failedOutcome(item.label(), failed("too-many-resources", item.file, item.line,
					"%s has %d resources, more than the %d allowed: split it", item.label(), len(made), r.resourceLimit))
			}
			result := &outcome{state: protocol.KustomizationStatusStateRendered}
			for _, one := range made {
				object, err := newObject(one.Unstructured, item.label(), item.file, r.lineInSet(item, one.Path))
				if err != nil {
					return failedOutcome(item.label(), failed("template-failed", item.file, item.line, "%s: %v", item.label(), err))
				}
				object.secret = object.secret || secret
				object.Template = one.Template
				object.traced = tracedInSet(one.Fields)
				result.objects = append(result.objects, object)
			}
			return result
		})
	})
	return copied(made, item, objects)
}

// lineInSet is where the template that makes an object stands in the ResourceSet's own file: the entry of spec.resources, or
// the text of spec.resourcesTemplate. It is the ResourceSet's own line where its file does not have that template at that
// place, because something changed the list since.
func (r *renderer) lineInSet(item unit, path []string) int {
	found := item.declaration.node(r, kindResourceSet, path...)
	if found == nil {
		return item.line
	}
	if found.Kind == yaml.ScalarNode {
		return provenance.LineInText(found, 0)
	}
	applied, isMapping := valueAt(item.Object, path).(map[string]any)
	if !isMapping {
		return item.line
	}
	entry := &unstructured.Unstructured{Object: applied}
	metadata := repository.Field(found, "metadata")
	for _, field := range [][2]string{
		{repository.Text(found, "apiVersion"), entry.GetAPIVersion()}, {repository.Text(found, "kind"), entry.GetKind()},
		{repository.Text(metadata, "name"), entry.GetName()}, {repository.Text(metadata, "namespace"), entry.GetNamespace()},
	} {
		if said, is := field[0], field[1]; said != is && !strings.Contains(said, "${") {
			return item.line
		}
	}
	return found.Line
}

// valueAt is what a path of names and places leads to; nil when it leads nowhere.
func valueAt(value any, path []string) any {
	for _, step := range path {
		switch parent := value.(type) {
		case map[string]any:
			value = parent[step]
		case []any:
			index, err := strconv.Atoi(step)
			if err != nil || index < 0 || index >= len(parent) {
				return nil
			}
			value = parent[index]
		default:
			return nil
		}
	}
	return value
}

// copyFrom is the annotation by which a ConfigMap or Secret takes its data from another one, `namespace/name`.
// https://fluxoperator.dev/docs/crd/resourceset/#copying-data-from-existing-configmaps-and-secrets
const copyFrom = operatorGroup + "/copyFrom"

// copied fills in what is copied from elsewhere in the cluster. What Git does not have stays without, and is told.
func copied(made *outcome, item unit, objects inventory) *outcome {
	copies := func(object *object) bool {
		return object.parsed != nil && (object.Kind == "ConfigMap" || object.Kind == "Secret") && object.parsed.GetAnnotations()[copyFrom] != ""
	}
	if !slices.ContainsFunc(made.objects, copies) {
		return made
	}
	result := *made
	result.objects = slices.Clone(made.objects)
	for i, object := range result.objects {
		if !copies(object) {
			continue
		}
		namespace, name, _ := strings.Cut(object.parsed.GetAnnotations()[copyFrom], "/")
		from := objects[key{"", object.Kind, namespace, name}]
		if from == nil {
			id := object.ResourceId
			missing := problem("inputs-unavailable", item.file, item.line,
				"%s: %s takes its data from %s/%s/%s, which is not in Git: what is in it is unknown", item.label(), keyOf(object.parsed), object.Kind, namespace, name)
			missing.Kustomization, missing.Resource = item.label(), &id
			result.problems = append(slices.Clone(result.problems), missing)
			continue
		}
		filled := object.parsed.DeepCopy()
		for _, field := range []string{"data", "stringData", "binaryData", "type", "sops"} {
			if value, found := from.parsed.Object[field]; found {
				filled.Object[field] = value
			}
		}
		rendered, err := newObject(filled, object.Kustomization, object.File, object.Line)
		if err != nil {
			return failedOutcome(item.label(), failed("template-failed", item.file, item.line, "%s: %v", item.label(), err))
		}
		rendered.secret = rendered.secret || object.secret || from.secret
		rendered.Template, rendered.traced = object.Template, object.traced
		result.objects[i] = rendered
	}
	return &result
}
