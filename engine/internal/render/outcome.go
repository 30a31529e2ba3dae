package render

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"fleetkeep.dev/engine/internal/cutoff"
	"fleetkeep.dev/engine/internal/protocol"
	"fleetkeep.dev/engine/internal/repository"
)

// outcome is what became of one Kustomization or HelmRelease.
type outcome struct {
	state    string
	notes    []string
	objects  []*object
	unknowns []protocol.UnknownVariable
	problems []protocol.Problem
	read     []string
	// missing is what would have to be fetched.
	missing []protocol.Artifact
	// cut tells that the time was over before all that sets fields was found: it is right, but not to be kept.
	cut bool
	// seed are objects of a Kustomization that failed. A root that declares itself, and with it how it decrypts and
	// substitutes, is known to its cluster since `flux bootstrap`, whatever becomes of the rest.
	seed []*object
	// values are what a Kustomization's variables were given.
	values variables
	// made are the objects by the item of the build that each was made of, nil where none was.
	made []*object
	// looked is nil where it is not known what it saw.
	looked *looked
	// listings are nil for what is made anew for each request.
	listings *listings
}

// lacks makes it unknown where there are objects beside these, which are missing for these reasons.
func (o *outcome) lacks(reasons []protocol.Problem) {
	if len(reasons) == 0 {
		return
	}
	o.state = protocol.KustomizationStatusStateUnknown
	o.notes = append(o.notes, (&failure{problems: reasons}).message())
	if len(o.objects) > 0 {
		o.notes = append(o.notes, "the rest is rendered without it, and names that follow its own stay as they are written")
	}
}

func failedOutcome(name string, reason *failure) *outcome {
	result := &outcome{state: reason.state, notes: []string{reason.message()}, problems: reason.problems, missing: reason.missing}
	for i := range result.problems {
		result.problems[i].Kustomization = name
	}
	return result
}

// kustomize builds a Kustomization and makes of it what the controller would apply.
func (r *renderer) kustomize(ctx context.Context, known *results, view *repository.View, item kustomization, values variables, strict bool) *outcome {
	if !view.IsDirectory(item.directory()) {
		return failedOutcome(item.name(), pathMissing(view, item))
	}
	built := r.base(ctx, known, view, item)
	looked := built.lookedFor(item)
	spec, _ := json.Marshal(item.Object["spec"])
	if built.failure != nil {
		result := failedOutcome(item.name(), withLocation(built.failure, item))
		result.read, result.looked = built.read, looked
		return result
	}
	cacheKey := strings.Join([]string{
		item.name(), item.file, fmt.Sprint(item.line), string(spec), values.cacheKey(built.variables), fmt.Sprint(strict, r.resourceLimit, item.secret),
		item.declaration.key(),
	}, "\n")
	made, reason := r.finished(ctx, built, view, item, values, strict, cacheKey)
	if reason != nil {
		return failedOutcome(item.name(), withLocation(reason, item))
	}
	finished := *made
	finished.read, finished.values, finished.looked = built.read, values, looked
	return &finished
}

// finished is what finish makes, once. Substitution cannot be interrupted: what takes too long is left behind, and remembered
// when it comes to an end.
func (r *renderer) finished(ctx context.Context, built *base, view *repository.View, item kustomization, values variables, strict bool, cacheKey string) (*outcome, *failure) {
	if known, done := built.outcomes.find(cacheKey); done {
		return known, nil
	}
	asked := finishing{built, cacheKey}
	if before, late := r.late.Load(asked); late {
		return nil, before.(*failure)
	}
	started := time.Now()
	made, err := cutoff.After(ctx, r.timeLimit, nil, func(context.Context) *outcome {
		return built.outcomes.get(cacheKey, func() (result *outcome) {
			defer func() {
				if cause := recover(); cause != nil {
					result = failedOutcome(item.name(), failed("build-failed", item.file, item.line, "substituting the variables of Kustomization %s stopped unexpectedly: %v", item.name(), cause))
				}
			}()
			result, reason := r.finish(built, view, item, values, strict, built.earlier(cacheKey))
			if reason != nil {
				seed := result.objects
				result = failedOutcome(item.name(), reason)
				result.seed = seed
			}
			result.problems = append(result.problems, named(built.problems, item.name())...)
			return result
		})
	})
	if err != nil {
		reason := late(err, "Kustomization "+item.name(), time.Since(started))
		r.late.Store(asked, reason)
		return nil, reason
	}
	return made, nil
}

// finishing is what is finished, under its values.
type finishing struct {
	built    *base
	cacheKey string
}

// withLocation puts the Kustomization's own place where a problem has none, without touching what other Kustomizations
// share.
func withLocation(reason *failure, item kustomization) *failure {
	copied := &failure{state: reason.state, missing: reason.missing}
	for _, problem := range reason.problems {
		if problem.File == "" {
			problem.File, problem.Line = item.file, item.line
		}
		copied.problems = append(copied.problems, problem)
	}
	return copied
}

func named(problems []protocol.Problem, name string) []protocol.Problem {
	copied := make([]protocol.Problem, len(problems))
	for i, problem := range problems {
		problem.Kustomization = name
		copied[i] = problem
	}
	return copied
}

