package helm

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"

	"helm.sh/helm/v3/pkg/chart"
	"helm.sh/helm/v3/pkg/chartutil"
	"helm.sh/helm/v3/pkg/engine"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/dynamic"
)

// lookups stands for the cluster that templates ask by `lookup`: it has nothing, and keeps what was asked.
type lookups struct {
	asked []string
	// marked tells that templates were marked, and running are those that are being rendered, the outermost first.
	marked  bool
	running []string
	// by are what each of them asked.
	by map[string][]string
}

// Marks that are no API: templates that were marked tell by them which one is being rendered.
const (
	beginMark = "begin.fleetkeep.invalid"
	endMark   = "end.fleetkeep.invalid"
)

// GetClientFor implements engine.ClientProvider.
func (l *lookups) GetClientFor(apiVersion, kind string) (dynamic.NamespaceableResourceInterface, bool, error) {
	return &nothing{lookups: l, apiVersion: apiVersion, kind: kind}, true, nil
}

func (l *lookups) see(apiVersion, kind, namespace, name string) {
	switch {
	case l.marked && apiVersion == beginMark:
		l.running = append(l.running, kind)
		return
	case l.marked && apiVersion == endMark:
		l.running = l.running[:max(len(l.running)-1, 0)]
		return
	}
	asked := kind + " "
	if group, _, grouped := strings.Cut(apiVersion, "/"); grouped {
		asked = kind + "." + group + " "
	}
	switch {
	case name == "" && namespace == "":
		asked += "of any name"
	case name == "":
		asked += "of any name in " + namespace
	case namespace == "":
		asked += name
	default:
		asked += namespace + "/" + name
	}
	if !slices.Contains(l.asked, asked) {
		l.asked = append(l.asked, asked)
	}
	for _, template := range l.running {
		if !slices.Contains(l.by[template], asked) {
			l.by[template] = append(l.by[template], asked)
		}
	}
}

// nothing is a resource of a cluster that has none. The methods that Helm does not call are not there.
type nothing struct {
	dynamic.NamespaceableResourceInterface
	lookups                     *lookups
	apiVersion, kind, namespace string
}

func (n *nothing) Namespace(namespace string) dynamic.ResourceInterface {
	within := *n
	within.namespace = namespace
	return &within
}

func (n *nothing) Get(_ context.Context, name string, _ metav1.GetOptions, _ ...string) (*unstructured.Unstructured, error) {
	n.lookups.see(n.apiVersion, n.kind, n.namespace, name)
	return nil, apierrors.NewNotFound(schema.GroupResource{Resource: n.kind}, name)
}

func (n *nothing) List(_ context.Context, _ metav1.ListOptions) (*unstructured.UnstructuredList, error) {
	n.lookups.see(n.apiVersion, n.kind, n.namespace, "")
	return nil, apierrors.NewNotFound(schema.GroupResource{Resource: n.kind}, "")
}

// renderTemplates runs the templates. A `lookup` finds nothing, and without DNS getHostByName does not, either.
func renderTemplates(loaded *chart.Chart, values chartutil.Values, asked *lookups) (map[string]string, error) {
	return engine.RenderWithClientProvider(loaded, values, asked)
}

// lookupsByTemplate tells which templates asked the cluster. It renders once more, with a mark at both ends of each
// template, which puts out nothing.
func lookupsByTemplate(loaded *chart.Chart, values chartutil.Values, asked []string) map[string][]string {
	again := &lookups{marked: true, by: map[string][]string{}}
	if _, err := renderTemplates(withMarks(loaded), values, again); err == nil && len(again.asked) == len(asked) {
		return again.by
	}
	// It may be any of them.
	by := map[string][]string{}
	eachTemplate(loaded, func(name string, _ *chart.File) { by[name] = asked })
	return by
}

func withMarks(loaded *chart.Chart) *chart.Chart {
	marked := cloneChart(loaded)
	eachTemplate(marked, func(name string, file *chart.File) {
		if strings.HasPrefix(path.Base(name), "_") {
			return
		}
		begin := fmt.Sprintf("{{$fleetkeep := lookup %q %q \"\" \"x\"}}", beginMark, name)
		end := fmt.Sprintf("{{$fleetkeep = lookup %q %q \"\" \"x\"}}", endMark, name)
		file.Data = []byte(begin + string(file.Data) + end)
	})
	return marked
}

// eachTemplate visits the templates of a chart and its dependencies, by the names that Helm gives them.
func eachTemplate(c *chart.Chart, visit func(name string, file *chart.File)) {
	for _, file := range c.Templates {
		if file != nil {
			visit(path.Join(c.ChartFullPath(), file.Name), file)
		}
	}
	for _, dependency := range c.Dependencies() {
		eachTemplate(dependency, visit)
	}
}

// cloneChart copies everything of a chart that rendering it, or marking it, could change.
func cloneChart(c *chart.Chart) *chart.Chart {
	clone := *c
	clone.Values = copyMap(c.Values)
	clone.Templates = make([]*chart.File, len(c.Templates))
	for i, file := range c.Templates {
		if file != nil {
			copied := *file
			clone.Templates[i] = &copied
		}
	}
	if c.Metadata != nil {
		metadata := *c.Metadata
		metadata.Dependencies = make([]*chart.Dependency, len(c.Metadata.Dependencies))
		for i, dependency := range c.Metadata.Dependencies {
			copied := *dependency
			metadata.Dependencies[i] = &copied
		}
		clone.Metadata = &metadata
	}
	dependencies := make([]*chart.Chart, len(c.Dependencies()))
	for i, dependency := range c.Dependencies() {
		dependencies[i] = cloneChart(dependency)
	}
	clone.SetDependencies(dependencies...)
	return &clone
}

func copyMap(values map[string]interface{}) map[string]interface{} {
	if values == nil {
		return nil
	}
	return copyValue(values).(map[string]interface{})
}

func copyValue(value interface{}) interface{} {
	switch value := value.(type) {
	case map[string]interface{}:
		copied := make(map[string]interface{}, len(value))
		for name, field := range value {
			copied[name] = copyValue(field)
		}
		return copied
	case []interface{}:
		copied := make([]interface{}, len(value))
		for i, item := range value {
			copied[i] = copyValue(item)
		}
		return copied
	}
	return value
}
