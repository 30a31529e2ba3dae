package render

import (
	"fmt"
	"maps"
	"math/rand"
	"slices"
	"strings"
	"sync"
	"testing"

	"fleetkeep.dev/engine/internal/protocol"
	"fleetkeep.dev/engine/internal/repository"
	"fleetkeep.dev/engine/internal/testrepo"
)

func renderWith(t testing.TB, memory *Memory, params protocol.RenderParams) rendering {
	t.Helper()
	var answer rendering
	result, err := memory.Render(t.Context(), params, func(part protocol.RenderedKustomization) { answer.parts = append(answer.parts, part) })
	if err != nil {
		t.Fatal(err)
	}
	answer.result = result
	return answer
}

// history is a repository of revisions, each of which changes, adds or takes away a file of a random tree.
func history(t *testing.T, seed int64, revisions int) (string, []string) {
	t.Helper()
	random := rand.New(rand.NewSource(seed))
	directory := testrepo.Init(t)
	files := maps.Clone(newTree(seed).files)
	files["charts/web/Chart.yaml"] = "apiVersion: v2\nname: web\nversion: 1.0.0\n"
	files["charts/web/templates/a.yaml"] = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: made}\ndata: {a: \"{{ .Values.a }}\"}\n"
	files["c/release.yaml"] = "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: web, namespace: flux-system}\nspec:\n  chart: {spec: {chart: ./charts/web, sourceRef: {kind: GitRepository, name: flux-system}}}\n  values: {a: 1}\n"
	var commits []string
	for revision := range revisions {
		testrepo.Write(t, directory, files)
		commits = append(commits, testrepo.Commit(t, directory))
		names := slices.Sorted(maps.Keys(files))
		name := names[random.Intn(len(names))]
		content := files[name]
		switch random.Intn(4) {
		case 0:
			delete(files, name)
			testrepo.Remove(t, directory, name)
		case 1:
			files[name[:strings.LastIndex(name, "/")+1]+fmt.Sprintf("added-%d.yaml", revision)] = configMap(fmt.Sprintf("added-%d", revision), "a: b")
		case 2:
			files[name] = content + fmt.Sprintf("# %d\n", revision)
		default:
			files[name] = strings.NewReplacer("replicas: ", "replicas: 1", "two", "three", "newTag: ", "newTag: 1", "a: \"", "a: \"x").Replace(content)
		}
	}
	return directory, commits
}

// What is remembered gives what building again gives: for any history, in any order, at the same time, and whether a
// commit or a working tree is read.
func TestRememberedEqualsBuiltAgain(t *testing.T) {
	entries := []string{"c=./c", "d=./c"}
	for seed := range int64(3) {
		directory, commits := history(t, seed, 12)
		want := map[string]string{}
		for _, commit := range commits {
			want[commit] = encoded(t, renderParams(t, params(directory, commit, entries...)))
		}
		memory := NewMemory()
		order := append(append([]string{}, commits...), commits...)
		rand.New(rand.NewSource(seed)).Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		var group sync.WaitGroup
		for _, commit := range order {
			group.Add(1)
			go func() {
				defer group.Done()
				if got := encoded(t, renderWith(t, memory, params(directory, commit, entries...))); got != want[commit] {
					t.Errorf("seed %d, %s\n--- remembered\n%s\n--- built\n%s", seed, commit, got, want[commit])
				}
			}()
		}
		group.Wait()
		testrepo.Write(t, directory, map[string]string{"c/new.yaml": configMap("new", "a: b")})
		tree := params(directory, "", entries...)
		if got, built := encoded(t, renderWith(t, memory, tree)), encoded(t, renderParams(t, tree)); got != built {
			t.Errorf("seed %d, working tree\n--- remembered\n%s\n--- built\n%s", seed, got, built)
		}
	}
}

// A commit that touches one file builds what depends on that file and nothing else.
func TestOneFileChangedBuildsWhatDependsOnIt(t *testing.T) {
	files := map[string]string{"c/keep.md": ""}
	for _, name := range []string{"a", "b", "d"} {
		files["c/"+name+".yaml"] = kustomizationYAML(name, "./"+name, "")
		files[name+"/x.yaml"] = configMap(name, "a: b")
	}
	files["b/kustomization.yaml"] = "resources: [x.yaml, ../shared]\n"
	files["d/kustomization.yaml"] = "resources: [x.yaml, ../shared]\n"
	files["shared/kustomization.yaml"] = "resources: [y.yaml]\n"
	files["shared/y.yaml"] = configMap("y", "a: b")
	directory := testrepo.Init(t)
	testrepo.Write(t, directory, files)
	testrepo.Commit(t, directory)
	memory := NewMemory()
	built := func() int {
		before := int(memory.built.Load())
		renderWith(t, memory, params(directory, "HEAD", "c=./c"))
		return int(memory.built.Load()) - before
	}
	if count := built(); count != 4 {
		t.Fatalf("built %d at first", count)
	}
	for _, step := range []struct {
		change map[string]string
		builds int
	}{
		{map[string]string{"README.md": "nothing depends on it"}, 0},
		{map[string]string{"a/x.yaml": configMap("a", "a: c")}, 1},
		{map[string]string{"shared/y.yaml": configMap("y", "a: c")}, 2},
		{map[string]string{"a/z.yaml": configMap("z", "a: c")}, 1},
		{map[string]string{"b/unused.yaml": configMap("z", "a: c")}, 0},
		{map[string]string{"c/keep.md": "in a directory that is scanned, but no manifest"}, 0},
	} {
		testrepo.Write(t, directory, step.change)
		testrepo.Commit(t, directory)
		if count := built(); count != step.builds {
			t.Errorf("%v built %d, not %d", slices.Collect(maps.Keys(step.change)), count, step.builds)
		}
	}
}

func TestMemoryIsBounded(t *testing.T) {
	memory := NewMemory()
	for i := range 40 {
		sights := []sight{{look: repository.Look{Path: "a"}, shown: fmt.Sprint(i)}}
		memory.remember("one", sights, i, rememberedBytes/64)
	}
	if kept := len(memory.entries["one"]); kept != mostOfOneKey {
		t.Errorf("%d variants of one key are kept", kept)
	}
	for i := range 100 {
		memory.remember(fmt.Sprint(i), nil, i, rememberedBytes/10)
	}
	if memory.bytes > rememberedBytes || memory.recent.Len() != 10 || len(memory.entries) != 10 {
		t.Errorf("%d bytes, %d builds, %d keys", memory.bytes, memory.recent.Len(), len(memory.entries))
	}
	memory.remember("large", nil, "large", 2*rememberedBytes)
	if memory.recent.Len() != 1 {
		t.Errorf("%d builds beside a large one", memory.recent.Len())
	}
}
