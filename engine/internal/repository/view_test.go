package repository_test

import (
	"strings"
	"testing"

	"fleetkeep.dev/engine/internal/repository"
	"fleetkeep.dev/engine/internal/testrepo"
)

// Rendering rule 1: what source-controller puts into an artifact.
func TestArchive(t *testing.T) {
	ignore := func(text string) *string { return &text }
	const tree = `
-- app/deploy.yaml --
-- app/logo.png --
-- .github/workflows/ci.yaml --
-- .gitattributes --
-- .sops.yaml --
-- app/.flux.yaml --
-- docs/readme.md --
`
	for _, test := range []struct {
		name, files string
		options     repository.ArchiveOptions
		want        string
	}{
		{"the defaults leave out Git's own files, pictures, CI and tools' files", tree, repository.ArchiveOptions{},
			"app/deploy.yaml docs/readme.md"},
		{"spec.ignore replaces the defaults but those for Git's own files", tree,
			repository.ArchiveOptions{Ignore: ignore("docs/\n# a comment\n")},
			".github/workflows/ci.yaml .sops.yaml app/.flux.yaml app/deploy.yaml app/logo.png"},
		{"an empty spec.ignore keeps the defaults", tree, repository.ArchiveOptions{Ignore: ignore("")},
			"app/deploy.yaml docs/readme.md"},
		{".sourceignore replaces the defaults too, and excludes by folder", tree + "-- app/.sourceignore --\n/deploy.yaml\n-- deploy.yaml --\n",
			repository.ArchiveOptions{},
			".github/workflows/ci.yaml .sops.yaml app/.flux.yaml app/.sourceignore app/logo.png deploy.yaml docs/readme.md"},
		{"a later pattern takes back an earlier one", tree + "-- .sourceignore --\n/*\n!/app\n",
			repository.ArchiveOptions{}, "app/.flux.yaml app/deploy.yaml app/logo.png"},
		{"spec.ignore comes after .sourceignore", tree + "-- .sourceignore --\n/app\n",
			repository.ArchiveOptions{Ignore: ignore("!/app\n/docs\n*.png\n.*\n")}, "app/deploy.yaml"},
		{"sparse checkout keeps the named folders", tree, repository.ArchiveOptions{SparseCheckout: []string{"./docs"}}, "docs/readme.md"},
		{"links are no part of an artifact", tree + "-- app/link.yaml --\nlink: deploy.yaml\n", repository.ArchiveOptions{},
			"app/deploy.yaml docs/readme.md"},
	} {
		t.Run(test.name, func(t *testing.T) {
			snapshot, err := repository.Open(testrepo.New(t, test.files), repository.Options{Revision: "HEAD"})
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(repository.Archive("test", snapshot, test.options).Paths(), " "); got != test.want {
				t.Fatalf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestFolderOfIgnoredFilesStaysAsAnEmptyOne(t *testing.T) {
	snapshot, err := repository.Open(testrepo.New(t, "-- app/logo.png --\n-- .github/ci.yaml --\n"), repository.Options{Revision: "HEAD"})
	if err != nil {
		t.Fatal(err)
	}
	view := repository.Archive("test", snapshot, repository.ArchiveOptions{})
	if !view.IsDirectory("app") || view.IsDirectory(".github") || len(view.Names("app")) != 0 {
		t.Fatalf("directories: %v", view.Names("."))
	}
}
