package render

import (
	"bytes"
	"errors"
	"io"
	"sort"
	"strings"

	yamlv3 "go.yaml.in/yaml/v3"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"

	"fleetkeep.dev/engine/internal/argocd"
	"fleetkeep.dev/engine/internal/argocd/applicationset"
	"fleetkeep.dev/engine/internal/repository"
)

// ofArgo tells the kinds of Argo CD that make objects; Argo's Workflows and Rollouts share the group.
func ofArgo(candidate key) bool {
	return candidate.group == argocd.Group && (candidate.kind == kindApplication || candidate.kind == kindApplicationSet)
}

// argoRoot is where what Argo CD applies begins: the Application that applies the entry itself, or the first of those that
// nothing applies. Its address and revision are this repository's own.
type argoRoot struct {
	unit
	object            *object
	address, revision string
}

// argoRoot finds it by the entry's path. Several are none: no one can be told from another.
func (c *cluster) argoRoot(objects inventory) *argoRoot {
	if c.first != nil {
		return c.firstRoot()
	}
	var found *argoRoot
	for candidate, object := range objects {
		if !ofArgo(candidate) || candidate.kind != kindApplication {
			continue
		}
		read, err := argocd.Read(object.parsed)
		if err != nil || read.Elsewhere != "" || len(read.Sources) != 1 {
			continue
		}
		source := read.Sources[0]
		if source.Chart != "" || source.Path != cleanDirectory(c.entry.Path) {
			continue
		}
		if found != nil {
			return nil
		}
		found = &argoRoot{unit: rootUnit(object), object: object, address: repositoryAddress(source.Address), revision: revisionOf(source.Revision)}
	}
	return found
}

func rootUnit(object *object) unit {
	item := unit{kustomization: declaredBy(object), root: true, kind: object.Kind, hash: object.Hash}
	item.appliedBy = item.label()
	return item
}

// firstRoot begins with the first of the objects that the entry names. This repository is the only one that they take a path
// from which is there; several such are none, for no one can be told from another.
func (c *cluster) firstRoot() *argoRoot {
	root := &argoRoot{unit: rootUnit(c.first[0]), object: c.first[0]}
	type place struct{ address, revision string }
	places := map[place]bool{}
	view := c.renderer.repositoryView(nil)
	for _, object := range c.first {
		for _, source := range sourcesSaid(object.parsed) {
			if source.Path == "" || view.IsDirectory(source.Path) {
				places[place{repositoryAddress(source.Address), revisionOf(source.Revision)}] = true
			}
		}
	}
	if len(places) == 1 {
		for only := range places {
			root.address, root.revision = only.address, only.revision
		}
	}
	return root
}

// sourcesSaid are the Git repositories that an Application or ApplicationSet names literally; without a path where any does.
func sourcesSaid(item *unstructured.Unstructured) []argocd.Source {
	if item.GetKind() == kindApplication {
		read, err := argocd.Read(item)
		if err != nil {
			return nil
		}
		var said []argocd.Source
		for _, source := range read.Sources {
			if source.Chart == "" {
				said = append(said, source)
			}
		}
		return said
	}
	var said []argocd.Source
	var walk func(value any)
	walk = func(value any) {
		switch value := value.(type) {
		case []any:
			for _, item := range value {
				walk(item)
			}
		case map[string]any:
			address, _ := value["repoURL"].(string)
			_, chart := value["chart"]
			revision, _ := value["targetRevision"].(string)
			if generator, found := value["revision"].(string); found {
				revision = generator
			}
			path, _ := value["path"].(string)
			if address != "" && !chart && !strings.Contains(address+revision, "{{") {
				if strings.Contains(path, "{{") {
					path = ""
				}
				said = append(said, argocd.Source{Address: address, Revision: revision, Path: path})
			}
			for _, item := range value {
				walk(item)
			}
		}
	}
	walk(item.Object["spec"])
	return said
}

