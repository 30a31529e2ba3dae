package helm

import (
	"context"
	"errors"
	"fmt"
	"time"

	"helm.sh/helm/v3/pkg/chart"
	"helm.sh/helm/v3/pkg/chartutil"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"fleetkeep.dev/engine/internal/cutoff"
)

// Render renders a HelmRelease as helm-controller would install it: CustomResourceDefinitions first, then the
// Namespace of createNamespace, the objects in Helm's order, and the hooks of installation and upgrade.
//
// With a problem that keeps the release from being rendered there are no objects. It never panics; a template
// that does not end is left behind when the time is over.
func Render(ctx context.Context, object *unstructured.Unstructured, inputs Inputs) ([]Object, []Problem) {
	label := "HelmRelease " + object.GetNamespace() + "/" + object.GetName()
	return bounded(ctx, label, inputs, func(limits Limits) ([]Object, []Problem, error) {
		return renderRelease(object.DeepCopy(), inputs, limits)
	})
}

// bounded renders within the limits, and tells what is wrong by the label of what is rendered.
func bounded(ctx context.Context, label string, inputs Inputs, render func(Limits) ([]Object, []Problem, error)) ([]Object, []Problem) {
	limits := inputs.limits()
	type outcome struct {
		objects []Object
		remarks []Problem
		err     error
	}
	made, err := cutoff.After(ctx, limits.Time, inputs.Ended, func(context.Context) outcome {
		objects, remarks, err := render(limits)
		return outcome{objects, remarks, err}
	})
	var panicked *cutoff.Panic
	var problem *Problem
	switch {
	case errors.As(err, &panicked):
		return nil, []Problem{*failure(CodeTemplateFailed, "%s: rendering stopped unexpectedly: %v", label, panicked)}
	case err != nil:
		return nil, []Problem{*failure(CodeTimeout, "%s: rendering was cut off after %s: %v", label, limits.Time, err)}
	case errors.As(made.err, &problem):
		return nil, append(made.remarks, *problem)
	case made.err != nil:
		return nil, append(made.remarks, *failure(CodeTemplateFailed, "%s: %v", label, made.err))
	}
	return made.objects, made.remarks
}

func renderRelease(object *unstructured.Unstructured, inputs Inputs, limits Limits) ([]Object, []Problem, error) {
	if inputs.Lookup == nil {
		inputs.Lookup = func(_, _, _ string) *unstructured.Unstructured { return nil }
	}
	r, err := parseRelease(object)
	if err != nil {
		return nil, nil, err
	}
	var remarks []Problem
	objects, err := r.render(inputs, limits, &remarks)
	return objects, remarks, err
}

func (r *release) render(inputs Inputs, limits Limits, remarks *[]Problem) ([]Object, error) {
	loaded, err := loadChart(r, inputs)
	if err != nil {
		return nil, err
	}
	given, err := readValues(r, inputs.Lookup)
	if err != nil {
		return nil, err
	}
	capabilities, err := inputs.capabilities()
	if err != nil {
		return nil, fmt.Errorf("kubernetes version %q: %w", inputs.KubernetesVersion, err)
	}
	fetchable, err := addFetchedDependencies(inputs, loaded)
	if err != nil {
		return nil, failure(CodeChartInvalid, "HelmRelease %s: a dependency of the chart %s does not load: %v", r, loaded.Name(), err)
	}
	if err := r.subject().checkInstallable(loaded, capabilities, fetchable); err != nil {
		return nil, err
	}
	work := &installation{release: r, chart: loaded, capabilities: capabilities}
	if inputs.Trace {
		// Processing its dependencies changes a chart.
		work.chart = cloneChart(loaded)
	}
	renderValues, err := work.values(loaded, given)
	if err != nil {
		return nil, err
	}
	if !r.Spec.Install.DisableSchemaValidation {
		if err := r.subject().validate(loaded, renderValues, remarks); err != nil {
			return nil, err
		}
	}
	asked := &lookups{}
	began := time.Now()
	files, err := renderTemplates(loaded, renderValues, asked)
	if err != nil {
		return nil, failure(CodeTemplateFailed, "HelmRelease %s: a template of the chart %s fails: %v", r, loaded.Name(), err)
	}
	if err := r.subject().checkSize(files, limits); err != nil {
		return nil, err
	}
	objects, hooks, err := manifests(files)
	if err != nil {
		return nil, chartError(r, loaded.Name(), reference{}, err)
	}
	if len(asked.asked) > 0 {
		by := lookupsByTemplate(loaded, renderValues, asked.asked)
		for _, list := range [][]Object{objects, hooks} {
			for i := range list {
				list[i].Lookups = by[list[i].Template]
			}
		}
	}
	if inputs.Trace {
		r.traced = true
		r.cut = !work.trace(given, files, pointers(objects, hooks), time.Since(began), limits)
	}
	return r.assemble(loaded, objects, hooks, inputs)
}

// installation is what a release and its chart come to, whatever values they are given.
type installation struct {
	release      *release
	chart        *chart.Chart
	capabilities *chartutil.Capabilities
}

// values are what the templates of a chart see. The chart loses the dependencies that the values switch off.
func (w *installation) values(loaded *chart.Chart, given *givenValues) (chartutil.Values, error) {
	values, err := given.compose(w.release)
	if err != nil {
		return nil, err
	}
	return w.release.subject().renderValues(loaded, values, w.capabilities)
}
