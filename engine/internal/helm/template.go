package helm

import (
	"context"
	"errors"
	"io/fs"
	"path"

	"helm.sh/helm/v3/pkg/chart"
	"helm.sh/helm/v3/pkg/engine"

	"fleetkeep.dev/engine/internal/protocol"
)

// Template is a chart as `helm template --include-crds` renders it: what Argo CD does with a chart. Nothing is installed,
// so no object is marked as a release's.
type Template struct {
	// Label is what messages call it: `Application/argocd/web`.
	Label string
	// Name and Namespace are the release's.
	Name, Namespace string
	// Folder is the source that holds the chart at Path; nil for a chart that is fetched.
	Folder fs.FS
	Path   string
	// Artifact is the chart of a repository, where there is no folder.
	Artifact protocol.Artifact
	// Values are given the chart, and are merged into its own. Files of the chart itself are read by file, whose name is
	// relative to the chart.
	Values func(file func(name string) ([]byte, error)) (map[string]any, error)
	// SkipCRDs leaves out what is in crds/ folders, SkipSchema the validation of the values.
	SkipCRDs, SkipSchema bool
}

// Render renders the chart. Like Render, it does not panic, and it leaves behind what takes too long.
func (t Template) Render(ctx context.Context, inputs Inputs) ([]Object, []Problem) {
	return bounded(ctx, t.Label, inputs, func(limits Limits) ([]Object, []Problem, error) {
		var remarks []Problem
		objects, err := t.render(inputs, limits, &remarks)
		return objects, remarks, err
	})
}

func (t Template) render(inputs Inputs, limits Limits, remarks *[]Problem) ([]Object, error) {
	loaded, err := t.load(inputs, limits)
	if err != nil {
		return nil, err
	}
	values, err := t.Values(func(name string) ([]byte, error) { return t.chartFile(loaded, name) })
	if err != nil {
		return nil, err
	}
	subject := subject{t.Label, t.Name, t.Namespace}
	capabilities, err := inputs.capabilities()
	if err != nil {
		return nil, failure(CodeReleaseInvalid, "%s: kubeVersion %q: %v", t.Label, inputs.KubernetesVersion, err)
	}
	fetchable, err := addFetchedDependencies(inputs, loaded)
	if err != nil {
		return nil, failure(CodeChartInvalid, "%s: a dependency of the chart %s does not load: %v", t.Label, loaded.Name(), err)
	}
	if err := subject.checkInstallable(loaded, capabilities, fetchable); err != nil {
		return nil, err
	}
	renderValues, err := subject.renderValues(loaded, values, capabilities)
	if err != nil {
		return nil, err
	}
	if !t.SkipSchema {
		if err := subject.validate(loaded, renderValues, remarks); err != nil {
			return nil, err
		}
	}
	files, err := engine.Engine{}.Render(loaded, renderValues)
	if err != nil {
		return nil, failure(CodeTemplateFailed, "%s: a template of the chart %s fails: %v", t.Label, loaded.Name(), err)
	}
	if err := subject.checkSize(files, limits); err != nil {
		return nil, err
	}
	objects, hooks, err := manifests(files)
	if err != nil {
		return nil, err
	}
	if t.SkipCRDs {
		return append(objects, hooks...), nil
	}
	declared, err := definitions(loaded)
	if err != nil {
		return nil, err
	}
	return append(append(declared, objects...), hooks...), nil
}

// load finds the chart: in the folder, as a packaged one beside others in it, among what was fetched, or built in.
func (t Template) load(inputs Inputs, limits Limits) (*chart.Chart, error) {
	wanted := t.Artifact
	if t.Folder != nil {
		loaded, err := t.loadFolder(limits)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil, failure(CodeChartInvalid, "%s: there is no chart at %q: correct the path", t.Label, t.Path)
		case err != nil:
			return nil, t.unloadable(err)
		case loaded == nil:
			return nil, failure(CodeChartInvalid, "%s: the copy has no chart %s, version %q", t.Label, wanted.Chart, wanted.Version)
		}
		return loaded, nil
	}
	if path.Base(wanted.Chart) == gatekeeperChart && embeddedSatisfies(wanted.Version) {
		loaded, err := loadEmbeddedGatekeeper(limits)
		if err != nil {
			return nil, t.unloadable(err)
		}
		return loaded, nil
	}
	loaded, err := loadFetched(inputs, wanted)
	if err != nil {
		return nil, t.unloadable(err)
	}
	if loaded == nil {
		remedy := &protocol.Remedy{Source: t.Label, Fetch: hostOf(wanted.Address)}
		problem := unknown(CodeChartUnavailable, "%s needs the chart %s, version %q, of %s, which is not in Git: give a copy with --source %s=PATH%s",
			t.Label, wanted.Chart, wanted.Version, wanted.Address, t.Label, FetchHint(remedy.Fetch))
		problem.Remedy = remedy
		problem.Missing = []protocol.Artifact{wanted}
		return nil, problem
	}
	return loaded, nil
}

func (t Template) loadFolder(limits Limits) (*chart.Chart, error) {
	if t.Artifact.Chart == "" {
		return loadAt(t.Folder, t.Path, limits)
	}
	if _, err := fs.Stat(t.Folder, "Chart.yaml"); err == nil {
		return loadAt(t.Folder, ".", limits)
	}
	return loadFromIndex(t.Folder, chartSpec{Chart: t.Artifact.Chart, Version: t.Artifact.Version}, limits)
}

func (t Template) unloadable(err error) error {
	var problem *Problem
	if errors.As(err, &problem) {
		return failure(problem.Code, "%s: %s", t.Label, problem.Message)
	}
	return failure(CodeChartInvalid, "%s: the chart does not load: %v", t.Label, err)
}

func (t Template) chartFile(loaded *chart.Chart, name string) ([]byte, error) {
	for _, file := range loaded.Raw {
		if file.Name == clean(name) {
			return file.Data, nil
		}
	}
	return nil, fs.ErrNotExist
}

// ValuesProblem is a problem of the values that a Template is given.
func ValuesProblem(format string, args ...any) *Problem {
	return failure(CodeValuesInvalid, format, args...)
}

// UnknownValues is a problem of values that Git alone does not have.
func UnknownValues(format string, args ...any) *Problem {
	return unknown(CodeValuesUnavailable, format, args...)
}

// MergeValues merges values over others, maps into maps, as Helm merges files of values.
func MergeValues(base, over map[string]any) map[string]any { return mergeMaps(base, over) }
