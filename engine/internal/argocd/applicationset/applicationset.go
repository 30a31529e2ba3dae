// Package applicationset makes the Applications of Argo CD's ApplicationSets as far as Git decides them. The rules are those
// of Argo CD's own code (applicationset/generators, applicationset/utils, applicationset/controllers/template, v3.6), which
// cannot be hosted: the generators ask clusters and servers.
// https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/
package applicationset

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	jsonpatch "github.com/evanphx/json-patch/v5"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"

	"fleetkeep.dev/engine/internal/cutoff"
)

const (
	// maxBytes of what the templates of one set may write.
	maxBytes = 64 << 20
	// finalizer has Argo CD remove what an Application applied when the Application goes.
	finalizer = "resources-finalizer.argocd.argoproj.io"
)

// Problem says why a set's Applications are not known.
type Problem struct {
	// Message says what is wrong, with the field and the value, and how to fix it.
	Message string
	// Unknown is true when something outside of Git decides; otherwise Argo CD would fail, too.
	Unknown bool
}

func (p *Problem) Error() string { return p.Message }

func failure(format string, args ...any) *Problem {
	return &Problem{Message: fmt.Sprintf(format, args...)}
}

func unknown(format string, args ...any) *Problem {
	return &Problem{Message: fmt.Sprintf(format, args...), Unknown: true}
}

// Repository is the content of a Git repository at a revision.
type Repository interface {
	// Directories lists all directories, parents first.
	Directories() []string
	// Files lists all files.
	Files() []string
	Read(name string) ([]byte, error)
}

// Inputs are what Git holds beside the set.
type Inputs struct {
	// Clusters are the Secrets that register clusters, of the set's namespace.
	Clusters []*unstructured.Unstructured
	// Repository opens one, or says why its content is not known.
	Repository func(address, revision string) (Repository, error)
	// Most is how many Applications there may be.
	Most int
	// Time is how long it may take.
	Time time.Duration
	// Ended is called when the work is over: before Expand returns, or some time after it gave up waiting.
	Ended func()
}

// Expand gives the Applications that the controller would make, in its order; none where there is a problem, as it changes
// none then.
func Expand(ctx context.Context, object *unstructured.Unstructured, inputs Inputs) ([]*unstructured.Unstructured, *Problem) {
	type answer struct {
		objects []*unstructured.Unstructured
		err     error
	}
	made, err := cutoff.After(ctx, inputs.Time, inputs.Ended, func(ctx context.Context) answer {
		objects, err := expand(ctx, object, inputs)
		return answer{objects, err}
	})
	var panicked *cutoff.Panic
	switch {
	case errors.As(err, &panicked):
		return nil, failure("its templates panicked: %v", panicked)
	case err != nil:
		return nil, failure("it was given up: %v: %s", err, cutoff.Remedy)
	case made.err != nil:
		return nil, problemOf(made.err)
	}
	return made.objects, nil
}

func problemOf(err error) *Problem {
	var problem *Problem
	if errors.As(err, &problem) {
		return problem
	}
	return failure("%v", err)
}

// set is what is read of an ApplicationSet. Templates stay what they are written as: Argo CD replaces texts wherever they
// stand.
type set struct {
	Spec struct {
		GoTemplate        bool              `json:"goTemplate"`
		GoTemplateOptions []string          `json:"goTemplateOptions"`
		Generators        []json.RawMessage `json:"generators"`
		Template          map[string]any    `json:"template"`
		TemplatePatch     *string           `json:"templatePatch"`
		SyncPolicy        *struct {
			PreserveResourcesOnDeletion bool `json:"preserveResourcesOnDeletion"`
		} `json:"syncPolicy"`
	} `json:"spec"`
}

// expansion is the work on one set.
type expansion struct {
	set
	inputs    Inputs
	templates *templates
	namespace string
}

