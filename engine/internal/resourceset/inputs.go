package resourceset

import (
	"fmt"
	"hash/adler32"
	"maps"
	"sort"
	"strconv"
	"strings"
	"unicode"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime"
)

// maxPermutations is the operator's.
const maxPermutations = 10_000

// provider is where inputs come from: the ResourceSet itself or a ResourceSetInputProvider.
type provider struct {
	name   string
	inputs []inputSet
}

// inputSet is what templates are rendered with.
type inputSet struct {
	values map[string]any
	// from is where it is declared; parts are those of permuted inputs, by the name of their provider.
	from  *declared
	parts map[string]*declared
}

// declared is a mapping of inputs in an object.
type declared struct {
	kind, namespace, name string
	steps                 []string
}

func declaredIn(item *unstructured.Unstructured, steps ...string) *declared {
	return &declared{item.GetKind(), item.GetNamespace(), item.GetName(), steps}
}

// find is where the input is declared that a template calls by a path; nil for what nothing declares.
func (s inputSet) find(path []string) (*declared, []string) {
	if len(path) > 0 && s.parts[path[0]] != nil {
		return s.parts[path[0]], path[1:]
	}
	return s.from, path
}

// inputSets are what the templates are rendered with, one after the other.
func inputSets(object *unstructured.Unstructured, providers Providers) ([]inputSet, *Problem) {
	own := provider{name: object.GetName()}
	entries, _, _ := unstructured.NestedSlice(object.Object, "spec", "inputs")
	for i, entry := range entries {
		fields, ok := entry.(map[string]any)
		if !ok {
			return nil, failure("%s: spec.inputs[%d] is no mapping: write NAME: VALUE", name(object), i)
		}
		own.inputs = append(own.inputs, inputSet{
			values: from(object, "ResourceSet", fields), from: declaredIn(object, "spec", "inputs", strconv.Itoa(i)),
		})
	}
	all := []provider{own}
	others, problem := selected(object, providers)
	if problem != nil {
		return nil, problem
	}
	for _, item := range others {
		given, problem := static(object, item)
		if problem != nil {
			return nil, problem
		}
		all = append(all, given)
	}
	strategy, _, _ := unstructured.NestedString(object.Object, "spec", "inputStrategy", "name")
	switch strategy {
	case "", "Flatten":
		return flatten(all), nil
	case "Permute":
		empty, _, _ := unstructured.NestedBool(object.Object, "spec", "inputStrategy", "includeEmptyProviders")
		return permute(object, all, empty)
	}
	return nil, failure("%s: spec.inputStrategy.name %q is none: write Flatten or Permute", name(object), strategy)
}

// from adds to an input where it comes from, as templates may ask.
func from(item *unstructured.Unstructured, kind string, input map[string]any) map[string]any {
	result := map[string]any{}
	for key, value := range input {
		result[key] = value
	}
	result["provider"] = map[string]any{
		"apiVersion": item.GetAPIVersion(), "kind": kind, "name": item.GetName(), "namespace": item.GetNamespace(),
	}
	return result
}

// selected are the providers that spec.inputsFrom names or selects, by name.
func selected(object *unstructured.Unstructured, providers Providers) ([]*unstructured.Unstructured, *Problem) {
	references, _, _ := unstructured.NestedSlice(object.Object, "spec", "inputsFrom")
	if len(references) == 0 {
		return nil, nil
	}
	known := map[string]*unstructured.Unstructured{}
	for _, item := range providers(object.GetNamespace()) {
		known[item.GetName()] = item
	}
	found := map[string]*unstructured.Unstructured{}
	for i, reference := range references {
		fields, _ := reference.(map[string]any)
		if wanted, _ := fields["name"].(string); wanted != "" {
			if known[wanted] == nil {
				return nil, unknown("%s: its inputs come from ResourceSetInputProvider %s/%s, which is not in Git", name(object), object.GetNamespace(), wanted)
			}
			found[wanted] = known[wanted]
			continue
		}
		selector, err := selectorOf(fields["selector"])
		if err != nil {
			return nil, failure("%s: spec.inputsFrom[%d] has neither a name nor a selector that can be read (%v)", name(object), i, err)
		}
		for _, item := range known {
			if selector.Matches(labels.Set(item.GetLabels())) {
				found[item.GetName()] = item
			}
		}
	}
	names := make([]string, 0, len(found))
	for wanted := range found {
		names = append(names, wanted)
	}
	sort.Strings(names)
	items := make([]*unstructured.Unstructured, len(names))
	for i, wanted := range names {
		items[i] = found[wanted]
	}
	return items, nil
}

