package render

import (
	"context"
	"io/fs"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"fleetkeep.dev/engine/internal/helm"
	"fleetkeep.dev/engine/internal/protocol"
)

// chartSource is where a HelmRelease's chart comes from: spec.chart.spec.sourceRef or spec.chartRef.
// https://fluxcd.io/flux/components/helm/helmreleases/
func chartSource(item *unstructured.Unstructured) reference {
	for _, path := range [][]string{{"spec", "chartRef"}, {"spec", "chart", "spec", "sourceRef"}} {
		fields, found, _ := unstructured.NestedMap(item.Object, path...)
		if !found {
			continue
		}
		kind, _ := fields["kind"].(string)
		name, _ := fields["name"].(string)
		namespace, _ := fields["namespace"].(string)
		if namespace == "" {
			namespace = item.GetNamespace()
		}
		return reference{kind, namespace, name}
	}
	return reference{namespace: item.GetNamespace()}
}

// chartName is what the chart is called: name and version range, or the source that is the chart itself.
func chartName(item *unstructured.Unstructured) string {
	name, found, _ := unstructured.NestedString(item.Object, "spec", "chart", "spec", "chart")
	if !found {
		return chartSource(item).String()
	}
	if version, _, _ := unstructured.NestedString(item.Object, "spec", "chart", "spec", "version"); version != "" {
		return name + "@" + version
	}
	return name
}

// release renders a HelmRelease from what is known of the cluster. Its objects point to the HelmRelease.
func (r *renderer) release(ctx context.Context, item unit, sources sources, apiVersions []string) *outcome {
	cacheKey := strings.Join(append([]string{item.label(), item.file, releaseInputs(item, sources)}, apiVersions...), "\n")
	return r.shared.outcomes.get(cacheKey, func() *outcome {
		release, err := r.slot(ctx)
		if err != nil {
			return failedOutcome(item.label(), failed("cancelled", "", 0, "rendering was cancelled"))
		}
		defer release()
		ctx, done := r.guard.bounded(ctx, r.timeLimit)
		defer done()
		limits := helm.DefaultLimits
		limits.Time = r.timeLimit
		objects, problems := helm.Render(ctx, item.Unstructured, helm.Inputs{
			Lookup: sources.lookup, Sources: sources.folder, APIVersions: apiVersions, Limits: limits,
		})
		return released(item, objects, problems)
	})
}

// releaseInputs tells apart what a release can read: itself, values, and everything that charts come from.
func releaseInputs(item unit, sources sources) string {
	data, _ := canonical(item.Object)
	parts := []string{string(data), sources.root.String()}
	for _, candidate := range sortedObjects(sources.objects) {
		isValues := candidate.group == "" && candidate.namespace == item.GetNamespace()
		if isValues || candidate.group == sourceGroup || candidate.group == extensionsGroup {
			parts = append(parts, candidate.String()+" "+sources.objects[candidate].Hash)
		}
	}
	return strings.Join(parts, "\n")
}

func released(item unit, objects []helm.Object, problems []helm.Problem) *outcome {
	result := &outcome{state: protocol.KustomizationStatusStateRendered}
	for _, found := range problems {
		told := problem(found.Code, item.file, item.line, "%s", found.Message)
		told.Kustomization = item.label()
		result.problems = append(result.problems, told)
		result.notes = append(result.notes, found.Message)
		if len(objects) > 0 {
			continue
		}
		if found.Unknown && result.state == protocol.KustomizationStatusStateRendered {
			result.state = protocol.KustomizationStatusStateUnknown
		} else if !found.Unknown {
			result.state = protocol.KustomizationStatusStateFailed
		}
	}
	for _, rendered := range objects {
		object, err := newObject(rendered.Unstructured, item.label(), item.file, item.line)
		if err != nil {
			return failedOutcome(item.label(), failed("template-failed", item.file, item.line, "%s: %v", rendered.Template, err))
		}
		result.objects = append(result.objects, object)
	}
	return result
}

// lookup finds objects that a release names, by kind: ConfigMaps, Secrets and sources.
func (s sources) lookup(kind, namespace, name string) *unstructured.Unstructured {
	for _, group := range []string{"", sourceGroup} {
		if found := s.objects[key{group, kind, namespace, name}]; found != nil {
			return found.parsed
		}
	}
	return nil
}

// folder opens a source that charts come from; nil when its content is not at hand.
func (s sources) folder(kind, namespace, name string) (fs.FS, error) {
	view, reason := s.view(reference{kind, namespace, name})
	if reason != nil {
		return nil, nil
	}
	return view.FS(), nil
}