func expand(ctx context.Context, object *unstructured.Unstructured, inputs Inputs) ([]*unstructured.Unstructured, error) {
	data, err := json.Marshal(object.Object)
	if err != nil {
		return nil, err
	}
	work := &expansion{inputs: inputs, namespace: object.GetNamespace()}
	if err := json.Unmarshal(data, &work.set); err != nil {
		return nil, failure("it cannot be read: %v", err)
	}
	work.templates = &templates{ctx: ctx, golang: work.Spec.GoTemplate, options: work.Spec.GoTemplateOptions, left: maxBytes}
	var made []*unstructured.Unstructured
	names := map[string]bool{}
	for i, written := range work.Spec.Generators {
		field := fmt.Sprintf("spec.generators[%d]", i)
		transformed, err := work.transform(field, written, work.Spec.Template, nil)
		if err != nil {
			return nil, err
		}
		for _, one := range transformed {
			for _, params := range one.params {
				application, err := work.application(one.template, params)
				if err != nil {
					return nil, err
				}
				if names[application.GetName()] {
					return nil, failure("%s makes a second Application %q: give each a name of its own", field, application.GetName())
				}
				names[application.GetName()] = true
				if made = append(made, application); len(made) > inputs.Most {
					return nil, failure("it makes more than the %d Applications allowed: split it", inputs.Most)
				}
			}
		}
	}
	return made, nil
}

var applicationName = regexp.MustCompile(`^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$`)

// application fills in the template: GenerateApplications and RenderTemplateParams.
func (e *expansion) application(template, params map[string]any) (*unstructured.Unstructured, error) {
	filled := deepCopy(template)
	if len(params) > 0 {
		replaced, err := e.templates.replaceAll(template, params)
		if err != nil {
			return nil, err
		}
		filled, _ = replaced.(map[string]any)
	}
	spec, _ := filled["spec"].(map[string]any)
	given, _ := filled["metadata"].(map[string]any)
	metadata := map[string]any{}
	for _, field := range []string{"name", "labels", "annotations", "finalizers"} {
		if value, found := given[field]; found {
			metadata[field] = value
		}
	}
	preserves := e.Spec.SyncPolicy != nil && e.Spec.SyncPolicy.PreserveResourcesOnDeletion
	if finalizers, _ := metadata["finalizers"].([]any); len(params) > 0 && !preserves && len(finalizers) == 0 {
		metadata["finalizers"] = []any{finalizer}
	}
	object := map[string]any{"apiVersion": "argoproj.io/v1alpha1", "kind": "Application", "metadata": metadata, "spec": spec}
	if e.Spec.TemplatePatch != nil {
		patched, err := e.patch(object, *e.Spec.TemplatePatch, params)
		if err != nil {
			return nil, err
		}
		object = patched
	}
	application := &unstructured.Unstructured{Object: object}
	application.SetNamespace(e.namespace)
	if !applicationName.MatchString(application.GetName()) {
		return nil, failure("its template makes an Application of the name %q, which is none: write it in lower-case letters, digits, - and .", application.GetName())
	}
	return application, nil
}

// patch applies spec.templatePatch. Of the type that it patches no list has a key, so that a strategic merge is a merge.
func (e *expansion) patch(object map[string]any, patch string, params map[string]any) (map[string]any, error) {
	text, err := e.templates.replace(patch, params)
	if err != nil {
		return nil, err
	}
	converted, err := yaml.YAMLToJSON([]byte(text))
	if err != nil {
		return nil, failure("spec.templatePatch is no YAML once it is filled in: %v", err)
	}
	if strings.Contains(string(converted), `"$`) {
		return nil, unknown("spec.templatePatch has a directive of strategic merge patches ($patch, $retainKeys …), which is not evaluated")
	}
	original, err := json.Marshal(object)
	if err != nil {
		return nil, err
	}
	merged, err := jsonpatch.MergePatch(original, converted)
	if err != nil {
		return nil, failure("spec.templatePatch: %v", err)
	}
	var result map[string]any
	if err := json.Unmarshal(merged, &result); err != nil {
		return nil, failure("spec.templatePatch: %v", err)
	}
	// A patch never moves an Application to another project.
	spec, _ := object["spec"].(map[string]any)
	patched, _ := result["spec"].(map[string]any)
	if patched != nil && spec != nil {
		delete(patched, "project")
		if project, found := spec["project"]; found {
			patched["project"] = project
		}
	}
	return result, nil
}
