package repository_test

import (
	"testing"
	"testing/fstest"

	"fleetkeep.dev/engine/internal/repository"
	"fleetkeep.dev/engine/internal/testrepo"
)

func TestFS(t *testing.T) {
	snapshot, err := repository.Open(testrepo.New(t, "-- a/b/c.yaml --\nc\n-- a/d.yaml --\n-- e.yaml --\ne\n"), repository.Options{Revision: "HEAD"})
	if err != nil {
		t.Fatal(err)
	}
	view := repository.Archive("test", snapshot, repository.ArchiveOptions{})
	if err := fstest.TestFS(view.FS(func(repository.Look) {}), "a/b/c.yaml", "a/d.yaml", "e.yaml"); err != nil {
		t.Fatal(err)
	}
}
