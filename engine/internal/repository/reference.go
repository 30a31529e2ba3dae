package repository

import (
	"sort"
	"strings"

	"github.com/Masterminds/semver/v3"
	"github.com/go-git/go-git/v5/plumbing"
)

// Reference is spec.ref of a GitRepository. Of several fields the first of Commit, Name, SemVer, Tag and Branch counts, and
// without any the branch master. https://fluxcd.io/flux/components/source/gitrepositories/#reference
type Reference struct{ Branch, Tag, SemVer, Name, Commit string }

// Resolve is the full id of the commit that a reference stands for in a mirror: a bare repository whose branches and tags
// are those of its origin. It fails with RevisionUnknown.
func (r *Repository) Resolve(wanted Reference) (string, error) {
	name := plumbing.ReferenceName("refs/heads/master")
	switch {
	case wanted.Commit != "":
		hash := plumbing.NewHash(wanted.Commit)
		if _, err := r.git.CommitObject(hash); err != nil || !plumbing.IsHash(wanted.Commit) {
			return "", r.unknown(wanted.Commit)
		}
		return hash.String(), nil
	case wanted.Name != "":
		name = plumbing.ReferenceName(wanted.Name)
	case wanted.SemVer != "":
		tag, err := r.newest(wanted.SemVer)
		if err != nil {
			return "", err
		}
		name = plumbing.NewTagReferenceName(tag)
	case wanted.Tag != "":
		name = plumbing.NewTagReferenceName(wanted.Tag)
	case wanted.Branch != "":
		name = plumbing.NewBranchReferenceName(wanted.Branch)
	}
	hash, err := r.commit(name.String())
	if err != nil {
		return "", r.unknown(name.Short())
	}
	return hash.String(), nil
}

// newest is the tag of the highest version in a range.
func (r *Repository) newest(written string) (string, error) {
	allowed, err := semver.NewConstraint(written)
	if err != nil {
		return "", errorf(RevisionUnknown, "", 0, "spec.ref.semver %q is no range of versions: %v", written, err)
	}
	type tagged struct {
		version *semver.Version
		tag     string
	}
	var versions []tagged
	for _, name := range r.names() {
		if version, err := semver.NewVersion(strings.TrimPrefix(name, "v")); err == nil && allowed.Check(version) {
			if _, err := r.git.Reference(plumbing.NewTagReferenceName(name), false); err == nil {
				versions = append(versions, tagged{version, name})
			}
		}
	}
	if len(versions) == 0 {
		return "", errorf(RevisionUnknown, "", 0, "%s has no tag in the range %q of spec.ref.semver", r.path, written)
	}
	sort.SliceStable(versions, func(i, j int) bool { return versions[i].version.LessThan(versions[j].version) })
	return versions[len(versions)-1].tag, nil
}
