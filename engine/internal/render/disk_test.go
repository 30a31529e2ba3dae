package render

import (
	"bytes"
	"encoding/base64"
	"math/rand"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"fleetkeep.dev/engine/internal/diskcache"
	"fleetkeep.dev/engine/internal/testrepo"
)

// process is a memory as a process of its own has it, on a folder.
func process(t *testing.T, directory string) (*Memory, *diskcache.Cache) {
	t.Helper()
	cache, err := diskcache.Open(directory, 64<<20)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cache.Close)
	return NewMemoryOn(cache, "this engine"), cache
}

// What lies on disk gives what building again gives: for any history, in any order, for several processes at the same
// time, and whether a commit or a working tree is read.
func TestStoredEqualsBuiltAgain(t *testing.T) {
	entries := []string{"c=./c", "o=./overlays"}
	for seed := range int64(2) {
		directory, commits := history(t, seed, 5)
		want := map[string]string{}
		for _, commit := range commits {
			want[commit] = encoded(t, renderParams(t, params(directory, commit, entries...)))
		}
		folder := t.TempDir()
		random := rand.New(rand.NewSource(seed))
		for range 2 {
			var group sync.WaitGroup
			for range 2 {
				memory, _ := process(t, folder)
				order := append([]string{}, commits...)
				random.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
				group.Go(func() {
					for _, commit := range order {
						if got := encoded(t, renderWith(t, memory, params(directory, commit, entries...))); got != want[commit] {
							t.Errorf("seed %d, %s\n--- stored\n%s\n--- built\n%s", seed, commit, got, want[commit])
						}
					}
				})
			}
			group.Wait()
		}
		testrepo.Write(t, directory, map[string]string{"c/new.yaml": configMap("new", "a: b")})
		tree := params(directory, "", entries...)
		memory, _ := process(t, folder)
		if got, built := encoded(t, renderWith(t, memory, tree)), encoded(t, renderParams(t, tree)); got != built {
			t.Errorf("seed %d, working tree\n--- stored\n%s\n--- built\n%s", seed, got, built)
		}
	}
}

// A commit that touches one file builds what depends on that file and nothing else, in a new process too; and every
// revision that was ever rendered is found again.
func TestANewProcessBuildsWhatChanged(t *testing.T) {
	files := map[string]string{
		"c/release.yaml": webRelease[strings.Index(webRelease, "apiVersion"):],
		"c/values.yaml":  configMap("web-values", `values.yaml: "replicas: 3"`),
	}
	annotated := strings.Replace(files["c/release.yaml"], "metadata: {", "metadata: {annotations: {owner: shop}, ", 1)
	for name, content := range testrepo.Files(chartInRepository) {
		files[name] = content
	}
	for _, name := range []string{"a", "b"} {
		files["c/"+name+".yaml"] = kustomizationYAML(name, "./"+name, "")
		files[name+"/x.yaml"] = configMap(name, "a: b")
	}
	directory := testrepo.Init(t)
	folder := t.TempDir()
	built := func(revision string) int64 {
		memory, cache := process(t, folder)
		renderWith(t, memory, params(directory, revision, "c=./c"))
		cache.Close()
		return memory.built.Load()
	}
	var commits []string
	for _, step := range []struct {
		name   string
		change map[string]string
		builds int64
	}{
		{"everything", files, 4},
		{"nothing", map[string]string{"README.md": "nothing depends on it"}, 0},
		{"a manifest", map[string]string{"a/x.yaml": configMap("a", "a: c")}, 1},
		{"a template of the chart", map[string]string{"charts/web/templates/more.yaml": configMap("more", "a: b")}, 1},
		{"the values of the release, in the root", map[string]string{"c/values.yaml": configMap("web-values", `values.yaml: "replicas: 4"`)}, 2},
		{"an annotation of the release, which its chart does not see, in the root", map[string]string{"c/release.yaml": annotated}, 1},
		{"the name of the release, in the root", map[string]string{"c/release.yaml": strings.Replace(annotated, "name: web,", "name: shop,", 1)}, 2},
		{"a ConfigMap that the release does not read, in the root", map[string]string{"c/other.yaml": configMap("other", "a: b")}, 1},
	} {
		testrepo.Write(t, directory, step.change)
		commits = append(commits, testrepo.Commit(t, directory))
		if got := built("HEAD"); got != step.builds {
			t.Errorf("%s: built %d, not %d", step.name, got, step.builds)
		}
	}
	for _, commit := range commits {
		if got := built(commit); got != 0 {
			t.Errorf("%s: built %d again", commit, got)
		}
	}
	if got := built(""); got != 0 {
		t.Errorf("the working tree, which is the last commit: built %d", got)
	}
}

