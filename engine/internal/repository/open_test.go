package repository_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-git/go-git/v5"

	"fleetkeep.dev/engine/internal/repository"
	"fleetkeep.dev/engine/internal/testrepo"
)

func TestOpenRefuses(t *testing.T) {
	plain := t.TempDir()
	empty := testrepo.Init(t)
	filled := testrepo.New(t, "-- a.yaml --\nkind: A\n")
	bare := t.TempDir()
	if _, err := git.PlainInit(bare, true); err != nil {
		t.Fatal(err)
	}
	broken := t.TempDir()
	testrepo.Write(t, broken, map[string]string{".git": "gitdir: /nowhere\n"})
	for _, test := range []struct {
		name, path, revision, code, says string
	}{
		{"a folder that is no repository", plain, "", repository.NotARepository, "git init"},
		{"a path that is not there", filepath.Join(plain, "no"), "", repository.NotARepository, "not a directory"},
		{"a file", filepath.Join(filled, "a.yaml"), "", repository.NotARepository, "not a directory"},
		{"a worktree whose repository is gone", broken, "", repository.NotARepository, broken},
		{"an unknown revision", filled, "nope", repository.RevisionUnknown, `"nope"`},
		{"a misspelt branch", filled, "mastr", repository.RevisionUnknown, "master"},
		{"a commit id that is not there", filled, strings.Repeat("ab", 20), repository.RevisionUnknown, "abab"},
		{"a repository without commit or file", empty, "", repository.EmptyRepository, empty},
		{"a revision of a repository without commits", empty, "HEAD", repository.EmptyRepository, "no commit yet"},
		{"a bare repository without commits", bare, "", repository.EmptyRepository, "no commit yet"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := repository.Open(test.path, repository.Options{Revision: test.revision})
			var refusal *repository.Error
			if !errors.As(err, &refusal) || refusal.Code != test.code || !strings.Contains(refusal.Message, test.says) {
				t.Fatalf("got %v, want code %s and a message with %q", err, test.code, test.says)
			}
		})
	}
}

func TestWorkingTreeWithoutCommitIsRead(t *testing.T) {
	directory := testrepo.Init(t)
	testrepo.Write(t, directory, map[string]string{"a.yaml": "kind: A\n"})
	snapshot, err := repository.Open(directory, repository.Options{})
	if err != nil || len(snapshot.Files()) != 1 {
		t.Fatalf("got %v, %v", snapshot, err)
	}
}

func paths(snapshot *repository.Snapshot) string {
	var names []string
	for _, file := range snapshot.Files() {
		names = append(names, file.Path)
	}
	return strings.Join(names, " ")
}

func TestWorkingTreeHoldsWhatACommitOfEverythingWould(t *testing.T) {
	directory := testrepo.New(t, `
-- .gitignore --
ignored/
*.log
!keep.log
/only-here.txt
-- tracked.txt --
-- deep/.gitignore --
local.yaml
-- deep/only-here.txt --
`)
	testrepo.Write(t, directory, testrepo.Files(`
-- untracked.yaml --
-- a.log --
-- keep.log --
-- ignored/b.yaml --
-- only-here.txt --
-- deep/local.yaml --
-- local.yaml --
-- nested/.git/HEAD --
-- nested/inside.yaml --
-- .git/info/exclude --
excluded.yaml
-- excluded.yaml --
`))
	if err := os.Remove(filepath.Join(directory, "tracked.txt")); err != nil {
		t.Fatal(err)
	}
	snapshot, err := repository.Open(directory, repository.Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := ".gitignore deep/.gitignore deep/only-here.txt keep.log local.yaml nested untracked.yaml"
	if got := paths(snapshot); got != want {
		t.Fatalf("got  %s\nwant %s", got, want)
	}
}

// Every way that Git has to store a repository gives the same files.
func TestLayouts(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("needs git to make packs, worktrees and alternates")
	}
	origin := testrepo.New(t, "-- a/b.yaml --\nkind: B\n-- c.yaml --\nkind: C\n")
	commit := testrepo.Commit(t, origin)
	run := func(arguments ...string) {
		t.Helper()
		command := exec.Command("git", arguments...)
		command.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_SYSTEM=/dev/null")
		if output, err := command.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", arguments, err, output)
		}
	}
	layouts := t.TempDir()
	in := func(name string) string { return filepath.Join(layouts, name) }
	run("clone", "-q", "--bare", origin, in("bare"))
	run("clone", "-q", "--shared", origin, in("alternates"))
	run("clone", "-q", origin, in("packed"))
	run("-C", in("packed"), "gc", "-q", "--aggressive")
	run("-C", in("packed"), "worktree", "add", "-q", "--detach", in("worktree"))
	run("clone", "-q", "--depth=1", "file://"+origin, in("shallow"))
	for _, path := range []string{"bare", "alternates", "packed", "worktree", "shallow", "packed/.git", "packed/a"} {
		for _, revision := range []string{commit, "HEAD", commit[:10]} {
			if path == "alternates" && revision == commit[:10] {
				continue // go-git completes an abbreviation among a repository's own objects only.
			}
			snapshot, err := repository.Open(in(path), repository.Options{Revision: revision})
			if err != nil {
				t.Fatalf("%s at %s: %v", path, revision, err)
			}
			data, err := snapshot.Read(snapshot.Files()[0])
			if paths(snapshot) != "a/b.yaml c.yaml" || err != nil || string(data) != "kind: B\n" || snapshot.Revision != commit {
				t.Fatalf("%s at %s: %s %q %v", path, revision, paths(snapshot), data, err)
			}
		}
	}
	for _, path := range []string{"bare", "packed/.git"} {
		if snapshot, err := repository.Open(in(path), repository.Options{}); err != nil || snapshot.Revision != commit {
			t.Fatalf("%s without a revision is not HEAD: %v", path, err)
		}
	}
}

func TestSnapshotDoesNotChangeWithTheDisk(t *testing.T) {
	directory := testrepo.New(t, "-- a.yaml --\none\n")
	snapshot, err := repository.Open(directory, repository.Options{})
	if err != nil {
		t.Fatal(err)
	}
	first, _ := snapshot.Read(snapshot.Files()[0])
	testrepo.Write(t, directory, map[string]string{"a.yaml": "two\n"})
	second, _ := snapshot.Read(snapshot.Files()[0])
	if string(first) != "one\n" || string(second) != "one\n" {
		t.Fatalf("got %q, then %q", first, second)
	}
}

func TestDirectoryReplacedByALinkIsNotFollowed(t *testing.T) {
	outside := t.TempDir()
	testrepo.Write(t, outside, map[string]string{"secret.yaml": "secret"})
	directory := testrepo.New(t, "-- a/secret.yaml --\nmine\n")
	snapshot, err := repository.Open(directory, repository.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(filepath.Join(directory, "a")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, filepath.Join(directory, "a")); err != nil {
		t.Fatal(err)
	}
	if data, err := snapshot.Read(snapshot.Files()[0]); err == nil {
		t.Fatalf("read %q through a link", data)
	}
}
