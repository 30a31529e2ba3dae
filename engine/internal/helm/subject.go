package helm

import (
	"errors"
	"fmt"
	"strings"

	"helm.sh/helm/v3/pkg/chart"
	"helm.sh/helm/v3/pkg/chartutil"

	"fleetkeep.dev/engine/internal/protocol"
)

// subject is what a chart is rendered for: a HelmRelease, or an Application of Argo CD.
type subject struct {
	// label is what messages call it.
	label string
	// name and namespace are the Helm release's.
	name, namespace string
}

func (r *release) subject() subject {
	return subject{"HelmRelease " + r.String(), r.name(), r.namespace()}
}

// renderValues are what the templates of a chart see. The chart loses the dependencies that the values switch off.
func (s subject) renderValues(loaded *chart.Chart, values map[string]any, capabilities *chartutil.Capabilities) (chartutil.Values, error) {
	if err := chartutil.ProcessDependenciesWithMerge(loaded, values); err != nil {
		return nil, failure(CodeValuesInvalid, "%s: the dependencies of the chart %s: %v", s.label, loaded.Name(), err)
	}
	options := chartutil.ReleaseOptions{Name: s.name, Namespace: s.namespace, Revision: 1, IsInstall: true}
	renderValues, err := chartutil.ToRenderValuesWithSchemaValidation(loaded, values, options, capabilities, true)
	if err != nil {
		return nil, failure(CodeValuesInvalid, "%s: the values of the chart %s: %v", s.label, loaded.Name(), err)
	}
	return renderValues, nil
}

// checkInstallable is what Helm checks before it installs (helm.sh/helm pkg/action/install.go).
func (s subject) checkInstallable(loaded *chart.Chart, capabilities *chartutil.Capabilities, fetchable []protocol.Artifact) error {
	switch loaded.Metadata.Type {
	case "", "application":
	default:
		return failure(CodeChartInvalid, "%s: the chart %s is of type %q and cannot be installed", s.label, loaded.Name(), loaded.Metadata.Type)
	}
	if wanted := loaded.Metadata.KubeVersion; wanted != "" && !chartutil.IsCompatibleRange(wanted, capabilities.KubeVersion.String()) {
		return failure(CodeChartInvalid, "%s: the chart %s needs Kubernetes %s, and the cluster has %s",
			s.label, loaded.Name(), wanted, capabilities.KubeVersion.String())
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
		remedy := &protocol.Remedy{}
		if len(fetchable) > 0 {
			remedy.Fetch = hostOf(fetchable[0].Address)
		}
		problem := unknown(CodeChartUnavailable, "%s: the chart %s depends on %s, not in Git: put it into charts/ of the chart (helm dependency build)%s",
			s.label, loaded.Name(), strings.Join(missing, ", "), FetchHint(remedy.Fetch))
		problem.Missing, problem.Remedy = fetchable, remedy
		return problem
	}
	return nil
}

func (s subject) validate(loaded *chart.Chart, renderValues chartutil.Values, remarks *[]Problem) error {
	values, err := renderValues.Table("Values")
	if err != nil {
		return nil
	}
	err = validateValues(loaded, values)
	switch {
	case errors.Is(err, errRemote):
		*remarks = append(*remarks, *unknown(CodeSchemaRemote, "%s: the values are not validated: %v", s.label, err))
	case err != nil:
		return failure(CodeValuesInvalid, "%s: the values do not fit the schema of the chart: %v", s.label, err)
	}
	return nil
}

func (s subject) checkSize(files map[string]string, limits Limits) error {
	var size int64
	for _, content := range files {
		size += int64(len(content))
	}
	if size > limits.Bytes {
		return failure(CodeTooLarge, "%s renders %d MiB; at most %d MiB are read", s.label, size>>20, limits.Bytes>>20)
	}
	return nil
}
