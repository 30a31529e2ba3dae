package repository_test

import (
	"testing"
	"time"

	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing"

	"fleetkeep.dev/engine/internal/repository"
	"fleetkeep.dev/engine/internal/testrepo"
)

// later is the same commit, made an hour later.
func later(t *testing.T, opened *git.Repository, id string) string {
	t.Helper()
	commit, err := opened.CommitObject(plumbing.NewHash(id))
	if err != nil {
		t.Fatal(err)
	}
	commit.Committer.When = commit.Committer.When.Add(time.Hour)
	object := opened.Storer.NewEncodedObject()
	if err := commit.Encode(object); err != nil {
		t.Fatal(err)
	}
	hash, err := opened.Storer.SetEncodedObject(object)
	if err != nil {
		t.Fatal(err)
	}
	return hash.String()
}

// The rows follow https://fluxcd.io/flux/components/source/gitrepositories/#reference.
func TestResolve(t *testing.T) {
	directory := testrepo.Init(t)
	opened, err := git.PlainOpen(directory)
	if err != nil {
		t.Fatal(err)
	}
	commits := map[string]string{}
	for _, name := range []string{"v1.0.0", "v1.2.0", "v1.10.0", "2.0.0-rc.1", "v1.9.0+a", "v1.9.0+b", "v1.8.0+b", "v1.8.0+a", "v5", "4.1", "vv6.0.0", "latest", "master"} {
		testrepo.Write(t, directory, map[string]string{"a": name})
		commits[name] = testrepo.Commit(t, directory)
		if name == "v1.9.0+b" || name == "v1.8.0+a" {
			commits[name] = later(t, opened, commits[name])
		}
		if name == "master" {
			continue
		}
		if err := opened.Storer.SetReference(plumbing.NewHashReference(plumbing.NewTagReferenceName(name), plumbing.NewHash(commits[name]))); err != nil {
			t.Fatal(err)
		}
	}
	if err := opened.Storer.SetReference(plumbing.NewHashReference("refs/heads/main", plumbing.NewHash(commits["latest"]))); err != nil {
		t.Fatal(err)
	}
	found, err := repository.Find(directory)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name   string
		wanted repository.Reference
		commit string
	}{
		{"nothing is master", repository.Reference{}, "master"},
		{"a branch", repository.Reference{Branch: "main"}, "latest"},
		{"a tag", repository.Reference{Tag: "v1.0.0"}, "v1.0.0"},
		{"a tag wins over a branch", repository.Reference{Tag: "v1.0.0", Branch: "main"}, "v1.0.0"},
		{"the highest version, not the last text", repository.Reference{SemVer: "1.x"}, "v1.10.0"},
		{"a version before its release only where the range names one", repository.Reference{SemVer: ">=1.0.0-0"}, "2.0.0-rc.1"},
		{"no version without its three parts, nor with more before it than a v", repository.Reference{SemVer: ">=1.0.0"}, "v1.10.0"},
		{"of equal versions the younger", repository.Reference{SemVer: "~1.9"}, "v1.9.0+b"},
		{"of equal versions the younger, in whatever order", repository.Reference{SemVer: "~1.8"}, "v1.8.0+a"},
		{"a range wins over a tag", repository.Reference{SemVer: "~1.2", Tag: "v1.0.0"}, "v1.2.0"},
		{"a full name", repository.Reference{Name: "refs/tags/latest", SemVer: "1.x"}, "latest"},
		{"a commit wins over all", repository.Reference{Commit: commits["v1.2.0"], Name: "refs/heads/main"}, "v1.2.0"},
		{"no such branch", repository.Reference{Branch: "v1.0.0"}, ""},
		{"no such tag", repository.Reference{Tag: "main"}, ""},
		{"no version in the range", repository.Reference{SemVer: ">=3"}, ""},
		{"no range", repository.Reference{SemVer: "one"}, ""},
		{"no such commit", repository.Reference{Commit: "0123456789012345678901234567890123456789"}, ""},
		{"half a commit", repository.Reference{Commit: commits["master"][:12]}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := found.Resolve(test.wanted)
			if (err != nil) != (test.commit == "") || got != commits[test.commit] {
				t.Errorf("got %s, %v", got, err)
			}
		})
	}
}
