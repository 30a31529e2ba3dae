package helm

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"helm.sh/helm/v3/pkg/chart"
	"helm.sh/helm/v3/pkg/chartutil"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"fleetkeep.dev/engine/internal/protocol"
)

// Render renders a HelmRelease as helm-controller would install it: CustomResourceDefinitions first, then the
// Namespace of createNamespace, the objects in Helm's order, and the hooks of installation and upgrade.
//
// With a problem that keeps the release from being rendered there are no objects. It never panics; a template
// that does not end is left behind when the time is over.
func Render(ctx context.Context, object *unstructured.Unstructured, inputs Inputs) ([]Object, []Problem) {
	limits := inputs.limits()
	ctx, cancel := context.WithTimeout(ctx, limits.Time)
	defer cancel()
	type outcome struct {
		objects  []Object
		problems []Problem
	}
	done := make(chan outcome, 1)
	// Go's templates cannot be interrupted.
	go func() {
		var result outcome
		defer func() {
			if cause := recover(); cause != nil {
				result = outcome{problems: []Problem{*failure(CodeTemplateFailed, "HelmRelease %s/%s: rendering stopped unexpectedly: %v",
					object.GetNamespace(), object.GetName(), cause)}}
			}
			if inputs.Ended != nil {
				inputs.Ended()
			}
			done <- result
		}()
		result.objects, result.problems = renderRelease(object.DeepCopy(), inputs, limits)
	}()
	select {
	case result := <-done:
		return result.objects, result.problems
	case <-ctx.Done():
		return nil, []Problem{*failure(CodeTimeout, "HelmRelease %s/%s: rendering was cut off after %s: %v",
			object.GetNamespace(), object.GetName(), limits.Time, context.Cause(ctx))}
	}
}

func renderRelease(object *unstructured.Unstructured, inputs Inputs, limits Limits) ([]Object, []Problem) {
	if inputs.Lookup == nil {
		inputs.Lookup = func(_, _, _ string) *unstructured.Unstructured { return nil }
	}
	r, err := parseRelease(object)
	if err != nil {
		return nil, problems(object, err)
	}
	var remarks []Problem
	objects, err := r.render(inputs, limits, &remarks)
	if err != nil {
		return nil, append(remarks, problems(object, err)...)
	}
	return objects, remarks
}

func problems(object *unstructured.Unstructured, err error) []Problem {
	var problem *Problem
	if errors.As(err, &problem) {
		return []Problem{*problem}
	}
	return []Problem{*failure(CodeTemplateFailed, "HelmRelease %s/%s: %v", object.GetNamespace(), object.GetName(), err)}
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
	if err := r.checkInstallable(loaded, capabilities, fetchable); err != nil {
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
		if err := r.validate(loaded, renderValues, remarks); err != nil {
			return nil, err
		}
	}
	asked := &lookups{}
	began := time.Now()
	files, err := renderTemplates(loaded, renderValues, asked)
	if err != nil {
		return nil, failure(CodeTemplateFailed, "HelmRelease %s: a template of the chart %s fails: %v", r, loaded.Name(), err)
	}
	if err := r.checkSize(files, limits); err != nil {
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
		work.trace(given, files, pointers(objects, hooks), time.Since(began), limits)
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
	r := w.release
	values, err := given.compose(r)
	if err != nil {
		return nil, err
	}
	if err := chartutil.ProcessDependenciesWithMerge(loaded, values); err != nil {
		return nil, failure(CodeValuesInvalid, "HelmRelease %s: the dependencies of the chart %s: %v", r, loaded.Name(), err)
	}
	options := chartutil.ReleaseOptions{Name: r.name(), Namespace: r.namespace(), Revision: 1, IsInstall: true}
	renderValues, err := chartutil.ToRenderValuesWithSchemaValidation(loaded, values, options, w.capabilities, true)
	if err != nil {
		return nil, failure(CodeValuesInvalid, "HelmRelease %s: the values of the chart %s: %v", r, loaded.Name(), err)
	}
	return renderValues, nil
}

// checkInstallable is what Helm checks before it installs (helm.sh/helm pkg/action/install.go).
func (r *release) checkInstallable(loaded *chart.Chart, capabilities *chartutil.Capabilities, fetchable []protocol.Artifact) error {
	switch loaded.Metadata.Type {
	case "", "application":
	default:
		return failure(CodeChartInvalid, "HelmRelease %s: the chart %s is of type %q and cannot be installed", r, loaded.Name(), loaded.Metadata.Type)
	}
	if wanted := loaded.Metadata.KubeVersion; wanted != "" && !chartutil.IsCompatibleRange(wanted, capabilities.KubeVersion.String()) {
		return failure(CodeChartInvalid, "HelmRelease %s: the chart %s needs Kubernetes %s, and the cluster has %s",
			r, loaded.Name(), wanted, capabilities.KubeVersion.String())
	}
	present := map[string]bool{}
	for _, dependency := range loaded.Dependencies() {
		present[dependency.Name()] = true
	}
	var missing []string
	for _, dependency := range loaded.Metadata.Dependencies {
		if !present[dependency.Name] {
			missing = append(missing, fmt.Sprintf("%s %s of %q", dependency.Name, dependency.Version, dependency.Repository))
		}
	}
	if len(missing) > 0 {
		hint := ""
		if len(fetchable) > 0 {
			hint = fetchHint(fetchable[0].Address)
		}
		problem := unknown(CodeChartUnavailable, "HelmRelease %s: the chart %s depends on %s, not in Git: put it into charts/ of the chart (helm dependency build)%s",
			r, loaded.Name(), strings.Join(missing, ", "), hint)
		problem.Missing = fetchable
		return problem
	}
	return nil
}

func (r *release) validate(loaded *chart.Chart, renderValues chartutil.Values, remarks *[]Problem) error {
	values, err := renderValues.Table("Values")
	if err != nil {
		return nil
	}
	err = validateValues(loaded, values)
	switch {
	case errors.Is(err, errRemote):
		*remarks = append(*remarks, *unknown(CodeSchemaRemote, "HelmRelease %s: the values are not validated: %v", r, err))
	case err != nil:
		return failure(CodeValuesInvalid, "HelmRelease %s: the values do not fit the schema of the chart: %v", r, err)
	}
	return nil
}

func (r *release) checkSize(files map[string]string, limits Limits) error {
	var size int64
	for _, content := range files {
		size += int64(len(content))
	}
	if size > limits.Bytes {
		return failure(CodeTooLarge, "HelmRelease %s renders %d MiB; at most %d MiB are read", r, size>>20, limits.Bytes>>20)
	}
	return nil
}
