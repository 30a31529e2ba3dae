package render

import (
	"context"
	"fmt"
	"net/url"
	"path"
	"regexp"
	"sort"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"fleetkeep.dev/engine/internal/helm"
	"fleetkeep.dev/engine/internal/protocol"
	"fleetkeep.dev/engine/internal/repository"
)

// sources resolves source objects to the content that they would fetch, given what a cluster is known to hold.
type sources struct {
	renderer *renderer
	objects  inventory
	inputs   releaseInputs
	// root is what the cluster's entry is built from: the repository itself.
	root reference
	// argo is the Application of the entry itself, nil without.
	argo *argoRoot
	// resolved are the views that were found.
	resolved *memo[*repository.View]
	// folder is the part of the repository that the root is made of, "." for the whole.
	folder string
	// revisions are what the objects take of the address that the repository itself comes from.
	revisions originRevisions
}

// view resolves a reference, or says why only the outside world knows its content.
func (s sources) view(wanted reference) (*repository.View, *failure) {
	var reason *failure
	found := s.resolved.get(wanted.String(), func() (view *repository.View) {
		view, reason = s.resolve(wanted, nil)
		return view
	})
	if found != nil || reason != nil {
		return found, reason
	}
	// Whoever asks is told of a failure of their own.
	return s.resolve(wanted, nil)
}

func (s sources) resolve(wanted reference, visited []reference) (*repository.View, *failure) {
	for _, earlier := range visited {
		if earlier == wanted {
			return nil, failed("source-cycle", "", 0, "%s is made of itself", wanted)
		}
	}
	visited = append(visited, wanted)
	found := s.find(wanted)
	if directory, given := s.renderer.given[wanted.String()]; given && wanted != s.root {
		return s.renderer.givenView(wanted, directory, found)
	}
	switch wanted.kind {
	case "GitRepository":
		if wanted == s.root || s.sameAsRoot(found) || s.isOrigin(found) || s.bootstrapped(wanted, found) {
			return s.included(s.renderer.folderView(s.folder, found), found, visited)
		}
		if found != nil {
			url, _, _ := unstructured.NestedString(found.parsed.Object, "spec", "url")
			if mirror, fetched := s.renderer.mirrors[mirrorAddress(url)]; fetched {
				view, reason := s.renderer.mirroredView(wanted, mirror, found)
				if reason != nil {
					return nil, reason
				}
				return s.included(view, found, visited)
			}
		}
	case "ExternalArtifact":
		if generator, artifact := s.generatorOf(wanted); generator != nil {
			return s.artifact(generator, artifact, visited)
		}
	case "OCIRepository", "Bucket":
		if wanted == s.root || s.bootstrapped(wanted, found) {
			return s.renderer.folderView(s.folder, nil), nil
		}
		if fetched, known := s.renderer.fetched[artifactOf(found)]; known {
			return s.renderer.fetchedView(wanted, fetched, found)
		}
	default:
		return nil, failed("source-unsupported", "", 0,
			"sourceRef kind %q is not one of Flux: use GitRepository, OCIRepository, Bucket or ExternalArtifact", wanted.kind)
	}
	return nil, s.unavailable(wanted, found)
}

// bootstrapped recognises the source that Flux's bootstrap or the Flux Operator makes in the cluster without declaring it
// in Git, whatever its kind.
func (s sources) bootstrapped(wanted reference, found *object) bool {
	return found == nil && wanted.namespace == rootName && wanted.name == rootName
}

func (s sources) find(wanted reference) *object {
	group := sourceGroup
	return s.objects[key{group, wanted.kind, wanted.namespace, wanted.name}]
}

func (s sources) unavailable(wanted reference, found *object) *failure {
	if found == nil {
		return sourceUnavailable("", 0, protocol.Remedy{Source: wanted.String()},
			"%s is not in this repository: declare it in Git, or give its content by --source %s=PATH", wanted, wanted)
	}
	address, _, _ := unstructured.NestedString(found.parsed.Object, "spec", "url")
	if address == "" {
		address, _, _ = unstructured.NestedString(found.parsed.Object, "spec", "endpoint")
	}
	if ref := referenceText(found.parsed); ref != "" {
		address += " at " + ref
	}
	remedy := protocol.Remedy{Source: wanted.String(), Fetch: hostOf(wanted, address)}
	reason := sourceUnavailable(found.File, found.Line, remedy,
		"%s comes from %s, which is not this repository%s: fetch it and give it by --source %s=PATH%s",
		wanted, shown(address), s.notOrigin(found), wanted, helm.FetchHint(remedy.Fetch))
	if artifact := artifactOf(found); artifact.Address != "" {
		reason.missing = []protocol.Artifact{artifact}
	}
	return reason
}

