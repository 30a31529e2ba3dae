package main

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"sort"
	"strings"
	"testing"

	"fleetkeep.dev/engine/internal/diskcache"
	"fleetkeep.dev/engine/internal/protocol"
)

const cacheTemplate = `{"apiVersion": "templates.gatekeeper.sh/v1", "kind": "ConstraintTemplate", "metadata": {"name": "tells"},
"spec": {"crd": {"spec": {"names": {"kind": "Tells"}}}, "targets": [{"target": "admission.k8s.gatekeeper.sh", "rego":
"package tells\nviolation[{\"msg\": msg}] { msg := sprintf(\"%v %v %v %v\", [input.review.operation, input.review.object, input.review.namespaceObject, input.review.userInfo.username]) }\nviolation[{\"msg\": \"late\"}] { input.review.object.metadata.name == \"timed\"; time.now_ns() > 0 }"}]}}`

const shopNamespace = `{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop", "labels": {"team": "team-shop"}}}`

func cacheConstraint(name string) string {
	return `{"apiVersion": "constraints.gatekeeper.sh/v1beta1", "kind": "Tells", "metadata": {"name": "` + name + `"}}`
}

func configMap(name, value string) string {
	return `{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "` + name + `", "namespace": "shop"}, "data": {"key": "` + value + `"}}`
}

// asked reviews by a new engine with that cache and returns the verdicts by id, as JSON.
func asked(t *testing.T, cache *diskcache.Cache, constraint string, namespace string, reviews ...map[string]any) []string {
	t.Helper()
	engine := startWith(t, cache)
	loaded := engine.call("load", map[string]any{"objects": []any{
		map[string]any{"object": json.RawMessage(cacheTemplate)}, map[string]any{"object": json.RawMessage(cacheConstraint(constraint))},
	}})
	answers := engine.call("review", map[string]any{
		"token": "t", "policySet": loaded[len(loaded)-1].Result["policySet"], "reviews": append([]map[string]any{}, reviews...),
		"namespaces": []any{json.RawMessage(strings.Replace(shopNamespace, "team-shop", namespace, 1))},
	})
	var verdicts []string
	for _, answer := range answers[:len(answers)-1] {
		data, _ := json.Marshal(answer.Params)
		verdicts = append(verdicts, string(data))
	}
	sort.Strings(verdicts)
	return verdicts
}

func review(id, operation, object string) map[string]any {
	return map[string]any{"id": id, "operation": operation, "object": json.RawMessage(object),
		"user": map[string]any{"username": "flux", "groups": []string{}}}
}

