// Package resourceset renders the Flux Operator's ResourceSets from what Git holds, as its documentation describes them:
// https://fluxoperator.dev/docs/crd/resourceset/. The operator's own code cannot be hosted: its builder is an internal
// package, and its license is not ours. Templates are run by the libraries that it runs them with.
package resourceset

import (
	"context"
	"errors"
	"fmt"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"fleetkeep.dev/engine/internal/cutoff"
)

const group = "fluxcd.controlplane.io"

// maxBytes of what one ResourceSet may render to.
const maxBytes = 64 << 20

// Problem says why a ResourceSet is not rendered.
type Problem struct {
	// Message says what is wrong, with the value, and how to fix it.
	Message string
	// Unknown is true when something outside of Git decides; otherwise the operator would fail, too.
	Unknown bool
}

func (p *Problem) Error() string { return p.Message }

func failure(format string, args ...any) *Problem {
	return &Problem{Message: fmt.Sprintf(format, args...)}
}

func unknown(format string, args ...any) *Problem {
	return &Problem{Message: fmt.Sprintf(format, args...), Unknown: true}
}

// Providers lists the ResourceSetInputProviders of a namespace that Git has.
type Providers func(namespace string) []*unstructured.Unstructured

// Inputs are what Git holds beside the ResourceSet.
type Inputs struct {
	Providers Providers
	// Time is the longest for one ResourceSet; a template that does not come to its end within it is left behind.
	Time time.Duration
	// Trace asks for Object.Fields.
	Trace bool
	// Ended is called when the work is over: before Render returns, or some time after it gave up waiting.
	Ended func()
}

// Render gives the objects that the operator would apply, in its order.
func Render(ctx context.Context, object *unstructured.Unstructured, inputs Inputs) ([]Object, *Problem) {
	type answer struct {
		objects []Object
		problem *Problem
	}
	made, err := cutoff.After(ctx, inputs.Time, inputs.Ended, func(ctx context.Context) answer {
		objects, problem := render(ctx, object, inputs)
		return answer{objects, problem}
	})
	var panicked *cutoff.Panic
	switch {
	case errors.As(err, &panicked):
		return nil, failure("%s: its templates panicked: %v", name(object), panicked)
	case err != nil:
		return nil, failure("%s was given up: %v: %s", name(object), err, cutoff.Remedy)
	}
	return made.objects, made.problem
}

func name(object *unstructured.Unstructured) string {
	return fmt.Sprintf("ResourceSet %s/%s", object.GetNamespace(), object.GetName())
}

func render(ctx context.Context, object *unstructured.Unstructured, inputs Inputs) ([]Object, *Problem) {
	sets, problem := inputSets(object, inputs.Providers)
	if problem != nil {
		return nil, problem
	}
	parts, problem := partsOf(object)
	if problem != nil {
		return nil, problem
	}
	// Providers that give nothing mean that nothing is applied; without any input the templates are rendered once.
	if len(sets) == 0 {
		if _, has, _ := unstructured.NestedSlice(object.Object, "spec", "inputsFrom"); has {
			return nil, nil
		}
		sets = []inputSet{{}}
	}
	run := &execution{ctx: ctx, budget: &budget{left: maxBytes}, trace: inputs.Trace}
	var objects []Object
	steps := map[string]string{}
	for _, part := range parts {
		made, err := part.render(run, sets)
		if err != nil {
			return nil, failure("%s: %v", name(object), err)
		}
		for _, item := range made {
			id := identity(item.Unstructured)
			if step, taken := steps[id]; taken && step != part.step {
				return nil, failure("%s: %s is in the steps %q and %q: keep one of them", name(object), id, step, part.step)
			}
			steps[id] = part.step
			objects = append(objects, item)
		}
	}
	own(object, objects)
	return objects, nil
}

// identity is group, kind, namespace and name: of two objects that agree in them the first is applied.
func identity(item *unstructured.Unstructured) string {
	return fmt.Sprintf("%s/%s/%s/%s", item.GroupVersionKind().Group, item.GetKind(), item.GetNamespace(), item.GetName())
}

// own sets what the operator sets before it applies: owner labels, then spec.commonMetadata.
func own(object *unstructured.Unstructured, items []Object) {
	labels := map[string]string{"resourceset." + group + "/name": object.GetName(), "resourceset." + group + "/namespace": object.GetNamespace()}
	common, _, _ := unstructured.NestedStringMap(object.Object, "spec", "commonMetadata", "labels")
	annotations, _, _ := unstructured.NestedStringMap(object.Object, "spec", "commonMetadata", "annotations")
	for i := range items {
		item := &items[i]
		item.SetLabels(merged(item.GetLabels(), labels, common))
		if len(annotations) > 0 {
			item.SetAnnotations(merged(item.GetAnnotations(), annotations))
		}
		item.mark("labels", ByOwner, labels)
		item.mark("labels", ByCommonMetadata, common)
		item.mark("annotations", ByCommonMetadata, annotations)
	}
}

func merged(layers ...map[string]string) map[string]string {
	result := map[string]string{}
	for _, layer := range layers {
		for name, value := range layer {
			result[name] = value
		}
	}
	return result
}