// readFirst reads the objects that nothing applies, of the files that an entry names.
func (c *cluster) readFirst() {
	if c.entry.Argo == nil {
		return
	}
	view := c.renderer.repositoryView(nil)
	for _, name := range c.entry.Argo.Files {
		backing, found := view.File(cleanDirectory(name))
		if !found {
			continue
		}
		content, err := backing.Read()
		if err != nil {
			c.problems = append(c.problems, problem("build-failed", backing.Location(), 1, "%v", err))
			continue
		}
		decoder := yamlv3.NewDecoder(bytes.NewReader(content))
		for {
			var document yamlv3.Node
			if err := decoder.Decode(&document); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				c.problems = append(c.problems, problem("build-failed", backing.Location(), 1, "%s is no YAML: %v", backing.Location(), err))
				break
			}
			if object := firstObject(&document, backing); object != nil {
				c.first = append(c.first, object)
			}
		}
	}
	// Applications come first: one of them is the root.
	sort.SliceStable(c.first, func(i, j int) bool { return ofArgo(keyOf(c.first[i].parsed)) && !ofArgo(keyOf(c.first[j].parsed)) })
	if len(c.first) == 0 || !ofArgo(keyOf(c.first[0].parsed)) {
		c.first = nil
	}
}

// firstObject is an Application, an ApplicationSet or a registered cluster; nil for another document.
func firstObject(document *yamlv3.Node, backing repository.Backing) *object {
	text, err := yamlv3.Marshal(document)
	if err != nil || len(document.Content) == 0 {
		return nil
	}
	item := &unstructured.Unstructured{}
	if err := yaml.Unmarshal(text, &item.Object); err != nil || !ofArgo(keyOf(item)) && !applicationset.IsCluster(item) {
		return nil
	}
	object, err := newObject(item, "", backing.Location(), document.Content[0].Line)
	if err != nil {
		return nil
	}
	return object
}

// keep has a root that lies outside of what it applies stay known, and what nothing applies.
func (objects inventory) keep(root *argoRoot, first []*object) {
	kept := first
	if root != nil {
		kept = append([]*object{root.object}, first...)
	}
	for _, object := range kept {
		objects.add(keyOf(object.parsed), object)
	}
}

// revisionOf is a targetRevision with its default.
func revisionOf(written string) string {
	if written == "" {
		return "HEAD"
	}
	return written
}

// applicationView is what a source of an Application fetches: this repository where the Application of the entry, or
// Flux's own source, has the same address and revision, or the clone comes from there; or a copy that was given.
func (s sources) applicationView(item unit, source argocd.Source, only bool) (*repository.View, *failure) {
	wanted := reference{kindApplication, item.GetNamespace(), item.GetName()}
	if directory, given := s.renderer.given[wanted.String()]; given && only {
		return s.renderer.givenView(wanted, directory, nil)
	}
	return s.argoRepository(item, source.Address, source.Revision)
}

// argoRepository is what Argo CD fetches from an address at a revision.
func (s sources) argoRepository(item unit, written, targetRevision string) (*repository.View, *failure) {
	address, revision := repositoryAddress(written), revisionOf(targetRevision)
	same := s.argo != nil && s.argo.address == address && s.argo.revision == revision
	if own := s.find(s.root); own != nil && own.Kind == "GitRepository" {
		ref, _, _ := unstructured.NestedStringMap(own.parsed.Object, "spec", "ref")
		same = same || addressOf(own) == address && len(ref) == 1 && strings.TrimPrefix(revision, "refs/heads/") == ref["branch"]
	}
	if !same && !s.isOriginAt(address, revision) {
		return nil, s.unknownOrigin(item, argocd.Source{Address: written, Revision: targetRevision})
	}
	// Argo CD takes all that is in the repository: no file is ignored unless .sourceignore says so.
	ignore := ""
	return s.renderer.archive("repository "+s.renderer.snapshot.Revision, s.renderer.snapshot, repository.ArchiveOptions{Ignore: &ignore}), nil
}
