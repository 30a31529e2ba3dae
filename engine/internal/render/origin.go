package render

import (
	"fmt"
	"regexp"
	"sort"
	"strings"

	"fleetkeep.dev/engine/internal/argocd"
	"fleetkeep.dev/engine/internal/protocol"
)

// originRevisions are the revisions that objects of a cluster take of the address that the repository's clone comes from.
type originRevisions struct {
	// git are the references of GitRepositories.
	git map[string]bool
	// argo are the revisions of Applications and ApplicationSets.
	argo map[string]bool
}

// revisionsOfOrigin reads them; of a repository whose origin is not known there are none.
func (r *renderer) revisionsOfOrigin(objects inventory) originRevisions {
	found := originRevisions{git: map[string]bool{}, argo: map[string]bool{}}
	if r.origin == "" {
		return found
	}
	for candidate, object := range objects {
		if object.parsed == nil {
			continue
		}
		switch {
		case candidate.group == sourceGroup && candidate.kind == "GitRepository":
			if addressOf(object) == r.origin {
				found.git[referenceText(object.parsed)] = true
			}
		case ofArgo(candidate):
			for _, source := range sourcesSaid(object.parsed) {
				if repositoryAddress(source.Address) == r.origin {
					found.argo[revisionOf(source.Revision)] = true
				}
			}
		}
	}
	return found
}

// isOrigin tells whether a GitRepository fetches what the clone was made from. Where the root says at which reference that
// is rendered, it has to be the same one; else a branch is, as long as no other one is meant by any other object: a tag or
// a commit may be another state than the one that lies here.
func (s sources) isOrigin(found *object) bool {
	if !s.hasOriginsAddress(found) {
		return false
	}
	reference := referenceText(found.parsed)
	if own := s.find(s.root); own != nil && own.Kind == "GitRepository" {
		return reference == referenceText(own.parsed)
	}
	return len(s.revisions.git) == 1 && (reference == "" || onlyBranch.MatchString(reference))
}

func (s sources) hasOriginsAddress(found *object) bool {
	return s.renderer.origin != "" && found != nil && addressOf(found) == s.renderer.origin
}

var onlyBranch = regexp.MustCompile(`^branch [^,]+$`)

// isOriginAt tells whether Argo CD fetches what the clone was made from: its default branch, or the one revision that any
// object names.
func (s sources) isOriginAt(address, revision string) bool {
	if s.renderer.origin == "" || address != s.renderer.origin {
		return false
	}
	if s.argo != nil && s.argo.address == address {
		return s.argo.revision == revision
	}
	return revision == "HEAD" || len(s.revisions.argo) == 1 && s.revisions.argo[revision]
}

// originIdentity is what the resolution of sources depends on beside the objects.
func (s sources) originIdentity() string {
	revisions := make([]string, 0, len(s.revisions.argo))
	for revision := range s.revisions.argo {
		revisions = append(revisions, revision)
	}
	sort.Strings(revisions)
	return s.renderer.origin + " " + strings.Join(revisions, " ")
}

// notOrigin says why a source of the origin's own address is not what lies here.
func (s sources) notOrigin(found *object) string {
	if !s.hasOriginsAddress(found) {
		return ""
	}
	return " as it lies here (its address is, but it takes another reference than the root, or several are taken)"
}

// shown is an address without what opens it.
func shown(address string) string {
	return credentials.ReplaceAllString(address, "://")
}

var credentials = regexp.MustCompile(`://[^/@\s]*@`)

// unknownOrigin says what an Application takes and what would tell that it is this repository. The address is not made part of
// a command: a repository that is read could have people run what it says.
func (s sources) unknownOrigin(item unit, source argocd.Source) *failure {
	address, wanted := shown(source.Address), reference{kindApplication, item.GetNamespace(), item.GetName()}
	why := "the clone has no remote 'origin' with an address that would tell"
	if s.renderer.origin == repositoryAddress(source.Address) {
		why = "the clone's origin has that address, but other Applications take another revision of it"
	} else if s.renderer.origin != "" {
		why = fmt.Sprintf("the clone's origin is %s", s.renderer.origin)
	}
	return sourceUnavailable(item.file, item.line, protocol.Remedy{Source: wanted.String()},
		"%s takes its manifests from %s at %s, and nothing says that this is what lies here (%s): if it is, read a clone whose origin has that address (git config remote.origin.url tells and sets it); if not, give a copy by --source %s=PATH",
		item.label(), address, revisionOf(source.Revision), why, wanted)
}
