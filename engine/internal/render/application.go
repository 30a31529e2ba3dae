package render

import (
	"context"
	"fmt"
	"path"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"fleetkeep.dev/engine/internal/argocd"
	"fleetkeep.dev/engine/internal/protocol"
	"fleetkeep.dev/engine/internal/repository"
	"fleetkeep.dev/engine/internal/scope"
)

// skipHook is the value of the annotation argocd.argoproj.io/hook of an object that is never applied.
// https://argo-cd.readthedocs.io/en/stable/user-guide/sync-waves/
const skipHook = "Skip"

// application renders an Application of Argo CD. Its objects point to it. What it holds that is not read here makes all of
// it unknown.
func (r *renderer) application(ctx context.Context, item unit, sources sources, apiVersions []string) *outcome {
	read, err := argocd.Read(item.Unstructured)
	if err != nil {
		return failedOutcome(item.label(), failed("application-invalid", item.file, item.line, "%s: %v", item.label(), err))
	}
	result := &outcome{state: protocol.KustomizationStatusStateRendered}
	for _, source := range read.Sources {
		made, reason := r.applicationSource(ctx, item, read, source, sources, apiVersions)
		if reason != nil {
			return failedOutcome(item.label(), withLocation(reason, item.kustomization))
		}
		result.objects = append(result.objects, made.objects...)
		result.problems = append(result.problems, made.problems...)
		result.read = append(result.read, made.read...)
		result.notes = append(result.notes, made.notes...)
		if made.state == protocol.KustomizationStatusStateUnknown {
			result.state = made.state
		}
	}
	if len(result.objects) > r.resourceLimit {
		return failedOutcome(item.label(), failed("too-many-resources", item.file, item.line,
			"%s has %d resources, more than the %d allowed: split it", item.label(), len(result.objects), r.resourceLimit))
	}
	if result.objects, err = placed(result.objects, read.Namespace); err != nil {
		return failedOutcome(item.label(), failed("build-failed", item.file, item.line, "%s: %v", item.label(), err))
	}
	if read.CreatesNamespace && read.Namespace != "" {
		result.notes = append(result.notes, fmt.Sprintf("Argo CD makes the namespace %s where nothing else does (CreateNamespace=true): it is not among the objects", read.Namespace))
	}
	return result
}

// applicationSource builds one source.
func (r *renderer) applicationSource(ctx context.Context, item unit, read *argocd.Application, source argocd.Source, sources sources, apiVersions []string) (*outcome, *failure) {
	if reason := unreadFields(item, source); reason != nil {
		return nil, reason
	}
	only := len(read.Sources) == 1
	if source.Chart != "" {
		return r.applicationChart(ctx, item, read, source, sources, apiVersions)
	}
	view, reason := sources.applicationView(item, source, only)
	if reason != nil {
		return nil, reason
	}
	if !view.IsDirectory(source.Path) {
		return nil, failed("path-missing", item.file, item.line, "%s: %s.path %q does not exist in its source%s",
			item.label(), source.Field, source.Path, didYouMean(view.NearDirectories(source.Path)))
	}
	source, looks, reason := overridden(item, view, source)
	if reason != nil {
		return nil, reason
	}
	tool := source.Tool
	if tool == argocd.ToolByContent {
		tool = argocd.ToolOf(view.Names(source.Path))
	}
	if tool == argocd.ToolHelm {
		made, reason := r.applicationHelm(ctx, item, read, source, view, sources, apiVersions)
		if reason != nil {
			return nil, reason
		}
		made.read = append(made.read, r.objectsRead(looks, view)...)
		return made, nil
	}
	spec := map[string]any{"path": source.Path}
	switch tool {
	case argocd.ToolKustomize:
		for name, value := range source.Kustomize {
			spec[name] = value
		}
		if argocd.ToolOf(view.Names(source.Path)) != argocd.ToolKustomize {
			return nil, failed("kustomization-missing", item.file, item.line,
				"%s: %s.kustomize needs a kustomization file in %s: add one, or take the field away", item.label(), source.Field, source.Path)
		}
	case argocd.ToolDirectory:
		names, reason := manifests(ctx, item, view, source)
		if reason != nil || len(names) == 0 {
			return &outcome{}, reason
		}
		spec[manifestsField] = names
	default:
		return nil, unread(item, "%s: %s is built by %s, which is not evaluated for Applications", source.Field, source.Path, tool)
	}
	directory := kustomization{&unstructured.Unstructured{Object: map[string]any{
		"apiVersion": item.GetAPIVersion(), "kind": kindApplication,
		"metadata": map[string]any{"name": item.GetName(), "namespace": item.GetNamespace()}, "spec": spec,
	}}, item.file, item.line, item.secret, item.declaration, nil}
	built := r.base(ctx, &r.shared, view, directory)
	if built.failure != nil {
		return nil, built.failure
	}
	result := &outcome{problems: named(built.problems, item.label()), read: append(r.objectsRead(looks, view), built.read...)}
	for _, base := range built.items {
		made, err := applicationObject(base, item)
		if err != nil {
			return nil, failed("build-failed", base.file, base.line, "%s %s: %v", base.kind, base.name, err)
		}
		if made != nil {
			result.objects = append(result.objects, made)
		}
	}
	result.lacks(built.missing())
	return result, nil
}