func TestAnotherEngineOrOptionFindsNothing(t *testing.T) {
	directory := testrepo.New(t, "-- c/a.yaml --\n"+configMap("a", "b: c"))
	cache, err := diskcache.Open(t.TempDir(), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	defer cache.Close()
	for _, step := range []struct {
		engine    string
		fileBytes int
		builds    int64
	}{{"one", 0, 1}, {"one", 0, 0}, {"other", 0, 1}, {"one", 4000, 1}, {"other", 0, 0}} {
		memory := NewMemoryOn(cache, step.engine)
		request := params(directory, "HEAD", "c=./c")
		request.Limits = limits(step.fileBytes)
		renderWith(t, memory, request)
		if got := memory.built.Load(); got != step.builds {
			t.Errorf("%+v: built %d", step, got)
		}
	}
}

// A damaged store costs time only.
func TestDamagedStore(t *testing.T) {
	directory, commits := history(t, 7, 2)
	want := encoded(t, renderParams(t, params(directory, commits[0], "c=./c")))
	for _, step := range []int{1, 7, 97} {
		folder := t.TempDir()
		memory, cache := process(t, folder)
		renderWith(t, memory, params(directory, commits[0], "c=./c"))
		cache.Close()
		segments, _ := filepath.Glob(filepath.Join(folder, "*"))
		data, err := os.ReadFile(segments[0])
		if err != nil {
			t.Fatal(err)
		}
		for i := len(data) / 3; i < len(data); i += len(data)/step + 1 {
			data[i] ^= 0x5a
		}
		if err := os.WriteFile(segments[0], data, 0o600); err != nil {
			t.Fatal(err)
		}
		again, _ := process(t, folder)
		if got := encoded(t, renderWith(t, again, params(directory, commits[0], "c=./c"))); got != want {
			t.Errorf("every %d bytes\n--- got\n%s\n--- want\n%s", len(data)/step, got, want)
		}
	}
}

// The store holds no value of a Secret, in whatever way it gets into what is rendered, and what has none is stored.
func TestNoSecretIsStored(t *testing.T) {
	const password = "hunter2-hunter2"
	encoded64 := base64.StdEncoding.EncodeToString([]byte(password))
	secret := "-- c/secret.yaml --\napiVersion: v1\nkind: Secret\nmetadata: {name: s, namespace: flux-system}\nstringData: {VALUES: '{replicas: " + password + "}', PASSWORD: " + password + "}\n"
	fromSecret := "postBuild:\n  substituteFrom: [{kind: Secret, name: s}]\n"
	release := strings.Replace(webRelease, "kind: ConfigMap, name: web-values", "kind: Secret, name: s, valuesKey: VALUES", 1)
	own := "-- c/kustomization.yaml --\nresources: [secret.yaml, app.yaml]\n"
	copies := func(kind, name, from, to string) string {
		return "replacements: [{source: {kind: Secret, name: s, fieldPath: " + from + "}, targets: [{select: {kind: " + kind + ", name: " + name + "}, fieldPaths: ['" + to + "']}]}]\n"
	}
	notApplied := strings.Replace(secret, "namespace: flux-system", "namespace: flux-system, annotations: {config.kubernetes.io/local-config: 'true'}", 1)
	for _, test := range []struct {
		name, files string
		stored      bool
	}{
		{"nothing secret", "-- c/a.yaml --\n" + configMap("a", "b: c"), true},
		{"a Secret in plain text", "-- c/a.yaml --\n" + strings.TrimPrefix(secret, "-- c/secret.yaml --\n"), false},
		{"a Secret in base64", "-- c/a.yaml --\napiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: {a: " + encoded64 + "}\n", false},
		{"a Secret of which an annotation holds a copy", "-- c/a.yaml --\napiVersion: v1\nkind: Secret\nmetadata:\n  name: s\n  annotations: {kubectl.kubernetes.io/last-applied-configuration: " + password + "}\n", false},
		{"a Secret without values", "-- c/a.yaml --\napiVersion: v1\nkind: Secret\nmetadata: {name: s}\n", true},
		{"a generated Secret", "-- c/kustomization.yaml --\nsecretGenerator: [{name: s, literals: [a=" + password + "]}]\n", false},
		{"a Secret that a patch fills", "-- c/kustomization.yaml --\nresources: [s.yaml]\npatches: [{patch: '{apiVersion: v1, kind: Secret, metadata: {name: s}, stringData: {a: " + password + "}}'}]\n-- c/s.yaml --\napiVersion: v1\nkind: Secret\nmetadata: {name: s}\n", false},
		{"a Secret of which SOPS encrypts a part", "-- c/k.yaml --\n" + kustomizationYAML("flux-system", "./c", "decryption: {provider: sops}") + "-- c/a.yaml --\napiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {a: " + password + ", b: 'ENC[AES256_GCM,data:x]'}\nsops: {mac: 'ENC[x]'}\n", false},
		{"a Secret that SOPS encrypts", "-- c/k.yaml --\n" + kustomizationYAML("flux-system", "./c", "decryption: {provider: sops}") + "-- c/a.yaml --\napiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {a: 'ENC[AES256_GCM,data:x]'}\nsops: {mac: 'ENC[x]'}\n", true},
		{"a child whose patch a Secret's value is substituted into", own + secret + "-- c/app.yaml --\n" + kustomizationYAML("app", "./app", fromSecret) +
			"-- app/child.yaml --\n" + kustomizationYAML("child", "./child", "patches:\n- target: {kind: ConfigMap}\n  patch: '[{\"op\": \"add\", \"path\": \"/data/b\", \"value\": \"${PASSWORD}\"}]'") + "-- child/x.yaml --\n" + configMap("x", "a: b"), true},
		{"a release with values from a Secret", own + secret + "-- c/app.yaml --\n{apiVersion: v1, kind: ConfigMap, metadata: {name: x}}\n" + strings.Replace(release, "c/release.yaml", "c/app.yaml", 1) + chartInRepository, false},
		{"a release with values from a Secret of which nothing is made", own + secret + "-- c/app.yaml --\n" + strings.TrimPrefix(release, "\n-- c/release.yaml --\n") +
			"-- charts/web/Chart.yaml --\n{apiVersion: v2, name: web, version: 1.0.0}\n-- charts/web/templates/none.yaml --\n{{- if false }}\na: b\n{{- end }}\n", false},
		{"a Secret that is not applied, of which a copy is", own + copies("ConfigMap", "x", "stringData.PASSWORD", "data.a") + notApplied + "-- c/app.yaml --\n" + configMap("x", "a: b"), false},
		{"a generated Secret that is not applied, of which a copy is", "-- c/kustomization.yaml --\nsecretGenerator: [{name: s, literals: [a=" + password + "], options: {disableNameSuffixHash: true, annotations: {config.kubernetes.io/local-config: 'true'}}}]\nresources: [app.yaml]\n" +
			copies("ConfigMap", "x", "data.a", "data.a") + "-- c/app.yaml --\n" + configMap("x", "a: b"), false},
		{"a Secret that a patch takes away, of which a copy stays", "-- c/kustomization.yaml --\nresources: [base]\npatches: [{patch: '{apiVersion: v1, kind: Secret, metadata: {name: s, namespace: flux-system}, $patch: delete}'}]\n" +
			strings.ReplaceAll(own+copies("ConfigMap", "x", "stringData.PASSWORD", "data.a")+secret, "-- c/", "-- c/base/") + "-- c/base/app.yaml --\n" + configMap("x", "a: b"), false},
		{"a release with values from a ConfigMap that a Secret's are copied into", strings.Replace(own, "app.yaml", "app.yaml, values.yaml", 1) + copies("ConfigMap", "web-values", "stringData.VALUES", `data.values\.yaml`) + secret +
			"-- c/app.yaml --\n" + strings.TrimPrefix(webRelease, "\n-- c/release.yaml --\n") + "-- c/values.yaml --\n" + configMap("web-values", "values.yaml: ''") + chartInRepository, false},
		{"a release with values that a Secret's are substituted into", own + secret + "-- c/app.yaml --\n" + kustomizationYAML("app", "./app", fromSecret) +
			"-- app/release.yaml --\n" + strings.TrimPrefix(webRelease, "\n-- c/release.yaml --\n") + "-- app/values.yaml --\n" + configMap("web-values", `values.yaml: "replicas: ${PASSWORD}"`) + chartInRepository, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			folder := t.TempDir()
			memory, cache := process(t, folder)
			directory := testrepo.New(t, test.files)
			got := renderWith(t, memory, params(directory, "HEAD", "c=./c"))
			if got.problems() != "" {
				t.Fatal(got.messages())
			}
			cache.Close()
			segments, _ := filepath.Glob(filepath.Join(folder, "*"))
			if stored := len(segments) > 0; stored != test.stored {
				t.Errorf("stored %v", stored)
			}
			shown := strings.Contains(encoded(t, got), password) || strings.Contains(encoded(t, got), encoded64)
			if wanted := strings.Contains(test.files, password) || strings.Contains(test.files, encoded64); shown != wanted {
				t.Errorf("the value is rendered: %v", shown)
			}
			reader, _ := diskcache.Open(folder, 64<<20)
			defer reader.Close()
			reader.All(func(value []byte) {
				var text bytes.Buffer
				var content storedContent
				var outcome storedOutcome
				if unpack(value, &content) {
					for _, item := range content.Items {
						text.Write(item.Data)
					}
				}
				// One unpacks as the other, without what it holds.
				if unpack(value, &outcome) {
					for _, object := range outcome.Objects {
						text.Write(object.Object)
					}
				}
				if strings.Contains(text.String(), password) || strings.Contains(text.String(), encoded64) {
					t.Errorf("the store holds %s", text.String())
				}
			})
			// A new process gives the same.
			again, _ := process(t, folder)
			if second := renderWith(t, again, params(directory, "HEAD", "c=./c")); encodedSame(t, got, second) {
				return
			}
			t.Error("another answer from the store")
		})
	}
}
