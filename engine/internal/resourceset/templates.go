package resourceset

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
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
	// resources are templates of one object each, which come before text, a template of many.
	resources []any
	text      string
}

func partsOf(object *unstructured.Unstructured) ([]part, *Problem) {
	spec, _, _ := unstructured.NestedMap(object.Object, "spec")
	whole := partFrom("", spec)
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
		parts[i] = partFrom(title, fields)
		if len(parts[i].resources) == 0 && parts[i].text == "" {
			return nil, failure("%s: step %q has neither resources nor resourcesTemplate: add one", name(object), title)
		}
	}
	return parts, nil
}

func partFrom(step string, fields map[string]any) part {
	resources, _ := fields["resources"].([]any)
	text, _ := fields["resourcesTemplate"].(string)
	return part{step, resources, text}
}

// render gives each object once: the first of those that agree in their identity.
func (p part) render(ctx context.Context, sets []map[string]any, output *budget) ([]*unstructured.Unstructured, error) {
	var objects []*unstructured.Unstructured
	known := map[string]bool{}
	add := func(where, text string, set map[string]any) error {
		made, err := execute(ctx, text, set, output)
		if err != nil {
			return fmt.Errorf("%s: %w", where, err)
		}
		for _, item := range made {
			if known[identity(item)] || item.GetAnnotations()[group+"/reconcile"] == "disabled" {
				continue
			}
			known[identity(item)] = true
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
			if err := add(fmt.Sprintf("resources[%d]", i), string(text), set); err != nil {
				return nil, err
			}
		}
	}
	if p.text == "" {
		return objects, nil
	}
	for _, set := range sets {
		if err := add("resourcesTemplate", p.text, set); err != nil {
			return nil, err
		}
	}
	return objects, nil
}

func execute(ctx context.Context, text string, inputs map[string]any, output *budget) ([]*unstructured.Unstructured, error) {
	functions := sprig.HermeticTxtFuncMap()
	functions["slugify"] = slug.Make
	functions["inputs"] = func() any { return inputs }
	functions["mustToYaml"] = toYAML
	functions["toYaml"] = func(value any) string {
		written, _ := toYAML(value)
		return written
	}
	parsed, err := template.New("resourceset").Delims("<<", ">>").Funcs(functions).Option("missingkey=error").Parse(text)
	if err != nil {
		return nil, err
	}
	var written bytes.Buffer
	if err := parsed.Execute(output.writer(ctx, &written), nil); err != nil {
		return nil, err
	}
	return documents(written.Bytes())
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