// hostOf is where a source can be fetched from for the rendering; empty where it cannot.
func hostOf(wanted reference, address string) string {
	if wanted.kind != "GitRepository" && wanted.kind != "OCIRepository" {
		return ""
	}
	host, _, _ := strings.Cut(mirrorAddress(address), "/")
	return host
}

// sourceUnavailable is unknown for want of a source.
func sourceUnavailable(file string, line int, remedy protocol.Remedy, format string, args ...any) *failure {
	reason := unknown("source-unavailable", file, line, format, args...)
	reason.problems[0].Remedy = &remedy
	return reason
}

// sameAsRoot tells whether a GitRepository fetches the same as the one that the root is built from.
func (s sources) sameAsRoot(found *object) bool {
	own := s.find(s.root)
	if found == nil || own == nil || own.Kind != "GitRepository" {
		return false
	}
	return addressOf(found) == addressOf(own) && referenceText(found.parsed) == referenceText(own.parsed)
}

// addressOf is the repositoryAddress of a GitRepository.
func addressOf(source *object) string { return repositoryAddress(textAt(source.parsed, "spec", "url")) }

var scpLike = regexp.MustCompile(`^(?:[\w.-]+@)?([\w.-]+):(.+)$`)

// ownPorts are those that the schemes have where an address names none.
var ownPorts = map[string]string{"https": "443", "http": "80", "ssh": "22", "git": "9418"}

// repositoryAddress is host and path of a repository, however one gets there: one host serves the same repository by its
// schemes, each at a port of its own.
func repositoryAddress(address string) string {
	host, _, location := addressParts(address)
	return host + "/" + location
}

// mirrorAddress is host, port and path of a repository: at another port another server may answer, with something else.
func mirrorAddress(address string) string {
	host, port, location := addressParts(address)
	return host + port + "/" + location
}

// addressParts are host, port and path of an address; the port with its colon, and only where it is not the scheme's own.
func addressParts(address string) (host, port, location string) {
	location = address
	if parsed, err := url.Parse(address); err == nil && parsed.Host != "" {
		host, location = parsed.Hostname(), parsed.Path
		if own := parsed.Port(); own != "" && own != ownPorts[parsed.Scheme] {
			port = ":" + own
		}
	} else if match := scpLike.FindStringSubmatch(address); match != nil {
		host, location = match[1], match[2]
	}
	return strings.ToLower(host), port, strings.TrimSuffix(strings.Trim(path.Clean(location), "/"), ".git")
}

// referenceText is spec.ref in a form that can be compared and shown; without one Flux takes the branch master, but a
// repository that is rendered as it lies is what was meant.
func referenceText(item *unstructured.Unstructured) string {
	ref, _, _ := unstructured.NestedStringMap(item.Object, "spec", "ref")
	parts := make([]string, 0, len(ref))
	for name, value := range ref {
		parts = append(parts, name+" "+value)
	}
	sort.Strings(parts)
	return strings.Join(parts, ", ")
}

// archiveOptions are what a GitRepository says of its artifact.
func archiveOptions(found *object) repository.ArchiveOptions {
	options := repository.ArchiveOptions{}
	if found == nil {
		return options
	}
	if ignore, given, _ := unstructured.NestedString(found.parsed.Object, "spec", "ignore"); given {
		options.Ignore = &ignore
	}
	options.SparseCheckout, _, _ = unstructured.NestedStringSlice(found.parsed.Object, "spec", "sparseCheckout")
	return options
}

// repositoryView is this repository as a source object archives it.
func (r *renderer) repositoryView(found *object) *repository.View {
	return r.archive("repository "+r.snapshot.Revision, r.snapshot, archiveOptions(found))
}

// folderView is a folder of this repository as an artifact of its own.
func (r *renderer) folderView(folder string, found *object) *repository.View {
	view := r.repositoryView(found)
	if folder = cleanDirectory(folder); folder == "." {
		return view
	}
	identity := "folder " + folder + "\n" + view.ID
	return r.views.get(identity, func() *repository.View {
		return repository.EmptyView(identity).Copy(identity, below(view, folder, "."))
	})
}

func (r *renderer) archive(identity string, snapshot *repository.Snapshot, options repository.ArchiveOptions) *repository.View {
	ignore := "none"
	if options.Ignore != nil {
		ignore = "ignore " + *options.Ignore
	}
	cacheKey := strings.Join(append([]string{identity, ignore}, options.SparseCheckout...), "\n")
	return r.views.get(cacheKey, func() *repository.View { return repository.Archive(identity, snapshot, options) })
}

