package render

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"sort"
	"strings"
	"sync"

	"helm.sh/helm/v3/pkg/strvals"
	"sigs.k8s.io/yaml"

	"fleetkeep.dev/engine/internal/argocd"
	"fleetkeep.dev/engine/internal/helm"
	"fleetkeep.dev/engine/internal/protocol"
	"fleetkeep.dev/engine/internal/repository"
)

// applicationChart renders a chart that is in no Git repository: from a copy that was given, or from what was fetched.
func (r *renderer) applicationChart(ctx context.Context, item unit, read *argocd.Application, source argocd.Source, sources sources, apiVersions []string) (*outcome, *failure) {
	wanted := reference{kindApplication, item.GetNamespace(), item.GetName()}
	if directory, given := r.given[wanted.String()]; given && len(read.Sources) == 1 {
		view, reason := r.givenView(wanted, directory, nil)
		if reason != nil {
			return nil, reason
		}
		return r.applicationHelm(ctx, item, read, source, view, sources, apiVersions)
	}
	return r.applicationHelm(ctx, item, read, source, nil, sources, apiVersions)
}

// applicationHelm renders a chart as Argo CD does. Without a view the chart is one that is fetched.
func (r *renderer) applicationHelm(ctx context.Context, item unit, read *argocd.Application, source argocd.Source, view *repository.View, sources sources, apiVersions []string) (*outcome, *failure) {
	reader := &chartReader{renderer: r, item: item, source: source, view: view, refs: map[string]*repository.View{}, looks: map[string][]repository.Look{}}
	key := []string{"application chart", item.label(), item.file, fmt.Sprint(item.line), item.hash, source.Field, strings.Join(apiVersions, "\n")}
	if view != nil {
		key = append(key, view.ID)
	}
	for _, name := range sortedKeys(reader.named(read)) {
		lent, reason := sources.applicationView(item, read.Refs[name], false)
		if reason != nil {
			return nil, reason
		}
		reader.refs[name] = lent
		key = append(key, name+" "+lent.ID)
	}
	made := r.shared.releases.get(strings.Join(key, "\n"), func() *outcome { return r.renderChart(ctx, read, reader, apiVersions) })
	if made.state != protocol.KustomizationStatusStateRendered {
		return nil, &failure{state: made.state, problems: made.problems, missing: made.missing}
	}
	return made, nil
}

func (r *renderer) renderChart(ctx context.Context, read *argocd.Application, reader *chartReader, apiVersions []string) *outcome {
	item, source := reader.item, reader.source
	return r.inTurn(ctx, item, func(ended func()) *outcome {
		template := helm.Template{
			Label: item.label(), Name: source.Helm.ReleaseName, Namespace: source.Helm.Namespace, Path: source.Path,
			Values: reader.values, SkipCRDs: source.Helm.SkipCRDs, SkipSchema: source.Helm.SkipSchema,
		}
		if template.Name == "" {
			template.Name = item.GetName()
		}
		if template.Namespace == "" {
			template.Namespace = read.Namespace
		}
		if source.Chart != "" {
			template.Artifact = protocol.Artifact{Address: source.ChartAddress(), Chart: source.Chart, Version: source.Revision}
		}
		if reader.view != nil {
			template.Folder = reader.view.FS(reader.look(""))
		}
		limits := helm.DefaultLimits
		limits.Time = r.timeLimit
		inputs := helm.Inputs{Charts: reader.chart, KubernetesVersion: source.Helm.KubeVersion, APIVersions: apiVersions, Limits: limits, Ended: ended}
		if len(source.Helm.APIVersions) > 0 {
			inputs.APIVersions = source.Helm.APIVersions
		}
		objects, problems := template.Render(ctx, inputs)
		result := released(item, objects, problems, item.secret)
		kept := result.objects[:0]
		for i, object := range result.objects {
			if objects[i].GetAnnotations()["argocd.argoproj.io/hook"] != skipHook {
				kept = append(kept, object)
			}
		}
		result.objects = kept
		result.read = reader.read()
		return result
	})
}

// chartReader gives a chart the files that its values are made of.
type chartReader struct {
	renderer *renderer
	item     unit
	source   argocd.Source
	// view is nil for a chart that is fetched.
	view  *repository.View
	refs  map[string]*repository.View
	mutex sync.Mutex
	// looks are by the name of the reference, "" for the chart's own source.
	looks map[string][]repository.Look
}

// named are the sources that files of values are taken from.
func (c *chartReader) named(read *argocd.Application) map[string]bool {
	names := map[string]bool{}
	add := func(file argocd.ValueFile) {
		if _, known := read.Refs[file.Ref]; known {
			names[file.Ref] = true
		}
	}
	for _, file := range c.source.Helm.ValueFiles {
		add(file)
	}
	for _, parameter := range c.source.Helm.FileParameters {
		add(parameter.File)
	}
	return names
}

func (c *chartReader) look(ref string) func(repository.Look) {
	return func(look repository.Look) {
		c.mutex.Lock()
		defer c.mutex.Unlock()
		c.looks[ref] = append(c.looks[ref], look)
	}
}

func (c *chartReader) read() []string {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	var read []string
	for ref, looks := range c.looks {
		view := c.view
		if ref != "" {
			view = c.refs[ref]
		}
		read = append(read, c.renderer.objectsRead(looks, view)...)
	}
	sort.Strings(read)
	return read
}

func (c *chartReader) chart(wanted protocol.Artifact) ([]byte, error) {
	fetched, known := c.renderer.fetched[wanted]
	if !known {
		return nil, nil
	}
	return readFetched(fetched)
}