func (r *renderer) finish(built *base, view *repository.View, item kustomization, values variables, strict bool, before *earlier) (*outcome, *failure) {
	if len(built.items) > r.resourceLimit {
		return &outcome{}, failed("too-many-resources", item.file, item.line,
			"Kustomization %s has %d resources, more than the %d allowed: split it", item.name(), len(built.items), r.resourceLimit)
	}
	result := &outcome{state: protocol.KustomizationStatusStateRendered, made: make([]*object, len(built.items)), listings: newListings()}
	substitution := newSubstitution(item, view, values, strict)
	tracer := &tracer{renderer: r, item: item}
	var problems, untold []protocol.Problem
	skipped := 0
	for i, base := range built.items {
		if same := before.object(base, view); same != nil {
			result.made[i], result.objects = same, append(result.objects, same)
			continue
		}
		data, fields := base.data, tracer.built(base)
		var unknowns []string
		if item.postBuild() {
			made, reason := substitution.apply(base)
			if reason != nil && reason.state == protocol.KustomizationStatusStateUnknown {
				untold = append(untold, reason.problems...)
				continue
			}
			if reason != nil {
				problems = append(problems, reason.problems...)
				continue
			}
			fields = tracer.substituted(base, made.data, fields)
			data, unknowns = made.data, made.unknown
		}
		applied := &unstructured.Unstructured{}
		if err := applied.UnmarshalJSON(data); err != nil && len(unknowns) > 0 {
			untold = append(untold, substitution.untold(base, unknowns, err).problems...)
			continue
		} else if err != nil {
			problems = append(problems, problem("build-failed", base.file, base.line, "%s %s: %v", base.kind, base.name, err))
			continue
		}
		if applied.GetKind() == "Kustomization" && applied.GroupVersionKind().Group == "kustomize.config.k8s.io" {
			continue
		}
		if !item.decryption() && applied.GetKind() == "Secret" && encryptedWhole(applied) {
			problems = append(problems, problem("decryption-missing", base.file, base.line,
				"Secret %s is encrypted by SOPS, but Kustomization %s has no spec.decryption: add it, or Flux refuses to apply the Secret", applied.GetName(), item.name()))
			continue
		}
		if notApplied(applied) {
			skipped++
			continue
		}
		fields = append(fields, tracer.owned(item.own(applied))...)
		rendered, err := newObject(applied, item.name(), base.file, base.line)
		if err != nil {
			problems = append(problems, problem("build-failed", base.file, base.line, "%s: %v", applied.GetName(), err))
			continue
		}
		rendered.Fields = ordered(fields)
		if len(unknowns) > 0 && rendered.key.group == kustomizeGroup {
			rendered.guessed = inPath(base, unknowns)
		}
		if backing, found := view.File(base.path); found && rendered.parsed != nil {
			rendered.declaration = newDeclaration(backing, base.line, rendered.Fields)
		}
		rendered.secret = rendered.secret || item.secret || built.copied || values.uses(base.data)
		result.made[i], result.objects = rendered, append(result.objects, rendered)
	}
	if len(problems) > 0 {
		return result, &failure{state: protocol.KustomizationStatusStateFailed, problems: append(problems, untold...)}
	}
	result.problems = named(untold, item.name())
	result.lacks(append(untold, built.missing()...))
	if count := hashedWithCipher(result.objects); count > 0 {
		result.notes = append(result.notes, fmt.Sprintf("%d generated Secrets end in a hash of what SOPS encrypts: in the cluster, which decrypts it first, their names end in another", count))
	}
	if skipped > 0 {
		result.notes = append(result.notes, fmt.Sprintf("%d resources are left alone by kustomize.toolkit.fluxcd.io/reconcile or ssa", skipped))
	}
	result.unknowns = substitution.unknowns
	return result, nil
}

// notApplied as the controller's ApplyOptions.ExclusionSelector.
func notApplied(item *unstructured.Unstructured) bool {
	return anyInMetadata(item, kustomizeGroup+"/reconcile", "disabled") || anyInMetadata(item, kustomizeGroup+"/ssa", "Ignore")
}

// own sets what kustomize-controller sets before it applies, in its order: owner labels, then spec.commonMetadata. It also
// takes away the status, which it never applies but of a CustomResourceDefinition. It returns the paths that it set.
func (k kustomization) own(item *unstructured.Unstructured) ownership {
	var result ownership
	labels := item.GetLabels()
	if labels == nil {
		labels = map[string]string{}
	}
	labels[kustomizeGroup+"/name"] = k.GetName()
	labels[kustomizeGroup+"/namespace"] = k.GetNamespace()
	if !isCustomResourceDefinition(item) {
		_, result.status = item.Object["status"]
		unstructured.RemoveNestedField(item.Object, "status")
	}
	more, _, _ := unstructured.NestedStringMap(k.Object, "spec", "commonMetadata", "labels")
	for name, value := range more {
		labels[name] = value
	}
	result.labels = more
	item.SetLabels(labels)
	annotations, _, _ := unstructured.NestedStringMap(k.Object, "spec", "commonMetadata", "annotations")
	if len(annotations) == 0 {
		return result
	}
	result.annotations = annotations
	all := item.GetAnnotations()
	if all == nil {
		all = map[string]string{}
	}
	for name, value := range annotations {
		all[name] = value
	}
	item.SetAnnotations(all)
	return result
}

// ownership is what a controller set before it applied.
type ownership struct {
	// labels and annotations are those of spec.commonMetadata.
	labels, annotations map[string]string
	// status tells that there was one, which was taken away.
	status bool
}
