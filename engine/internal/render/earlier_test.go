package render

import (
	"fmt"
	"maps"
	"math/rand"
	"slices"
	"strings"
	"testing"

	"fleetkeep.dev/engine/internal/testrepo"
)

// overlays is a cluster of two teams that share a base, patch it, and take variables from a ConfigMap; one has a HelmRelease
// whose values come from another.
func overlays() map[string]string {
	files := map[string]string{
		"c/vars.yaml":                 "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: vars, namespace: flux-system}\ndata:\n  REGION: west\n  SIZE: \"2\"\n",
		"base/config.yaml":            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: config}\ndata:\n  region: ${REGION}\n  plain: a\n",
		"base/web.yaml":               "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  replicas: 1\n  selector: {matchLabels: {region: \"${REGION}\"}}\n  template: {}\n",
		"base/release.yaml":           "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: web, namespace: web}\nspec:\n  chart: {spec: {chart: ./charts/web, sourceRef: {kind: GitRepository, name: flux-system, namespace: flux-system}}}\n  valuesFrom: [{kind: ConfigMap, name: values}]\n  values: {a: \"${SIZE}\"}\n",
		"base/values.yaml":            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: values, namespace: web}\ndata:\n  values.yaml: |\n    b: one\n",
		"base/kustomization.yaml":     "resources: [config.yaml, web.yaml, release.yaml, values.yaml]\n",
		"charts/web/Chart.yaml":       "apiVersion: v2\nname: web\nversion: 1.0.0\n",
		"charts/web/templates/a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: made}\ndata: {a: \"{{ .Values.a }}\", b: \"{{ .Values.b }}\"}\n",
		"teams/a/kustomization.yaml":  "resources: [../../base, own.yaml]\npatches: [{path: patch.yaml}]\n",
		"teams/a/patch.yaml":          "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: config}\ndata:\n  patched: ${REGION}\n",
		"teams/a/own.yaml":            "apiVersion: v1\nkind: Secret\nmetadata: {name: own}\nstringData: {a: b}\n",
		"teams/b/kustomization.yaml":  "namespace: b\nresources: [config.yaml]\n",
		"teams/b/config.yaml":         "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: b, annotations: {kustomize.toolkit.fluxcd.io/ssa: Override}}\ndata:\n  size: ${SIZE:=9}\n",
		"c/sub/config.yaml":           configMap("sub", "a: b"),
	}
	for _, team := range []string{"a", "b"} {
		files["c/"+team+".yaml"] = kustomizationYAML(team, "./teams/"+team,
			"commonMetadata: {labels: {team: "+team+"}}\npostBuild: {substituteFrom: [{kind: ConfigMap, name: vars}], substitute: {INLINE: x}}\n")
	}
	return files
}

// What a build takes over from the one before it, and what is listed of it, is what building from nothing gives, whatever
// was changed in between, to the last field's origin.
func TestWhatIsTakenOverIsWhatWouldBeMade(t *testing.T) {
	taken := 0
	for seed := range int64(4) {
		random := rand.New(rand.NewSource(seed))
		directory := testrepo.Init(t)
		files := overlays()
		memory := NewMemory()
		for revision := range 25 {
			testrepo.Write(t, directory, files)
			asked := params(directory, testrepo.Commit(t, directory), "c=./c", "d=./c")
			asked.Fields = revision%5 != 4
			got, want := encoded(t, renderWith(t, memory, asked)), encoded(t, renderParams(t, asked))
			if got != want {
				t.Fatalf("seed %d, revision %d\n--- remembered\n%s\n--- built\n%s", seed, revision, got, want)
			}
			taken += takenOver(memory)
			names := slices.Sorted(maps.Keys(files))
			name := names[random.Intn(len(names))]
			switch random.Intn(6) {
			case 0:
				files[name] = "# moved down\n" + files[name]
			case 1:
				for _, name := range []string{name, "base/web.yaml"} {
					files[name] = strings.NewReplacer("\nspec:", "\n# inside\nspec:", "\ndata:", "\n# inside\ndata:").Replace(files[name])
				}
			case 2:
				files[name] += fmt.Sprintf("# %d\n", revision)
			case 3:
				files["c/vars.yaml"] = strings.Replace(files["c/vars.yaml"], "west", "westward", 1)
			case 4:
				files["teams/a/own.yaml"] = strings.Replace(files["teams/a/own.yaml"], "a: b", "a: bb", 1)
			default:
				files[name] = strings.NewReplacer("plain: a", "plain: aa", "patched: ", "patched: x", "b: one", "b: oneone", "size: ", "size: 1",
					"replicas: ", "replicas: 1", "{INLINE: x", "{INLINE: xx", "team: a", "team: aa").Replace(files[name])
			}
		}
	}
	if taken == 0 {
		t.Error("nothing was ever taken over")
	}
}

// takenOver counts the objects that several builds of one directory share.
func takenOver(of *Memory) int {
	shared := 0
	for _, variants := range of.entries {
		seen := map[*object]bool{}
		for _, variant := range variants {
			build, isBuild := variant.Value.(*memory).result.(*remembered)
			if !isBuild {
				continue
			}
			for _, entry := range build.content.outcomes.entries {
				for _, object := range entry.value.objects {
					if seen[object] {
						shared++
					}
					seen[object] = true
				}
			}
		}
	}
	return shared
}
