package repository

import (
	"reflect"
	"testing"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/object"

	"fleetkeep.dev/engine/internal/testrepo"
)

func TestRememberedTreesListWhatThereIs(t *testing.T) {
	directory := testrepo.New(t, "-- apps/a/one.yaml --\na\n-- apps/b/two.yaml --\nb\n-- clusters/three.yaml --\nc\n")
	first := testrepo.Commit(t, directory)
	testrepo.Write(t, directory, testrepo.Files("-- apps/a/one.yaml --\nchanged\n-- apps/a/four.yaml --\nd\n"))
	testrepo.Remove(t, directory, "clusters/three.yaml")
	second := testrepo.Commit(t, directory)

	trees := &Trees{}
	for _, revision := range []string{first, second, first, second} {
		remembering, err := Open(directory, Options{Revision: revision, Trees: trees})
		if err != nil {
			t.Fatal(err)
		}
		fresh, err := Open(directory, Options{Revision: revision})
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(remembering.Files(), fresh.Files()) || !reflect.DeepEqual(remembering.trees, fresh.trees) {
			t.Errorf("%s: %v, wanted %v", revision, remembering.trees, fresh.trees)
		}
	}
	// The roots, apps twice, apps/a twice, apps/b and clusters.
	if len(trees.entries) != 8 {
		t.Errorf("%d trees are remembered", len(trees.entries))
	}
}

func TestTreesAreBounded(t *testing.T) {
	trees := &Trees{}
	for i := range 5 {
		trees.keep(plumbing.NewHash(string(rune('a'+i))), make([]object.TreeEntry, mostTreeEntries/2))
		if trees.count > mostTreeEntries {
			t.Fatalf("%d entries are remembered", trees.count)
		}
	}
}
