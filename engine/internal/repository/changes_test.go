package repository_test

import (
	"fmt"
	"maps"
	"math/rand"
	"os"
	"path"
	"path/filepath"
	"slices"
	"testing"

	"fleetkeep.dev/engine/internal/repository"
	"fleetkeep.dev/engine/internal/testrepo"
)

// Whatever look shows something else in a later view, a change touches its path.
func TestEveryLookThatShowsAnotherIsTouched(t *testing.T) {
	differing, quiet := 0, 0
	for seed := range int64(6) {
		random := rand.New(rand.NewSource(seed))
		directory := testrepo.Init(t)
		files := map[string]string{"a/b/one.yaml": "1", "a/two.yaml": "2", "c/three.yaml": "3", "d/pic.png": "4", "d/four.yaml": "4", ".sourceignore": "/x\n"}
		ever := map[string]string{}
		var before *repository.View
		for revision := range 20 {
			// A link is not written over.
			_ = os.Remove(filepath.Join(directory, "c/link.yaml"))
			testrepo.Write(t, directory, files)
			maps.Copy(ever, files)
			snapshot, err := repository.Open(directory, repository.Options{Revision: testrepo.Commit(t, directory)})
			if err != nil {
				t.Fatal(err)
			}
			view := repository.Archive(fmt.Sprint(revision), snapshot, repository.ArchiveOptions{})
			if before != nil {
				changes := before.Changes(view)
				for _, name := range pathsAround(ever) {
					for _, at := range []int{repository.AtPresence, repository.AtContent, repository.AtNames} {
						look := repository.Look{At: at, Path: name}
						touched := changes.Touch(map[repository.Look]bool{look: true})
						if !touched {
							quiet++
						}
						if before.Show(look) == view.Show(look) {
							continue
						}
						differing++
						if !touched {
							t.Errorf("seed %d, revision %d: look %d at %s shows another, and is not touched", seed, revision, at, name)
						}
					}
				}
			}
			before = view
			names := slices.Sorted(maps.Keys(files))
			name := names[random.Intn(len(names))]
			switch random.Intn(6) {
			case 0:
				_ = os.Remove(filepath.Join(directory, name))
				delete(files, name)
			case 1:
				files[fmt.Sprintf("a/new-%d/%d.yaml", random.Intn(3), revision)] = "new"
			case 2:
				files[path.Join(path.Dir(name), fmt.Sprintf("beside-%d.yaml", revision))] = "new"
			case 3:
				files[".sourceignore"] = fmt.Sprintf("/%s\n", []string{"x", "a/b", "c", "d/four.yaml"}[random.Intn(4)])
			case 4:
				files["c/link.yaml"] = "link: " + []string{"three.yaml", "../a/two.yaml"}[random.Intn(2)] + "\n"
			default:
				files[name] = fmt.Sprintf("%d", revision)
			}
			if len(files) < 3 {
				files["a/two.yaml"] = "2"
			}
		}
	}
	if differing < 100 || quiet < 100 {
		t.Errorf("%d looks showed another, %d were untouched: the generator has lost its variety", differing, quiet)
	}
}

// pathsAround are those of files and of everything above and below them.
func pathsAround(files map[string]string) []string {
	paths := map[string]bool{".": true}
	for name := range files {
		paths[path.Join(name, "below")] = true
		for ; name != "."; name = path.Dir(name) {
			paths[name] = true
		}
	}
	return slices.Sorted(maps.Keys(paths))
}
