package render

import (
	"context"
	"fmt"
	"path"
	"sort"
	"strings"
	"time"

	"sigs.k8s.io/kustomize/api/resmap"
	"sigs.k8s.io/kustomize/api/resource"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"fleetkeep.dev/engine/internal/cutoff"
	"fleetkeep.dev/engine/internal/kustomize"
	"fleetkeep.dev/engine/internal/protocol"
	"fleetkeep.dev/engine/internal/provenance"
	"fleetkeep.dev/engine/internal/repository"
)

// base is what kustomize built, before variables are substituted. Clusters whose Kustomizations agree share it.
type base struct {
	*content
	failure *failure
	// former is what was built before this of the same directory; nil without, and where it was not built but remembered.
	former *content
	// looks led to it; nil where it was not built to its end.
	looks []repository.Look
	// read are the Git objects that it depends on in this view.
	read []string
}

// content is the part of a base that depends on nothing but what was seen: it outlives the request.
type content struct {
	items    []baseItem
	problems []protocol.Problem
	// variables are the names that substitution would look up, right or not.
	variables map[string]bool
	// outcomes are what became of it under different Kustomizations and values.
	outcomes memo[*outcome]
	// secret tells that a value of a Secret was read, copied that any resource may hold a copy of one.
	secret, copied bool
}

// baseItem is one built resource.
type baseItem struct {
	kind, name string
	// data is the resource as JSON.
	data []byte
	file string
	line int
	// path is the file's in the view, empty when no file stands for the resource.
	path string
	// fields are those that are not as they were declared.
	fields []provenance.Field
	// texts are the lines of the fields of the declaration that hold variables, by path.
	texts map[string]int
}

// resource is the item as kustomize has it.
func (i baseItem) resource() (*resource.Resource, error) {
	node, err := yaml.Parse(string(i.data))
	if err != nil {
		return nil, err
	}
	return &resource.Resource{RNode: *node}, nil
}

// base builds a Kustomization's directory of a view, within the limits of time and memory.
func (r *renderer) base(ctx context.Context, known *results, view *repository.View, item kustomization) *base {
	return known.bases.get(view.ID+"\n"+item.buildKey(), func() *base {
		key := fmt.Sprintf("build\n%d\n%s", r.fileLimit, item.buildKey())
		if remembered, ok := r.memory.recall(key, oneView{view}).(*remembered); ok {
			return &base{content: remembered.content, looks: remembered.seen, read: r.objectsRead(remembered.seen, view)}
		}
		var stored storedContent
		if sights, found := r.memory.disk.recall(key, oneView{view}, &stored); found {
			content, seen := stored.content(), looksOf(sights)
			r.memory.remember(key, sights, &remembered{content, seen}, content.bytes())
			return &base{content: content, looks: seen, read: r.objectsRead(seen, view)}
		}
		r.memory.built.Add(1)
		former, _ := r.memory.newest(key).(*remembered)
		built, seen := r.build(ctx, view, item)
		built.looks = seen
		if former != nil {
			built.former = former.content
		}
		if built.failure == nil {
			sights := sightsOf(seen, view)
			r.memory.remember(key, sights, &remembered{built.content, seen}, built.bytes())
			if !item.secret && !built.secret && !built.holdsSecret() {
				r.memory.disk.keep(key, sights, built.stored())
			}
		}
		return built
	})
}

// missing are the problems of what is not among the items, for nothing outside of the repository is fetched.
func (c *content) missing() []protocol.Problem {
	var missing []protocol.Problem
	for _, problem := range c.problems {
		if problem.Code == repository.RemoteBase {
			missing = append(missing, problem)
		}
	}
	return missing
}

func (c *content) bytes() int {
	bytes := 0
	for _, item := range c.items {
		bytes += len(item.data)
	}
	return bytes
}

func looksOf(sights []sight) []repository.Look {
	looks := make([]repository.Look, len(sights))
	for i, sight := range sights {
		looks[i] = sight.look
	}
	return looks
}

// remembered is a content with the looks that led to it.
type remembered struct {
	content *content
	seen    []repository.Look
}

func sightsOf(seen []repository.Look, view *repository.View) []sight {
	sights := make([]sight, len(seen))
	for i, look := range seen {
		sights[i] = sight{look: look, shown: view.Show(look)}
	}
	return sights
}

