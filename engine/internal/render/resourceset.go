package render

import (
	"context"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"fleetkeep.dev/engine/internal/protocol"
	"fleetkeep.dev/engine/internal/resourceset"
)

// resourceSet renders a ResourceSet of the Flux Operator. Its objects point to it.
func (r *renderer) resourceSet(ctx context.Context, item unit, objects inventory) *outcome {
	given := map[string][]*unstructured.Unstructured{}
	key := []string{item.label(), item.file, item.hash}
	for _, candidate := range sortedObjects(objects) {
		if candidate.group == operatorGroup && candidate.kind == "ResourceSetInputProvider" {
			given[candidate.namespace] = append(given[candidate.namespace], objects[candidate].parsed)
			key = append(key, objects[candidate].Hash)
		}
	}
	return r.shared.releases.get(strings.Join(key, "\n"), func() *outcome {
		release, err := r.slot(ctx)
		if err != nil {
			return failedOutcome(item.label(), failed("cancelled", "", 0, "rendering was cancelled"))
		}
		defer release()
		ctx, done := r.guard.bounded(ctx, r.timeLimit)
		defer done()
		providers := func(namespace string) []*unstructured.Unstructured { return given[namespace] }
		made, problem := resourceset.Render(ctx, item.Unstructured, providers, r.timeLimit)
		switch {
		case problem != nil && problem.Unknown:
			return failedOutcome(item.label(), unknown("inputs-unavailable", item.file, item.line, "%s", problem.Message))
		case problem != nil:
			return failedOutcome(item.label(), failed("template-failed", item.file, item.line, "%s", problem.Message))
		case len(made) > r.resourceLimit:
			return failedOutcome(item.label(), failed("too-many-resources", item.file, item.line,
				"%s has %d resources, more than the %d allowed: split it or raise the limit", item.label(), len(made), r.resourceLimit))
		}
		result := &outcome{state: protocol.KustomizationStatusStateRendered}
		for _, one := range made {
			object, err := newObject(one, item.label(), item.file, item.line)
			if err != nil {
				return failedOutcome(item.label(), failed("template-failed", item.file, item.line, "%s: %v", item.label(), err))
			}
			result.objects = append(result.objects, object)
		}
		return result
	})
}
