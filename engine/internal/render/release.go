package render

import (
	"context"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
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

func (r *renderer) release(_ context.Context, item unit, _ sources) *outcome {
	return failedOutcome(item.label(), unknown("chart-unavailable", item.file, item.line,
		"HelmRelease %s: its chart %s of %s is not available", item.name(), chartName(item.Unstructured), item.source))
}