func (r *renderer) build(ctx context.Context, view *repository.View, item kustomization) (*base, []repository.Look) {
	what := "./" + item.directory()
	if r.without[what] {
		return &base{failure: r.guard.outOfMemory(what)}, nil
	}
	release, err := r.turns.take(ctx, what)
	if err != nil {
		return &base{failure: failed("cancelled", "", 0, "rendering was cancelled")}, nil
	}
	// kustomize cannot be interrupted: a build that takes too long is left behind, its place given to the next.
	defer release()
	type answer struct {
		built *base
		seen  []repository.Look
	}
	started, running := time.Now(), r.guard.begin(what)
	defer running.leave()
	made, err := cutoff.After(ctx, r.timeLimit, running.end, func(ctx context.Context) answer {
		built, seen := r.buildBase(ctx, view, item)
		return answer{built, seen}
	})
	if err != nil {
		return &base{failure: late(err, what, time.Since(started))}, nil
	}
	return made.built, made.seen
}

func (r *renderer) buildBase(ctx context.Context, view *repository.View, item kustomization) (result *base, seen []repository.Look) {
	directory := item.directory()
	files := repository.NewFileSystem(ctx, view)
	defer func() {
		if recovered := recover(); recovered != nil {
			result = &base{failure: failed("build-failed", "", 0, "kustomize panicked on %s: %v", directory, recovered)}
		}
		seen = files.Seen()
		result.read = r.objectsRead(seen, view)
	}()
	full := path.Join(repository.Root, directory)
	built, made, err := buildOnce(files, item, full, generating{})
	if err != nil && made.gathered {
		// What is wrong with a manifest, Flux's generator tells in other words than kustomize.
		files = repository.NewFileSystem(ctx, view)
		built, made, err = buildOnce(files, item, full, generating{decoding: true})
	}
	if err != nil && files.OwnSchema() {
		files.AllowOwnSchema()
		built, made, err = buildOnce(files, item, full, generating{decoding: true})
	}
	if err != nil {
		return &base{failure: explain(err, files, view, directory)}, nil
	}
	result = gather(built, r.placesOf(ctx, built, made, files, view, item), files)
	if result.failure == nil {
		result.trace(files, view, item, r.nodes)
		result.secret, result.copied = secretsRead(files)
	}
	return result, nil
}

func buildOnce(files *repository.FileSystem, item kustomization, directory string, how generating) (resmap.ResMap, generated, error) {
	if err := writeManifestList(files, item, directory); err != nil {
		return nil, generated{}, err
	}
	made, err := generate(files, *item.Unstructured, directory, how)
	if err != nil {
		return nil, made, err
	}
	built, err := build(files, directory)
	return built, made, err
}

func pathMissing(view *repository.View, item kustomization) *failure {
	directory := item.directory()
	if len(item.guessed) > 0 {
		return unknown("path-unknown", item.file, item.line,
			"Kustomization %s: spec.path is %q without the values of %s, which only the cluster knows, and no such directory is in its source: add them to spec.postBuild.substitute of the Kustomization that applies it",
			item.name(), item.specPath(), strings.Join(item.guessed, ", "))
	}
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

func gather(built resmap.ResMap, places []place, files *repository.FileSystem) *base {
	result := &base{content: &content{variables: map[string]bool{}}}
	for i, resource := range built.Resources() {
		place := places[i]
		if resource.GetName() == "" || resource.GetKind() == "" || resource.GetApiVersion() == "" {
			return &base{failure: failed("build-failed", place.file, place.line,
				"%s holds an object without apiVersion, kind or name: give it all three", place.file)}
		}
		data, err := kustomize.JSON(resource)
		if err != nil {
			return &base{failure: failed("build-failed", place.file, place.line, "%s: %v", resource.GetName(), err)}
		}
		result.items = append(result.items, baseItem{
			kind: resource.GetKind(), name: resource.GetName(), data: data, file: place.file, line: place.line, path: place.path,
		})
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

// objectsRead lists the Git objects that a build depends on, for those who ask: the blobs that it read and the trees that
// it looked into, each in the snapshots that it read from.
func (r *renderer) objectsRead(seen []repository.Look, view *repository.View) []string {
	if !r.reads {
		return nil
	}
	ids := map[string]bool{}
	snapshots := map[*repository.Snapshot]bool{}
	for _, look := range seen {
		if backing, found := view.File(look.Path); found && look.At == repository.AtContent {
			ids[backing.File.Object] = true
			snapshots[backing.Snapshot] = true
		}
	}
	for snapshot := range snapshots {
		for _, look := range seen {
			if directory := path.Clean(look.Path); look.At == repository.AtNames {
				ids[snapshot.Tree(directory)] = true
			} else {
				ids[snapshot.Tree(path.Dir(directory))] = true
			}
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