type givenSnapshot struct {
	snapshot *repository.Snapshot
	err      error
}

// givenView is a source of which the caller has a copy.
func (r *renderer) givenView(wanted reference, directory string, found *object) (*repository.View, *failure) {
	// Each cluster may want another reference of it.
	key := wanted.String()
	if found != nil {
		key += "\n" + referenceText(found.parsed)
	}
	opened := r.snapshots.get(key, func() givenSnapshot {
		snapshot, err := openGiven(directory, found, repository.Options{MaxBytes: r.fileLimit})
		if err == nil {
			snapshot.Name = wanted.String()
		}
		return givenSnapshot{snapshot, err}
	})
	if opened.err != nil {
		return nil, unknown("source-unavailable", "", 0, "%s cannot be read from %s: %v", wanted, directory, opened.err)
	}
	return r.archive("given "+key, opened.snapshot, archiveOptions(found)), nil
}

// openGiven reads a folder, a Git repository, or an OCI image layout at the source's own reference.
func openGiven(directory string, found *object, options repository.Options) (*repository.Snapshot, error) {
	if !repository.IsLayout(directory) {
		return repository.Directory(directory, options)
	}
	wanted := repository.Artifact{}
	if found != nil {
		ref := func(field string) string { return textAt(found.parsed, "spec", "ref", field) }
		wanted = repository.Artifact{
			Digest: ref("digest"), SemVer: ref("semver"), SemVerFilter: ref("semverFilter"), Tag: ref("tag"),
			MediaType: textAt(found.parsed, "spec", "layerSelector", "mediaType"),
		}
	}
	return repository.Layout(context.Background(), directory, wanted, options)
}

// mirroredView is a source that was fetched, at its own reference.
func (r *renderer) mirroredView(wanted reference, mirror string, found *object) (*repository.View, *failure) {
	ref, _, _ := unstructured.NestedStringMap(found.parsed.Object, "spec", "ref")
	identity := strings.Join([]string{"mirror", wanted.String(), mirror, referenceText(found.parsed)}, "\n")
	opened := r.snapshots.get(identity, func() givenSnapshot {
		origin, err := repository.Find(mirror)
		if err != nil {
			return givenSnapshot{err: err}
		}
		commit, err := origin.Resolve(repository.Reference{
			Branch: ref["branch"], Tag: ref["tag"], SemVer: ref["semver"], Name: ref["name"], Commit: ref["commit"],
		})
		if err != nil {
			return givenSnapshot{err: err}
		}
		snapshot, err := origin.Snapshot(repository.Options{Revision: commit, Trees: &r.memory.trees, MaxBytes: r.fileLimit})
		if err == nil {
			snapshot.Name = wanted.String()
		}
		return givenSnapshot{snapshot, err}
	})
	if opened.err != nil {
		url, _, _ := unstructured.NestedString(found.parsed.Object, "spec", "url")
		// The mirror's own path is of no use to anybody.
		reason := strings.ReplaceAll(opened.err.Error(), mirror, url)
		return nil, unknown("source-unavailable", found.File, found.Line, "%s cannot be read: %s", wanted, reason)
	}
	return r.archive(identity+"\n"+opened.snapshot.Revision, opened.snapshot, archiveOptions(found)), nil
}

// included copies the content of other sources into a GitRepository's, as spec.include says.
func (s sources) included(view *repository.View, found *object, visited []reference) (*repository.View, *failure) {
	if found == nil {
		return view, nil
	}
	includes, _, _ := unstructured.NestedSlice(found.parsed.Object, "spec", "include")
	for _, entry := range includes {
		fields, _ := entry.(map[string]any)
		name, _, _ := unstructured.NestedString(fields, "repository", "name")
		other, reason := s.resolve(reference{"GitRepository", found.Namespace, name}, visited)
		if reason != nil {
			return nil, reason
		}
		from, _ := fields["fromPath"].(string)
		to, _ := fields["toPath"].(string)
		if to == "" {
			to = name
		}
		view = view.Copy(fmt.Sprintf("%s include %s %s %s", view.ID, other.ID, from, to), below(other, from, to))
	}
	return view, nil
}

// below lists the files of a directory of a view at their new place.
func below(view *repository.View, from, to string) map[string]repository.Backing {
	from, to = cleanDirectory(from), cleanDirectory(to)
	files := map[string]repository.Backing{}
	for _, name := range view.Paths() {
		rest := name
		if from != "." {
			if !strings.HasPrefix(name, from+"/") {
				continue
			}
			rest = strings.TrimPrefix(name, from+"/")
		}
		files[path.Join(to, rest)], _ = view.File(name)
	}
	return files
}
