package helm

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/fluxcd/pkg/apis/meta"
	"github.com/fluxcd/pkg/chartutil"
	"github.com/go-logr/logr"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/client/fake"
	"sigs.k8s.io/yaml"
)

// helm-controller composes the values of a release by ChartValuesFromReferences, which reads the API server. Whatever
// references, optional or not, there or not, with a targetPath or without: the values are the same, and so is whether there
// are any. (`literal` is newer than the version that goes with Helm 3; its rows are hand-written, in TestValues.)
func TestValuesAgreeWithFlux(t *testing.T) {
	composed, refused := 0, 0
	for seed := range uint64(150) {
		random := rand.New(rand.NewPCG(seed, 5))
		world := newValuesWorld(random)
		spec, _ := json.Marshal(map[string]any{"values": world.inline, "valuesFrom": world.references})
		release, err := parseRelease(&unstructured.Unstructured{Object: map[string]any{
			"metadata": map[string]any{"name": "web", "namespace": "apps"}, "spec": fromJSON(t, spec),
		}})
		if err != nil {
			t.Fatal(err)
		}
		got, ourProblem := composeValues(release, world.ours.lookup)
		var inline map[string]any
		if err := yaml.Unmarshal(release.Spec.Values, &inline); err != nil {
			t.Fatal(err)
		}
		want, theirProblem := chartutil.ChartValuesFromReferences(context.Background(), logr.Discard(), world.theirs, "apps", inline, world.references...)
		if (ourProblem == nil) != (theirProblem == nil) {
			t.Fatalf("seed %d: %v, Flux: %v\n%s", seed, ourProblem, theirProblem, spec)
		}
		if ourProblem != nil {
			refused++
			continue
		}
		composed++
		if !reflect.DeepEqual(got, want.AsMap()) {
			t.Fatalf("seed %d: %v\nFlux: %v\n%s", seed, got, want, spec)
		}
	}
	if composed < 40 || refused < 20 {
		t.Fatalf("only %d were composed and %d refused", composed, refused)
	}
}

func fromJSON(t *testing.T, data []byte) map[string]any {
	t.Helper()
	var result map[string]any
	if err := json.Unmarshal(data, &result); err != nil {
		t.Fatal(err)
	}
	return result
}

// valuesWorld is a namespace as Git has it and as the API server has it.
type valuesWorld struct {
	random     *rand.Rand
	inline     map[string]any
	references []meta.ValuesReference
	ours       cluster
	theirs     client.Client
}

func newValuesWorld(random *rand.Rand) *valuesWorld {
	world := &valuesWorld{random: random}
	world.inline = world.mapping(0)
	var objects []client.Object
	for i := range 3 {
		name, data := fmt.Sprintf("o%d", i), map[string]string{}
		for _, key := range []string{"values.yaml", "other.yaml"} {
			if random.IntN(6) > 0 {
				text, _ := yaml.Marshal(world.mapping(0))
				data[key] = string(text)
			}
		}
		data["one"] = []string{"8080", `"8080"`, "'x y'", "text", "true", "null", "", "{a,b}", "a=b"}[random.IntN(9)]
		if random.IntN(20) == 0 {
			data["values.yaml"] = "a: ["
		}
		metadata := metav1.ObjectMeta{Name: name, Namespace: "apps"}
		if random.IntN(2) == 0 {
			objects = append(objects, &corev1.ConfigMap{ObjectMeta: metadata, Data: data})
			world.ours = append(world.ours, gitObject("ConfigMap", name, data, func(text string) string { return text }))
			continue
		}
		encoded := map[string][]byte{}
		for key, text := range data {
			encoded[key] = []byte(text)
		}
		objects = append(objects, &corev1.Secret{ObjectMeta: metadata, Data: encoded})
		world.ours = append(world.ours, gitObject("Secret", name, data, func(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }))
	}
	for range random.IntN(5) {
		kind := "ConfigMap"
		name := fmt.Sprintf("o%d", random.IntN(3))
		for _, each := range objects {
			if each.GetName() == name {
				if _, secret := each.(*corev1.Secret); secret {
					kind = "Secret"
				}
			}
		}
		if random.IntN(10) == 0 {
			name = "absent"
		}
		reference := meta.ValuesReference{Kind: kind, Name: name, Optional: random.IntN(2) == 0}
		switch random.IntN(4) {
		case 0:
			reference.ValuesKey = "other.yaml"
		case 1:
			reference.ValuesKey = "one"
			reference.TargetPath = []string{"a", "a.b", "b.c", "c[0]", "d.e.f", "a\\.b"}[random.IntN(6)]
		}
		world.references = append(world.references, reference)
	}
	world.theirs = fake.NewClientBuilder().WithObjects(objects...).Build()
	return world
}

func gitObject(kind, name string, data map[string]string, encode func(string) string) *unstructured.Unstructured {
	fields := map[string]any{}
	for key, text := range data {
		fields[key] = encode(text)
	}
	return &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": "v1", "kind": kind, "metadata": map[string]any{"name": name, "namespace": "apps"}, "data": fields,
	}}
}

// mapping has few names, so that they meet.
func (w *valuesWorld) mapping(depth int) map[string]any {
	result := map[string]any{}
	for _, name := range []string{"a", "b", "c", "d"} {
		switch kind := w.random.IntN(7); {
		case kind < 2:
		case kind < 4 && depth < 3:
			result[name] = w.mapping(depth + 1)
		case kind == 4:
			result[name] = []any{"x", w.random.IntN(3)}
		case kind == 5:
			result[name] = nil
		default:
			result[name] = w.random.IntN(100)
		}
	}
	return result
}
