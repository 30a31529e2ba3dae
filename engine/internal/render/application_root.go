package render

import (
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"fleetkeep.dev/engine/internal/argocd"
	"fleetkeep.dev/engine/internal/repository"
)

// ofArgo tells the kinds of Argo CD that make objects; Argo's Workflows and Rollouts share the group.
func ofArgo(candidate key) bool {
	return candidate.group == argocd.Group && (candidate.kind == kindApplication || candidate.kind == kindApplicationSet)
}

// argoRoot is the Application that applies the entry itself: its address and revision are this repository's own.
type argoRoot struct {
	unit
	object            *object
	address, revision string
}

// argoRoot finds it by the entry's path. Several are none: no one can be told from another.
func (c *cluster) argoRoot(objects inventory) *argoRoot {
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
		item := unit{kustomization: declaredBy(object), root: true, kind: kindApplication, hash: object.Hash}
		item.appliedBy = item.label()
		found = &argoRoot{unit: item, object: object, address: repositoryAddress(source.Address), revision: revisionOf(source.Revision)}
	}
	return found
}

// keep has a root that lies outside of what it applies stay known.
func (objects inventory) keep(root *argoRoot) {
	if root == nil {
		return
	}
	if _, taken := objects[keyOf(root.object.parsed)]; !taken {
		objects[keyOf(root.object.parsed)] = root.object
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
// Flux's own source, has the same address and revision; or a copy that was given.
func (s sources) applicationView(item unit, source argocd.Source, only bool) (*repository.View, *failure) {
	wanted := reference{kindApplication, item.GetNamespace(), item.GetName()}
	if directory, given := s.renderer.given[wanted.String()]; given && only {
		return s.renderer.givenView(wanted, directory, nil)
	}
	return s.argoRepository(item, source.Address, source.Revision)
}

// argoRepository is what Argo CD fetches from an address at a revision.
func (s sources) argoRepository(item unit, written, targetRevision string) (*repository.View, *failure) {
	wanted := reference{kindApplication, item.GetNamespace(), item.GetName()}
	address, revision := repositoryAddress(written), revisionOf(targetRevision)
	same := s.argo != nil && s.argo.address == address && s.argo.revision == revision
	if own := s.find(s.root); own != nil && own.Kind == "GitRepository" {
		ref, _, _ := unstructured.NestedStringMap(own.parsed.Object, "spec", "ref")
		url, _, _ := unstructured.NestedString(own.parsed.Object, "spec", "url")
		same = same || repositoryAddress(url) == address && len(ref) == 1 && strings.TrimPrefix(revision, "refs/heads/") == ref["branch"]
	}
	if !same {
		return nil, unknown("source-unavailable", item.file, item.line,
			"%s comes from %s at %s, which nothing says to be this repository: let an Application with the entry's own path come from there, or give a copy by --source %s=PATH",
			item.label(), written, revision, wanted)
	}
	// Argo CD takes all that is in the repository: no file is ignored unless .sourceignore says so.
	ignore := ""
	return s.renderer.archive("repository "+s.renderer.snapshot.Revision, s.renderer.snapshot, repository.ArchiveOptions{Ignore: &ignore}), nil
}