// values are put together in Helm's order: files, inline values, --set, --set-string, --set-file. Parameters of one kind are
// set in the order of their names; Argo CD has none there.
func (c *chartReader) values(chartFile func(string) ([]byte, error)) (map[string]any, error) {
	values := map[string]any{}
	merge := func(where string, content []byte) error {
		over := map[string]any{}
		if err := yaml.Unmarshal(content, &over); err != nil {
			return helm.ValuesProblem("%s: %s is no YAML of values: %v", c.item.label(), where, err)
		}
		values = helm.MergeValues(values, over)
		return nil
	}
	files, err := c.valueFiles(chartFile)
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		if err := merge(file.name, file.content); err != nil {
			return nil, err
		}
	}
	if len(c.source.Helm.Values) > 0 {
		if err := merge(c.source.Field+".helm.values", c.source.Helm.Values); err != nil {
			return nil, err
		}
	}
	return values, c.set(values, chartFile)
}

func (c *chartReader) set(values map[string]any, chartFile func(string) ([]byte, error)) error {
	text := map[bool]map[string]string{true: {}, false: {}}
	for _, parameter := range c.source.Helm.Parameters {
		text[parameter.Text][parameter.Name] = parameter.Value
	}
	for _, asText := range []bool{false, true} {
		for _, name := range sortedKeys(text[asText]) {
			parse := strvals.ParseInto
			if asText {
				parse = strvals.ParseIntoString
			}
			if err := parse(name+"="+escaped(text[asText][name]), values); err != nil {
				return helm.ValuesProblem("%s: parameter %s of %s.helm: %v", c.item.label(), name, c.source.Field, err)
			}
		}
	}
	named := map[string]argocd.ValueFile{}
	for _, parameter := range c.source.Helm.FileParameters {
		named[parameter.Name] = parameter.File
	}
	for _, name := range sortedKeys(named) {
		content, found, err := c.file(named[name], chartFile)
		if err != nil {
			return err
		}
		if !found {
			return helm.ValuesProblem("%s: the file %q of %s.helm.fileParameters does not exist", c.item.label(), named[name].Path, c.source.Field)
		}
		read := func([]rune) (any, error) { return string(content), nil }
		if err := strvals.ParseIntoFile(name+"=x", values, read); err != nil {
			return helm.ValuesProblem("%s: file parameter %s of %s.helm: %v", c.item.label(), name, c.source.Field, err)
		}
	}
	return nil
}

var unescapedComma = regexp.MustCompile(`(^|[^\\]),`)

// escaped is util/helm, cleanSetParameters: a comma is none of Helm's, unless the value is a list.
func escaped(value string) string {
	if strings.HasPrefix(value, "{") && strings.HasSuffix(value, "}") {
		return value
	}
	for previous := ""; previous != value; {
		previous = value
		value = unescapedComma.ReplaceAllString(value, `$1\,`)
	}
	return value
}

type namedContent struct {
	name    string
	content []byte
}

// valueFiles reads the files in order, each once (reposerver/repository, getResolvedValueFiles).
func (c *chartReader) valueFiles(chartFile func(string) ([]byte, error)) ([]namedContent, error) {
	seen := map[string]bool{}
	var result []namedContent
	for _, file := range c.source.Helm.ValueFiles {
		if isPattern(file.Path) {
			return nil, helm.UnknownValues("%s: %q of %s.helm.valueFiles is a pattern, which is not evaluated: name the files", c.item.label(), file.Path, c.source.Field)
		}
		place := file.Ref + "\n" + c.within(file)
		if seen[place] {
			continue
		}
		content, found, err := c.file(file, chartFile)
		if err != nil {
			return nil, err
		}
		if found {
			seen[place] = true
			result = append(result, namedContent{path.Join(file.Ref, file.Path), content})
		}
		if !found && !c.source.Helm.IgnoreMissing {
			return nil, helm.ValuesProblem("%s: the file %q of %s.helm.valueFiles does not exist: correct it, or set ignoreMissingValueFiles",
				c.item.label(), path.Join(file.Ref, file.Path), c.source.Field)
		}
	}
	return result, nil
}

func isPattern(name string) bool { return strings.ContainsAny(name, "*?[") }

// within is the path of a file in the source that has it.
func (c *chartReader) within(file argocd.ValueFile) string {
	if file.Ref != "" || path.IsAbs(file.Path) || c.view == nil || c.source.Chart != "" {
		return path.Clean(strings.TrimPrefix(file.Path, "/"))
	}
	return path.Join(c.source.Path, file.Path)
}

func (c *chartReader) file(file argocd.ValueFile, chartFile func(string) ([]byte, error)) ([]byte, bool, error) {
	name := c.within(file)
	if name == ".." || strings.HasPrefix(name, "../") {
		return nil, false, helm.ValuesProblem("%s: the file %q leads out of its source", c.item.label(), file.Path)
	}
	var content []byte
	var err error
	switch view := c.refs[file.Ref]; {
	case file.Ref != "" && view == nil:
		return nil, false, helm.ValuesProblem("%s: %s is the ref of none of its sources: correct %q", c.item.label(), file.Ref, path.Join(file.Ref, file.Path))
	case file.Ref != "":
		content, err = fs.ReadFile(view.FS(c.look(file.Ref)), name)
	case c.view == nil || c.source.Chart != "":
		content, err = chartFile(name)
	default:
		content, err = fs.ReadFile(c.view.FS(c.look("")), name)
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil, false, nil
	}
	return content, err == nil, err
}
