package helm

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"sort"
	"strings"

	"github.com/Masterminds/semver/v3"
	"helm.sh/helm/v3/pkg/chart"
	"helm.sh/helm/v3/pkg/chartutil"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"fleetkeep.dev/engine/internal/protocol"
)

// loadChart finds and loads the chart of a release: spec.chart, or the HelmChart or OCIRepository that
// spec.chartRef names.
func loadChart(r *release, inputs Inputs) (*chart.Chart, error) {
	switch {
	case r.Spec.Chart != nil && r.Spec.ChartRef != nil, r.Spec.Chart == nil && r.Spec.ChartRef == nil:
		return nil, failure(CodeReleaseInvalid, "HelmRelease %s must have exactly one of spec.chart and spec.chartRef", r)
	case r.Spec.Chart != nil:
		return loadFromSpec(r, r.Spec.Chart.Spec, r.Metadata.Namespace, inputs)
	}
	target := r.Spec.ChartRef.in(r.Metadata.Namespace)
	switch target.Kind {
	case "HelmChart":
		object := inputs.Lookup(target.Kind, target.Namespace, target.Name)
		if object == nil {
			return nil, unknown(CodeChartUnavailable, "HelmRelease %s takes its chart from %s, which is not in Git: declare it there", r, target)
		}
		spec, err := helmChartSpec(object)
		if err != nil {
			return nil, err
		}
		return loadFromSpec(r, spec, target.Namespace, inputs)
	case "OCIRepository":
		return loadFromOCI(r, target, inputs)
	default:
		return nil, unknown(CodeChartUnavailable, "HelmRelease %s takes its chart from %s, a kind that is not read: give a local copy as a source", r, target)
	}
}

func helmChartSpec(object *unstructured.Unstructured) (chartSpec, error) {
	var parsed struct {
		Spec chartSpec `json:"spec"`
	}
	data, err := json.Marshal(object.Object)
	if err != nil {
		return chartSpec{}, err
	}
	if err := json.Unmarshal(data, &parsed); err != nil {
		return chartSpec{}, failure(CodeReleaseInvalid, "HelmChart %s/%s cannot be read: %v", object.GetNamespace(), object.GetName(), err)
	}
	return parsed.Spec, nil
}

func loadFromSpec(r *release, spec chartSpec, namespace string, inputs Inputs) (*chart.Chart, error) {
	source := spec.SourceRef.in(namespace)
	folder, err := open(inputs, source)
	if err != nil {
		return nil, err
	}
	var loaded *chart.Chart
	var files fs.FS
	switch {
	case folder != nil && source.Kind == "HelmRepository":
		loaded, err = loadFromIndex(folder, spec, inputs.limits())
		if err == nil && loaded == nil {
			return nil, chartUnavailable(r, spec, source, inputs)
		}
	case folder != nil:
		files = folder
		loaded, err = loadAt(folder, spec.Chart, inputs.limits())
	case source.Kind == "HelmRepository" && path.Base(spec.Chart) == gatekeeperChart && embeddedSatisfies(spec.Version):
		loaded, err = loadEmbeddedGatekeeper(inputs.limits())
	default:
		if loaded, err = loadFetched(inputs, chartArtifact(inputs, spec, source)); loaded == nil && err == nil {
			return nil, chartUnavailable(r, spec, source, inputs)
		}
	}
	if err != nil {
		return nil, chartError(r, spec.Chart, source, err)
	}
	return loaded, applyValuesFiles(r, loaded, spec, files)
}

func open(inputs Inputs, source reference) (fs.FS, error) {
	if inputs.Sources == nil {
		return nil, nil
	}
	return inputs.Sources(source.Kind, source.Namespace, source.Name)
}

func chartUnavailable(r *release, spec chartSpec, source reference, inputs Inputs) *Problem {
	version := spec.Version
	if version == "" {
		version = "*"
	}
	fix := fmt.Sprintf("give a local copy with --source %s=PATH", source)
	if path.Base(spec.Chart) == gatekeeperChart {
		fix = fmt.Sprintf("pin the version that is built in (%s) or %s", orNone(EmbeddedGatekeeperVersion()), fix)
	}
	artifact := chartArtifact(inputs, spec, source)
	remedy := &protocol.Remedy{Source: source.String(), Fetch: hostOf(artifact.Address)}
	fix += FetchHint(remedy.Fetch)
	problem := unknown(CodeChartUnavailable, "HelmRelease %s needs the chart %q, version %q, of %s, which is not in Git: %s", r, spec.Chart, version, source, fix)
	problem.Remedy = remedy
	if artifact.Address != "" {
		problem.Missing = []protocol.Artifact{artifact}
	}
	return problem
}

func orNone(version string) string {
	if version == "" {
		return "none, since the engine was built without tools/embed-charts"
	}
	return version
}

// chartError says in the terms of the release why its chart does not load.
func chartError(r *release, name string, source reference, err error) error {
	var problem *Problem
	switch {
	case errors.As(err, &problem):
		copied := *problem
		copied.Message = fmt.Sprintf("HelmRelease %s: %s", r, problem.Message)
		return &copied
	case errors.Is(err, fs.ErrNotExist):
		return failure(CodeChartInvalid, "HelmRelease %s: there is no chart at %q of %s: correct spec.chart.spec.chart", r, name, source)
	default:
		return failure(CodeChartInvalid, "HelmRelease %s: the chart %q of %s does not load: %v", r, name, source, err)
	}
}

