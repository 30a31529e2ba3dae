package render

import (
	"context"
	"fmt"
	"path"
	"sort"
	"time"

	"sigs.k8s.io/kustomize/api/resmap"
	"sigs.k8s.io/kustomize/api/resource"

	"fleetkeep.dev/engine/internal/protocol"
	"fleetkeep.dev/engine/internal/repository"
)

// base is what kustomize built, before variables are substituted. Clusters whose Kustomizations agree share it.
type base struct {
	items    []baseItem
	problems []protocol.Problem
	failure  *failure
	read     []string
	// variables are the names that substitution would look up, right or not.
	variables map[string]bool
}

type baseItem struct {
	built *resource.Resource
	// data is the resource as JSON.
	data    []byte
	file    string
	line    int
	backing *repository.Backing
}

// base builds a Kustomization's directory of a view, within the limit of time.
func (r *renderer) base(ctx context.Context, known *results, view *repository.View, item kustomization) *base {
	return known.bases.get(view.ID+"\n"+item.buildKey(), func() *base {
		release, err := r.slot(ctx)
		if err != nil {
			return &base{failure: failed("cancelled", "", 0, "rendering was cancelled")}
		}
		// kustomize cannot be interrupted: a build that takes too long is left behind, its place given to the next.
		defer release()
		ctx, done := r.guard.bounded(ctx, r.timeLimit)
		defer done()
		built := make(chan *base, 1)
		started := time.Now()
		go func() { built <- buildBase(ctx, view, item) }()
		select {
		case result := <-built:
			return result
		case <-ctx.Done():
			return &base{failure: r.guard.exceeded(ctx, "building "+item.directory(), time.Since(started))}
		}
	})
}

func buildBase(ctx context.Context, view *repository.View, item kustomization) (result *base) {
	directory := item.directory()
	files := repository.NewFileSystem(ctx, view)
	defer func() {
		if recovered := recover(); recovered != nil {
			result = &base{failure: failed("build-failed", "", 0, "kustomize panicked on %s: %v", directory, recovered)}
		}
		result.read = objectsRead(files, view)
	}()
	built, made, err := buildOnce(files, item, path.Join(repository.Root, directory))
	if err != nil && files.OwnSchema() {
		files.AllowOwnSchema()
		built, made, err = buildOnce(files, item, path.Join(repository.Root, directory))
	}
	if err != nil {
		return &base{failure: explain(err, files, view, directory)}
	}
	return gather(built, made, files, view, item.directory())
}

func buildOnce(files *repository.FileSystem, item kustomization, directory string) (resmap.ResMap, generated, error) {
	made, err := generate(files, *item.Unstructured, directory)
	if err != nil {
		return nil, made, err
	}
	built, err := build(files, directory)
	return built, made, err
}

func pathMissing(view *repository.View, item kustomization) *failure {
	directory := item.directory()
	if backing, found := view.File(directory); found {
		return failed("path-missing", item.file, item.line, "Kustomization %s: spec.path %q is the file %s: give a directory",
			item.name(), item.specPath(), backing.Location())
	}
	if view.Ignored(directory) {
		return failed("path-missing", item.file, item.line,
			"Kustomization %s: spec.path %q is left out of %s by its ignore rules: correct spec.ignore, spec.sparseCheckout or .sourceignore",
			item.name(), item.specPath(), item.source())
	}
	return failed("path-missing", item.file, item.line, "Kustomization %s: spec.path %q does not exist in its source%s",
		item.name(), item.specPath(), didYouMean(view.NearDirectories(directory)))
}

func gather(built resmap.ResMap, made generated, files *repository.FileSystem, view *repository.View, directory string) *base {
	kustomizationFile, _ := relative(made.file)
	places := &locator{view: view, directory: directory, file: kustomizationFile}
	result := &base{variables: map[string]bool{}}
	for _, resource := range built.Resources() {
		file, line, backing := places.locate(resource)
		if resource.GetName() == "" || resource.GetKind() == "" || resource.GetApiVersion() == "" {
			result.failure = failed("build-failed", file, line,
				"%s holds an object without apiVersion, kind or name: give it all three", file)
			return result
		}
		result.items = append(result.items, baseItem{built: resource, file: file, line: line, backing: backing})
	}
	if !made.keepsOrigin {
		if err := built.RemoveOriginAnnotations(); err != nil {
			result.failure = failed("build-failed", kustomizationFile, 1, "%s", inRepository(err.Error()))
			return result
		}
	}
	for i := range result.items {
		data, err := result.items[i].built.MarshalJSON()
		if err != nil {
			result.failure = failed("build-failed", result.items[i].file, result.items[i].line, "%s: %v", result.items[i].built.GetName(), err)
			return result
		}
		result.items[i].data = data
		addVariables(result.variables, data)
	}
	if refusals := refused(files); refusals != nil {
		result.problems = refusals.problems
	}
	return result
}

func relative(file string) (string, error) {
	if len(file) <= len(repository.Root) {
		return "", fmt.Errorf("%s is not in the repository", file)
	}
	return file[len(repository.Root)+1:], nil
}

// objectsRead lists the Git objects that a build depends on: the blobs that it read and the trees that it looked into.
func objectsRead(files *repository.FileSystem, view *repository.View) []string {
	ids := map[string]bool{}
	for _, backing := range files.Read() {
		ids[backing.File.Object] = true
		for directory := range files.Listed() {
			ids[backing.Snapshot.Tree(directory)] = true
		}
	}
	delete(ids, "")
	read := make([]string, 0, len(ids))
	for id := range ids {
		read = append(read, id)
	}
	sort.Strings(read)
	return read
}