func selectorOf(value any) (labels.Selector, error) {
	fields, ok := value.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("it is %v", value)
	}
	var selector metav1.LabelSelector
	if err := runtime.DefaultUnstructuredConverter.FromUnstructured(fields, &selector); err != nil {
		return nil, err
	}
	return metav1.LabelSelectorAsSelector(&selector)
}

// static are the inputs of a provider of the type Static. What other types give, only their services know.
func static(object, item *unstructured.Unstructured) (provider, *Problem) {
	kind, _, _ := unstructured.NestedString(item.Object, "spec", "type")
	if kind != "Static" {
		return provider{}, unknown("%s: its inputs come from ResourceSetInputProvider %s/%s of the type %s, which only the network can tell", name(object), item.GetNamespace(), item.GetName(), kind)
	}
	values, _, _ := unstructured.NestedMap(item.Object, "spec", "defaultValues")
	return provider{name: item.GetName(), inputs: []inputSet{{
		values: from(item, "ResourceSetInputProvider", values), from: declaredIn(item, "spec", "defaultValues"),
	}}}, nil
}

func flatten(all []provider) []inputSet {
	var sets []inputSet
	for _, provider := range all {
		sets = append(sets, provider.inputs...)
	}
	return sets
}

// permute combines each input of each provider with each of all others; templates see them below the provider's name.
func permute(object *unstructured.Unstructured, all []provider, empty bool) ([]inputSet, *Problem) {
	type partial struct {
		set   map[string]any
		parts map[string]*declared
		id    []string
	}
	sets := []partial{{set: map[string]any{}}}
	used := 0
	for _, provider := range all {
		if len(provider.inputs) == 0 && !empty {
			continue
		}
		used++
		if len(sets)*len(provider.inputs) > maxPermutations {
			return nil, failure("%s: its inputs have more than the %d permutations that the operator allows", name(object), maxPermutations)
		}
		key := templateKey(provider.name)
		if key == "" {
			return nil, failure("%s: the name of its input provider %q has nothing that templates can name", name(object), provider.name)
		}
		var next []partial
		for _, before := range sets {
			for i, input := range provider.inputs {
				set := map[string]any{}
				for name, value := range before.set {
					set[name] = value
				}
				set[key] = input.values
				parts := maps.Clone(before.parts)
				if parts == nil {
					parts = map[string]*declared{}
				}
				parts[key] = input.from
				next = append(next, partial{set, parts, append(append([]string{}, before.id...), fmt.Sprintf("%s=%d", key, i))})
			}
		}
		sets = next
	}
	if used == 0 {
		return nil, nil
	}
	result := make([]inputSet, len(sets))
	for i, one := range sets {
		one.set["id"] = fmt.Sprint(adler32.Checksum([]byte(strings.Join(one.id, "/"))))
		result[i] = inputSet{values: one.set, parts: one.parts}
	}
	return result, nil
}

// templateKey is a provider's name as templates write it: small letters and digits, everything between them one `_`.
func templateKey(name string) string {
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return unicode.IsSpace(r) || unicode.IsPunct(r) })
	var kept []string
	for _, word := range words {
		word = strings.Map(func(r rune) rune {
			if r < 128 && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
				return r
			}
			return -1
		}, word)
		if word != "" {
			kept = append(kept, word)
		}
	}
	return strings.Join(kept, "_")
}