func TestRememberedVerdictsAreThoseOfJudgingAgain(t *testing.T) {
	directory := t.TempDir()
	variants := []struct {
		constraint, namespace string
		review                map[string]any
	}{
		{"a", "shop", review("1", "CREATE", configMap("one", "x"))},
		{"a", "shop", review("1", "CREATE", configMap("one", "y"))},
		{"a", "shop", review("1", "CREATE", configMap("two", "x"))},
		{"b", "shop", review("1", "CREATE", configMap("one", "x"))},
		{"a", "other", review("1", "CREATE", configMap("one", "x"))},
		{"a", "shop", func() map[string]any {
			update := review("1", "UPDATE", configMap("one", "x"))
			update["oldObject"] = json.RawMessage(configMap("one", "z"))
			return update
		}()},
		{"a", "shop", func() map[string]any {
			other := review("1", "CREATE", configMap("one", "x"))
			other["user"] = map[string]any{"username": "mallory", "groups": []string{}}
			return other
		}()},
	}
	for round := range 3 {
		cache, err := diskcache.Open(directory, 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		for index, variant := range variants {
			want := asked(t, nil, variant.constraint, variant.namespace, variant.review)
			if got := asked(t, cache, variant.constraint, variant.namespace, variant.review); !reflect.DeepEqual(got, want) {
				t.Errorf("round %d, variant %d: %v, wanted %v", round, index, got, want)
			}
		}
		cache.Close()
	}
}

func TestWhatIsRemembered(t *testing.T) {
	const secret = `{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s", "namespace": "shop"}, "stringData": {"password": "hunter2-hunter2"}}`
	for name, test := range map[string]struct {
		object string
		want   bool
	}{
		"an object":                 {configMap("one", "x"), true},
		"a Secret":                  {secret, false},
		"what the time may change":  {configMap("timed", "x"), false},
		"what is no object at all":  {`7`, false},
		"an object without a kind":  {`{"metadata": {"name": "a"}}`, false},
		"an object of unknown kind": {`{"apiVersion": "example.test/v1", "kind": "Widget", "metadata": {"name": "a", "namespace": "shop"}}`, true},
	} {
		t.Run(name, func(t *testing.T) {
			directory := t.TempDir()
			cache, err := diskcache.Open(directory, 1<<20)
			if err != nil {
				t.Fatal(err)
			}
			asked(t, cache, "a", "shop")
			before := sizeOf(t, cache, directory)
			asked(t, cache, "a", "shop", review("1", "CREATE", test.object))
			if kept := sizeOf(t, cache, directory) > before; kept != test.want {
				t.Errorf("kept %v, wanted %v", kept, test.want)
			}
			cache.Close()
			files, _ := filepath.Glob(filepath.Join(directory, "*"))
			for _, file := range files {
				data, _ := os.ReadFile(file)
				if strings.Contains(string(data), "hunter2") {
					t.Error("the value of a Secret is on the disk")
				}
			}
		})
	}
}

func TestAnotherEngineRemembersNothingOfThisOne(t *testing.T) {
	cache, err := diskcache.Open(t.TempDir(), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	defer cache.Close()
	given := protocol.Review{ID: "1", Operation: "CREATE", Object: json.RawMessage(configMap("one", "x"))}
	params := protocol.ReviewParams{PolicySet: "p"}
	first, second := newVerdictCache(cache, "first", params), newVerdictCache(cache, "second", params)
	first.keep(first.key(given), protocol.Verdict{Error: "first"})
	if found, known := first.find(first.key(given)); !known || found.Error != "first" {
		t.Errorf("%v %+v", known, found)
	}
	if found, known := second.find(second.key(given)); known {
		t.Errorf("%+v", found)
	}
}

func sizeOf(t *testing.T, cache *diskcache.Cache, directory string) int64 {
	t.Helper()
	cache.Flush()
	size := int64(0)
	files, err := filepath.Glob(filepath.Join(directory, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		info, err := os.Stat(file)
		if err != nil {
			t.Fatal(err)
		}
		size += info.Size()
	}
	return size
}

// Who finds every verdict compiles nothing; who misses one compiles then, if there was no time before.
func TestAPolicySetIsCompiledOnlyForAVerdictThatIsMissing(t *testing.T) {
	cache, err := diskcache.Open(t.TempDir(), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	defer cache.Close()
	first := review("1", "CREATE", configMap("one", "x"))
	asked(t, cache, "a", "team-shop", first)

	var policies *policies
	load := func() (set string) {
		t.Helper()
		policies = newPolicies(cache, "this engine")
		loaded, err := policies.load(context.Background(), protocol.LoadParams{Objects: []protocol.PolicyObject{
			{Object: sent(t, cacheTemplate)}, {Object: sent(t, cacheConstraint("a"))},
		}}, nil)
		if err != nil {
			t.Fatal(err)
		}
		return loaded.PolicySet
	}
	set := load()
	ask := func(name string) (verdict protocol.Verdict) {
		t.Helper()
		_, err := policies.review(context.Background(), protocol.ReviewParams{
			PolicySet: set, Namespaces: []json.RawMessage{sent(t, shopNamespace)},
			Reviews: []protocol.Review{{ID: "1", Operation: "CREATE", Object: sent(t, configMap(name, "x")),
				User: &protocol.User{Username: "flux", Groups: []string{}}}},
		}, func(_ string, told any) { verdict = told.(protocol.Verdicts).Verdicts[0] })
		if err != nil {
			t.Fatal(err)
		}
		return verdict
	}
	if verdict := ask("one"); len(verdict.Results) != 1 || policies.sets.Compiled(set) {
		t.Errorf("compiled %v: %+v", policies.sets.Compiled(set), verdict)
	}
	if verdict := ask("two"); len(verdict.Results) != 1 || !policies.sets.Compiled(set) {
		t.Errorf("compiled %v: %+v", policies.sets.Compiled(set), verdict)
	}
	if load(); ask("one").Error != "" || policies.sets.Compiled(set) {
		t.Error("compiled for a verdict that is remembered")
	}
	if policies.prepare(); !policies.sets.Compiled(set) {
		t.Error("not compiled while there was time")
	}
}

// sent is text as it comes over the wire: without spaces.
func sent(t *testing.T, text string) json.RawMessage {
	t.Helper()
	data, err := json.Marshal(json.RawMessage(text))
	if err != nil {
		t.Fatal(err)
	}
	return data
}