// loadFromIndex picks from a folder that stands for a Helm repository: NAME/Chart.yaml, or the highest
// NAME-VERSION.tgz that the version range admits. It returns nil when there is none.
func loadFromIndex(folder fs.FS, spec chartSpec, limits Limits) (*chart.Chart, error) {
	if _, err := fs.Stat(folder, path.Join(clean(spec.Chart), "Chart.yaml")); err == nil {
		loaded, err := loadAt(folder, spec.Chart, limits)
		if err != nil || !satisfies(loaded.Metadata.Version, spec.Version) {
			return nil, err
		}
		return loaded, nil
	}
	prefix := clean(spec.Chart) + "-"
	packages, err := fs.Glob(folder, prefix+"*.tgz")
	if err != nil {
		return nil, err
	}
	var versions []*semver.Version
	for _, name := range packages {
		version, err := semver.StrictNewVersion(strings.TrimSuffix(strings.TrimPrefix(name, prefix), ".tgz"))
		if err == nil && satisfies(version.Original(), spec.Version) {
			versions = append(versions, version)
		}
	}
	if len(versions) == 0 {
		return nil, nil
	}
	sort.Sort(semver.Collection(versions))
	return loadArchive(folder, prefix+versions[len(versions)-1].Original()+".tgz", limits)
}

// loadFromOCI loads what an OCIRepository holds: the chart at the root of a local copy, or the embedded one.
func loadFromOCI(r *release, source reference, inputs Inputs) (*chart.Chart, error) {
	folder, err := open(inputs, source)
	if err != nil {
		return nil, err
	}
	if folder != nil {
		loaded, err := loadAt(folder, ".", inputs.limits())
		if err != nil {
			return nil, chartError(r, ".", source, err)
		}
		return loaded, nil
	}
	object := inputs.Lookup(source.Kind, source.Namespace, source.Name)
	if object == nil {
		return nil, unknown(CodeChartUnavailable, "HelmRelease %s takes its chart from %s, which is not in Git: declare it there", r, source)
	}
	url, _, _ := unstructured.NestedString(object.Object, "spec", "url")
	digest, _, _ := unstructured.NestedString(object.Object, "spec", "ref", "digest")
	version, found, _ := unstructured.NestedString(object.Object, "spec", "ref", "semver")
	if !found {
		version, _, _ = unstructured.NestedString(object.Object, "spec", "ref", "tag")
	}
	if digest == "" && version != "" && path.Base(url) == gatekeeperChart && embeddedSatisfies(version) {
		loaded, err := loadEmbeddedGatekeeper(inputs.limits())
		if err != nil {
			return nil, chartError(r, url, source, err)
		}
		return loaded, nil
	}
	if digest != "" {
		version = digest
	}
	problem := chartUnavailable(r, chartSpec{Chart: url, Version: version}, source, inputs)
	problem.Remedy.Fetch = hostOf(url)
	problem.Message += FetchHint(problem.Remedy.Fetch)
	return nil, problem
}

func loadEmbeddedGatekeeper(limits Limits) (*chart.Chart, error) {
	file, _ := embeddedGatekeeper()
	return loadArchive(embedded, file, limits)
}

func embeddedSatisfies(constraint string) bool {
	version := EmbeddedGatekeeperVersion()
	return version != "" && satisfies(version, constraint)
}

// satisfies tells whether a version is in a range; none means any stable one.
func satisfies(version, constraint string) bool {
	if constraint == "" {
		constraint = "*"
	}
	if version == constraint {
		return true
	}
	parsed, err := semver.NewVersion(version)
	if err != nil {
		return false
	}
	parsedConstraint, err := semver.NewConstraint(constraint)
	return err == nil && parsedConstraint.Check(parsed)
}

// applyValuesFiles replaces the chart's own values by those of the files that the release names, merged in
// order: files of the chart, or of the source when that is a folder of files
// (https://fluxcd.io/flux/components/source/helmcharts/#values-files).
func applyValuesFiles(r *release, loaded *chart.Chart, spec chartSpec, source fs.FS) error {
	if len(spec.ValuesFiles) == 0 {
		return nil
	}
	merged := map[string]interface{}{}
	for _, name := range spec.ValuesFiles {
		data, found, err := valuesFile(loaded, name, source)
		if err != nil {
			return err
		}
		if !found && spec.IgnoreMissingValuesFiles {
			continue
		}
		if !found {
			return failure(CodeValuesInvalid, "HelmRelease %s: valuesFiles has %q, which does not exist: correct it or set ignoreMissingValuesFiles", r, name)
		}
		values, err := chartutil.ReadValues(data)
		if err != nil {
			return failure(CodeValuesInvalid, "HelmRelease %s: valuesFiles: %s is not YAML: %v", r, name, err)
		}
		merged = mergeMaps(merged, values)
	}
	loaded.Values = merged
	return nil
}

func valuesFile(loaded *chart.Chart, name string, source fs.FS) ([]byte, bool, error) {
	if source != nil {
		data, err := fs.ReadFile(source, clean(name))
		if errors.Is(err, fs.ErrNotExist) {
			return nil, false, nil
		}
		return data, err == nil, err
	}
	for _, file := range loaded.Raw {
		if file.Name == clean(name) {
			return file.Data, true, nil
		}
	}
	return nil, false, nil
}
