// Package testrepo makes Git repositories for tests from text.
package testrepo

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing/object"
)

// Files splits text into files: each begins with a line `-- PATH --`. A file whose only line is `link: TARGET` becomes a
// symbolic link.
func Files(text string) map[string]string {
	files := map[string]string{}
	name := ""
	for _, line := range strings.SplitAfter(text, "\n") {
		if trimmed := strings.TrimSpace(line); strings.HasPrefix(trimmed, "-- ") && strings.HasSuffix(trimmed, " --") {
			name = strings.TrimSuffix(strings.TrimPrefix(trimmed, "-- "), " --")
			files[name] = ""
			continue
		}
		if name != "" {
			files[name] += line
		}
	}
	return files
}

// Write writes files into a directory.
func Write(t testing.TB, directory string, files map[string]string) {
	t.Helper()
	for name, content := range files {
		full := filepath.Join(directory, name)
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if target, link := strings.CutPrefix(content, "link: "); link {
			if err := os.Symlink(strings.TrimSpace(target), full); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if err := os.WriteFile(full, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// Init makes an empty repository.
func Init(t testing.TB) string {
	t.Helper()
	directory := t.TempDir()
	if _, err := git.PlainInit(directory, false); err != nil {
		t.Fatal(err)
	}
	return directory
}

// Commit adds everything in a repository's working tree and commits it; it returns the commit's id.
func Commit(t testing.TB, directory string) string {
	t.Helper()
	repository, err := git.PlainOpen(directory)
	if err != nil {
		t.Fatal(err)
	}
	worktree, err := repository.Worktree()
	if err != nil {
		t.Fatal(err)
	}
	if err := worktree.AddWithOptions(&git.AddOptions{All: true}); err != nil {
		t.Fatal(err)
	}
	author := &object.Signature{Name: "Test", Email: "test@example.com", When: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}
	hash, err := worktree.Commit("Test", &git.CommitOptions{Author: author, AllowEmptyCommits: true})
	if err != nil {
		t.Fatal(err)
	}
	return hash.String()
}

// New makes a repository with one commit of the files in a text.
func New(t testing.TB, text string) string {
	t.Helper()
	directory := Init(t)
	Write(t, directory, Files(text))
	Commit(t, directory)
	return directory
}

// Remove takes a file away.
func Remove(t testing.TB, directory, name string) {
	t.Helper()
	if err := os.Remove(filepath.Join(directory, name)); err != nil {
		t.Fatal(err)
	}
}
