package repository

import (
	"time"

	"github.com/Masterminds/semver/v3"
	"github.com/fluxcd/pkg/version"
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

// newest is the tag of the highest version in a range; of equal ones, which differ in what builds them, the one whose commit
// is the youngest, as fluxcd/pkg/git/gogit has it.
func (r *Repository) newest(written string) (string, error) {
	var tags []string
	for _, name := range r.names() {
		if _, err := r.git.Reference(plumbing.NewTagReferenceName(name), false); err == nil {
			tags = append(tags, name)
		}
	}
	found, err := versionsIn(written, tags)
	if err != nil {
		return "", err
	}
	if len(found) == 0 {
		return "", errorf(RevisionUnknown, "", 0, "%s has no tag in the range %q of spec.ref.semver", r.path, written)
	}
	newest := found[0]
	for _, tag := range found[1:] {
		if !sameVersion(newest, tag) {
			break
		}
		if r.committed(tag).After(r.committed(newest)) {
			newest = tag
		}
	}
	return newest, nil
}

func (r *Repository) committed(tag string) time.Time {
	hash, err := r.commit(plumbing.NewTagReferenceName(tag).String())
	if err != nil {
		return time.Time{}
	}
	commit, err := r.git.CommitObject(hash)
	if err != nil {
		return time.Time{}
	}
	return commit.Committer.When
}

// versionsIn are the tags that Flux takes for versions in a range, the highest first. It fails with RevisionUnknown.
func versionsIn(written string, tags []string) ([]string, error) {
	allowed, err := semver.NewConstraint(written)
	if err != nil {
		return nil, errorf(RevisionUnknown, "", 0, "spec.ref.semver %q is no range of versions: %v", written, err)
	}
	return version.Sort(allowed, tags), nil
}

func sameVersion(left, right string) bool {
	a, errA := version.ParseVersion(left)
	b, errB := version.ParseVersion(right)
	return errA == nil && errB == nil && a.Equal(b)
}
