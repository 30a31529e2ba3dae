package policy

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"sort"

	apiconstraints "github.com/open-policy-agent/frameworks/constraint/pkg/apis/constraints"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"fleetkeep.dev/engine/internal/scope"
)

// Load compiles a policy set. Objects are ConstraintTemplates (v1, v1beta1, v1alpha1), constraints, Config,
// ExpansionTemplates, mutators, the webhook configurations by which the API server asks Gatekeeper and, for the scopes of
// custom resources, CustomResourceDefinitions; others are ignored, unless they are Synced: then policies that read
// data.inventory are decided by these objects. Without a webhook configuration Gatekeeper counts as asked about everything.
//
// What is wrong with an object is a problem, and everything else is loaded all the same. Neither the set nor
// the problems depend on the order of the objects. The error is of this program, never of the objects.
func Load(ctx context.Context, objects []Object) (*Set, []Problem, error) {
	sorted, err := canonical(objects)
	if err != nil {
		return nil, nil, err
	}
	return loadCanonical(ctx, sorted)
}

func loadCanonical(ctx context.Context, sorted []canonicalObject) (*Set, []Problem, error) {
	set, err := newSet()
	if err != nil {
		return nil, nil, err
	}
	set.ID = identify(sorted)
	loader := &loader{set: set, templates: map[string]templateState{}, converted: map[*unstructured.Unstructured]converted{}}
	kept := loader.withoutDuplicates(sorted)
	loader.compileAhead(kept)
	for _, object := range kept {
		set.inventory = set.inventory || object.Synced
	}
	// A constraint needs its template, whatever their order.
	for _, step := range []struct {
		of   func(*unstructured.Unstructured) bool
		load func(context.Context, Object)
	}{
		{scope.IsDefinition, func(_ context.Context, object Object) { set.scopes.Learn(object.Object) }},
		{isTemplate, loader.template},
		{isConstraint, loader.constraint},
		{isConfig, loader.config},
		{isExpansion, loader.expansion},
		{isMutator, loader.mutator},
		{isHookConfiguration, loader.hookConfiguration},
	} {
		for _, object := range kept {
			if !object.Synced && step.of(object.Object) {
				loader.guarded(ctx, object, step.load)
			}
		}
	}
	for _, object := range kept {
		if object.Synced {
			loader.guarded(ctx, object, loader.synced)
		}
	}
	loader.expansionCycles(kept)
	loader.mutatorConflicts(kept)
	loader.assumedHooks()
	sortProblems(loader.problems)
	return set, loader.problems, nil
}

// loader fills a set and collects problems.
type loader struct {
	set       *Set
	templates map[string]templateState
	converted map[*unstructured.Unstructured]converted
	problems  []Problem
}

// templateState remembers a template, loaded or broken, by the lower case of its kind.
type templateState struct {
	object     Object
	broken     bool
	needs      needs
	operations []string
}

func (l *loader) problem(object Object, code, format string, args ...any) {
	l.problems = append(l.problems, problemOf(object, code, fmt.Sprintf(format, args...)))
}

func (l *loader) synced(ctx context.Context, object Object) {
	if _, err := l.set.client.AddData(ctx, object.Object); err != nil {
		l.problem(object, CodeInventoryInvalid, "%s cannot stand in the inventory; correct it or leave it out: %v", describe(object.Object), err)
	}
}

// guarded turns a panic in upstream's code into a problem of the object.
func (l *loader) guarded(ctx context.Context, object Object, load func(context.Context, Object)) {
	defer func() {
		if cause := recover(); cause != nil {
			l.problem(object, codeOf(object.Object), "loading %s stopped unexpectedly: %v", describe(object.Object), cause)
		}
	}()
	load(ctx, object)
}

func codeOf(object *unstructured.Unstructured) string {
	switch {
	case isTemplate(object):
		return CodeTemplateInvalid
	case isConstraint(object):
		return CodeConstraintInvalid
	case isExpansion(object):
		return CodeExpansionInvalid
	case isMutator(object):
		return CodeMutatorInvalid
	case isHookConfiguration(object):
		return CodeWebhookInvalid
	default:
		return CodeConfigInvalid
	}
}

// syncedMark sets what stands in the cluster apart from policies of the same name.
const syncedMark = "synced\x00"

type canonicalObject struct {
	Object
	group string
	text  []byte
}