// applicationObject is a built resource as Argo CD has it before it knows where it goes; nil for one that it skips. How
// Argo CD marks what is its own (resource tracking) is a setting of the installation and left out.
func applicationObject(base baseItem, item unit) (*object, error) {
	applied := &unstructured.Unstructured{}
	if err := applied.UnmarshalJSON(base.data); err != nil {
		return nil, err
	}
	if applied.GetAnnotations()["argocd.argoproj.io/hook"] == skipHook {
		return nil, nil
	}
	made, err := newObject(applied, item.label(), base.file, base.line)
	if err != nil {
		return nil, err
	}
	made.secret = made.secret || item.secret
	return made, nil
}

// placed gives namespaced objects without a namespace that of the destination, takes it from those that have none, and
// keeps of several of the same name the last (Argo CD's controller/state.go, DeduplicateTargetObjects). A kind whose
// definition is not among the objects is taken for a namespaced one.
func placed(objects []*object, namespace string) ([]*object, error) {
	scopes := scope.New()
	parsed := make([]*unstructured.Unstructured, len(objects))
	for i, made := range objects {
		parsed[i] = &unstructured.Unstructured{}
		if err := parsed[i].UnmarshalJSON(made.Object); err != nil {
			return nil, err
		}
		if scope.IsDefinition(parsed[i]) {
			scopes.Learn(parsed[i])
		}
	}
	last := map[key]int{}
	for i, made := range objects {
		kind := schema.GroupKind{Group: parsed[i].GroupVersionKind().Group, Kind: made.Kind}
		wanted := parsed[i].GetNamespace()
		if scopes.Of(kind) == scope.Cluster {
			wanted = ""
		} else if wanted == "" {
			wanted = namespace
		}
		if wanted != parsed[i].GetNamespace() {
			parsed[i].SetNamespace(wanted)
			moved, err := newObject(parsed[i], made.Kustomization, made.File, made.Line)
			if err != nil {
				return nil, err
			}
			moved.secret = made.secret || moved.secret
			objects[i] = moved
		}
		last[keyOf(parsed[i])] = i
	}
	var kept []*object
	for i, made := range objects {
		if last[keyOf(parsed[i])] == i {
			kept = append(kept, made)
		}
	}
	return kept, nil
}

// unreadFields tells which fields of a source decide what is rendered and are not evaluated.
func unreadFields(item unit, source argocd.Source) *failure {
	if len(source.Unread) == 0 {
		return nil
	}
	return unread(item, "%s is not evaluated: what it renders to is unknown", strings.Join(source.Unread, ", "))
}

// overridden is the source with what files beside its manifests say of it, and the looks that were taken for them.
func overridden(item unit, view *repository.View, source argocd.Source) (argocd.Source, []repository.Look, *failure) {
	looks := []repository.Look{{At: repository.AtNames, Path: source.Path}}
	for _, name := range argocd.OverrideFiles(item.GetName()) {
		file := path.Join(source.Path, name)
		backing, found := view.File(file)
		if !found {
			continue
		}
		looks = append(looks, repository.Look{At: repository.AtContent, Path: file})
		content, err := backing.Read()
		if err != nil {
			return source, nil, failed("build-failed", backing.Location(), 1, "%v", err)
		}
		if source, err = source.Overridden(content); err != nil {
			return source, nil, failed("application-invalid", backing.Location(), 1, "%s: %s overrides %s: %v", item.label(), backing.Location(), source.Field, err)
		}
	}
	return source, looks, unreadFields(item, source)
}

func unread(item unit, format string, args ...any) *failure {
	return unknown("application-not-evaluated", item.file, item.line, "%s: %s", item.label(), fmt.Sprintf(format, args...))
}

// applicationPath is where an Application takes its objects from, for people.
func applicationPath(item *unstructured.Unstructured) string {
	read, err := argocd.Read(item)
	if err != nil {
		return ""
	}
	var paths []string
	for _, source := range read.Sources {
		if source.Chart != "" {
			paths = append(paths, source.Chart)
		} else {
			paths = append(paths, source.Path)
		}
	}
	return strings.Join(paths, ", ")
}
