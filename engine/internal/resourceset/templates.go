package resourceset

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"text/template"

	sprig "github.com/go-task/slim-sprig/v3"
	"github.com/gosimple/slug"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	utilyaml "k8s.io/apimachinery/pkg/util/yaml"
	"sigs.k8s.io/yaml"
)

func init() {
	// The settings that the operator's documentation gives for its function slugify.
	slug.MaxLength = 63
	slug.EnableSmartTruncate = true
}

// part is a step of a ResourceSet; one without steps is one part.
type part struct {
	step string
	// path leads to it in the ResourceSet.
	path []string
	// resources are templates of one object each, which come before text, a template of many.
	resources []any
	text      string
}

func partsOf(object *unstructured.Unstructured) ([]part, *Problem) {
	spec, _, _ := unstructured.NestedMap(object.Object, "spec")
	whole := partFrom("", spec, "spec")
	steps, _, _ := unstructured.NestedSlice(spec, "steps")
	if len(steps) == 0 {
		return []part{whole}, nil
	}
	if len(whole.resources) > 0 || whole.text != "" {
		return nil, failure("%s: it has spec.steps beside spec.resources or spec.resourcesTemplate: keep one of them", name(object))
	}
	parts := make([]part, len(steps))
	for i, step := range steps {
		fields, _ := step.(map[string]any)
		title, _ := fields["name"].(string)
		parts[i] = partFrom(title, fields, "spec", "steps", strconv.Itoa(i))
		if len(parts[i].resources) == 0 && parts[i].text == "" {
			return nil, failure("%s: step %q has neither resources nor resourcesTemplate: add one", name(object), title)
		}
	}
	return parts, nil
}

func partFrom(step string, fields map[string]any, path ...string) part {
	resources, _ := fields["resources"].([]any)
	text, _ := fields["resourcesTemplate"].(string)
	return part{step, path, resources, text}
}

// render gives each object once: the first of those that agree in their identity.
func (p part) render(run *execution, sets []inputSet) ([]Object, error) {
	var objects []Object
	known := map[string]bool{}
	add := func(text string, set inputSet, path ...string) error {
		template := templateAt{append(slices.Clone(p.path), path...), text, len(path) > 1}
		made, err := run.execute(template, set)
		if err != nil {
			return fmt.Errorf("%s: %w", pathText(path), err)
		}
		for _, item := range made {
			id := identity(item.Unstructured)
			if known[id] || item.GetAnnotations()[group+"/reconcile"] == "disabled" {
				continue
			}
			known[id] = true
			objects = append(objects, item)
		}
		return nil
	}
	for i, resource := range p.resources {
		text, err := yaml.Marshal(resource)
		if err != nil {
			return nil, err
		}
		for _, set := range sets {
			if err := add(string(text), set, "resources", strconv.Itoa(i)); err != nil {
				return nil, err
			}
		}
	}
	if p.text == "" {
		return objects, nil
	}
	for _, set := range sets {
		if err := add(p.text, set, "resourcesTemplate"); err != nil {
			return nil, err
		}
	}
	return objects, nil
}

// pathText is a path as people write it: `resources[0]`.
func pathText(path []string) string {
	text := path[0]
	for _, step := range path[1:] {
		if _, err := strconv.Atoi(step); err == nil {
			text += "[" + step + "]"
		} else {
			text += "." + step
		}
	}
	return text
}

// execution runs the templates of one ResourceSet.
type execution struct {
	ctx    context.Context
	budget *budget
	trace  bool
}

func (e *execution) execute(at templateAt, set inputSet) ([]Object, error) {
	functions := sprig.HermeticTxtFuncMap()
	functions["slugify"] = slug.Make
	functions["inputs"] = func() any { return set.values }
	functions["mustToYaml"] = toYAML
	functions["toYaml"] = func(value any) string {
		written, _ := toYAML(value)
		return written
	}
	parsed, err := template.New("resourceset").Delims("<<", ">>").Funcs(functions).Option("missingkey=error").Parse(at.text)
	if err != nil {
		return nil, err
	}
	var trace *tracer
	var written bytes.Buffer
	to := io.Writer(&written)
	if e.trace {
		trace = newTracer(parsed, &written)
		to = trace
	}
	if err := parsed.Execute(e.budget.writer(e.ctx, to), nil); err != nil {
		return nil, err
	}
	made, err := documents(written.Bytes())
	if err != nil {
		return nil, err
	}
	objects := make([]Object, len(made))
	for i, item := range made {
		objects[i] = Object{Unstructured: item, Template: pathText(at.path), Path: at.path}
	}
	if trace != nil {
		trace.explain(objects, at, set)
	}
	return objects, nil
}

func toYAML(value any) (string, error) {
	written, err := yaml.Marshal(value)
	return string(written), err
}

// documents are the objects of a stream; empty documents and what is no object of Kubernetes are left out.
func documents(data []byte) ([]*unstructured.Unstructured, error) {
	reader := utilyaml.NewYAMLOrJSONDecoder(bytes.NewReader(data), 2048)
	var objects []*unstructured.Unstructured
	for {
		var raw runtime.RawExtension
		if err := reader.Decode(&raw); errors.Is(err, io.EOF) {
			return objects, nil
		} else if err != nil {
			return nil, fmt.Errorf("what it renders is not valid: %w", err)
		}
		if len(raw.Raw) == 0 || string(raw.Raw) == "null" {
			continue
		}
		item := &unstructured.Unstructured{}
		if err := item.UnmarshalJSON(raw.Raw); err != nil {
			return nil, fmt.Errorf("it renders what is no object of Kubernetes: %w", err)
		}
		if item.IsList() {
			if err := item.EachListItem(func(one runtime.Object) error {
				objects = append(objects, one.(*unstructured.Unstructured))
				return nil
			}); err != nil {
				return nil, err
			}
			continue
		}
		if item.GetKind() == "" || item.GetName() == "" || item.GetAPIVersion() == "" {
			return nil, fmt.Errorf("it renders an object without apiVersion, kind or name: give it all three")
		}
		objects = append(objects, item)
	}
}

// budget is how many bytes templates may still write.
type budget struct{ left int }

func (b *budget) writer(ctx context.Context, to io.Writer) io.Writer { return budgetWriter{ctx, b, to} }

type budgetWriter struct {
	ctx    context.Context
	budget *budget
	to     io.Writer
}

func (w budgetWriter) Write(data []byte) (int, error) {
	if err := w.ctx.Err(); err != nil {
		return 0, err
	}
	if w.budget.left -= len(data); w.budget.left < 0 {
		return 0, fmt.Errorf("its templates write more than the %d MiB that they may", maxBytes>>20)
	}
	return w.to.Write(data)
}