// canonical sorts by what the objects are, then by where they are, so that the first of several of the same
// name is always the same one.
func canonical(objects []Object) ([]canonicalObject, error) {
	sorted := make([]canonicalObject, 0, len(objects))
	for _, object := range objects {
		if object.Object == nil || !object.Synced && !decides(object.Object) {
			continue
		}
		text, err := json.Marshal(object.Object.Object)
		if err != nil {
			return nil, err
		}
		sorted = append(sorted, canonicalObject{Object: object, group: object.Object.GroupVersionKind().Group, text: text})
	}
	sort.SliceStable(sorted, func(i, j int) bool {
		a, b := sorted[i], sorted[j]
		switch {
		case a.key() != b.key():
			return a.key() < b.key()
		case a.File != b.File:
			return a.File < b.File
		case a.Line != b.Line:
			return a.Line < b.Line
		default:
			return string(a.text) < string(b.text)
		}
	})
	return sorted, nil
}

// key identifies the object in a cluster, whatever the version.
func (o canonicalObject) key() string {
	kept := ""
	if o.Synced {
		kept = syncedMark
	}
	return kept + o.group + "\x00" + o.Object.Object.GetKind() + "\x00" + o.Object.Object.GetNamespace() + "\x00" + o.Object.Object.GetName()
}

// identify hashes objects in their order: of two of one name the first is kept.
func identify(objects []canonicalObject) string {
	texts := make([]string, 0, len(objects))
	for _, object := range objects {
		text := string(object.text)
		if object.Synced {
			text = syncedMark + text
		}
		texts = append(texts, text)
	}
	hash := sha256.New()
	for _, text := range slices.Compact(texts) {
		fmt.Fprintf(hash, "%d\x00%s", len(text), text)
	}
	return hex.EncodeToString(hash.Sum(nil))
}

// withoutDuplicates keeps the first of each kind and name; others that differ are problems.
func (l *loader) withoutDuplicates(sorted []canonicalObject) []Object {
	var kept []Object
	for index, object := range sorted {
		if index > 0 && object.key() == sorted[index-1].key() {
			first := kept[len(kept)-1]
			if reflect.DeepEqual(first.Object.Object, object.Object.Object.Object) {
				continue
			}
			l.problem(object.Object, CodeDuplicateName,
				"%s is declared twice, here and in %s; the cluster keeps the one that is applied last, this check took the other: rename or remove one",
				describe(object.Object.Object), place(first.Location))
			continue
		}
		kept = append(kept, object.Object)
	}
	return kept
}

func sortProblems(problems []Problem) {
	sort.SliceStable(problems, func(i, j int) bool {
		a, b := problems[i], problems[j]
		if a.File != b.File {
			return a.File < b.File
		}
		if a.Line != b.Line {
			return a.Line < b.Line
		}
		return a.Kind+a.Name+a.Code+a.Message < b.Kind+b.Name+b.Code+b.Message
	})
}

func describe(object *unstructured.Unstructured) string {
	return object.GetKind() + " " + object.GetName()
}

func place(location Location) string {
	switch {
	case location.File == "":
		return "another object"
	case location.Line == 0:
		return location.File
	default:
		return fmt.Sprintf("%s:%d", location.File, location.Line)
	}
}

// decides tells whether an object has a part in verdicts; the identity of a set is that of those that have.
func decides(object *unstructured.Unstructured) bool {
	for _, is := range []func(*unstructured.Unstructured) bool{
		scope.IsDefinition, isTemplate, isConstraint, isConfig, isExpansion, isMutator, isHookConfiguration,
	} {
		if is(object) {
			return true
		}
	}
	return false
}

func isTemplate(object *unstructured.Unstructured) bool {
	gvk := object.GroupVersionKind()
	return gvk.Group == "templates.gatekeeper.sh" && gvk.Kind == "ConstraintTemplate"
}

func isConstraint(object *unstructured.Unstructured) bool {
	return object.GroupVersionKind().Group == apiconstraints.Group
}

func isConfig(object *unstructured.Unstructured) bool {
	gvk := object.GroupVersionKind()
	return gvk.Group == "config.gatekeeper.sh" && gvk.Kind == "Config"
}

func isExpansion(object *unstructured.Unstructured) bool {
	gvk := object.GroupVersionKind()
	return gvk.Group == "expansion.gatekeeper.sh" && gvk.Kind == "ExpansionTemplate"
}
