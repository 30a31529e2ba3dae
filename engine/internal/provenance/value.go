package provenance

import (
	"encoding/json"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"fleetkeep.dev/engine/internal/repository"
)

// plain is what a YAML node stands for, as JSON has it: numbers are json.Number.
func plain(node *yaml.Node) any {
	switch node.Kind {
	case yaml.DocumentNode:
		if len(node.Content) == 0 {
			return nil
		}
		return plain(node.Content[0])
	case yaml.AliasNode:
		return plain(node.Alias)
	case yaml.SequenceNode:
		items := make([]any, len(node.Content))
		for i, item := range node.Content {
			items[i] = plain(item)
		}
		return items
	case yaml.MappingNode:
		fields := map[string]any{}
		for name, value := range fieldsOf(node) {
			fields[name] = plain(value)
		}
		return fields
	}
	return scalar(node)
}

// fieldsOf are the fields of a mapping in the order in which they are written, each once: those of its own, then what merge
// keys (`<<`) take in, of which the first counts. https://yaml.org/type/merge.html
func fieldsOf(mapping *yaml.Node) iter.Seq2[string, *yaml.Node] {
	return func(yield func(string, *yaml.Node) bool) {
		seen := map[string]bool{}
		var visit func(mapping *yaml.Node) bool
		visit = func(mapping *yaml.Node) bool {
			var merged []*yaml.Node
			for i := 0; mapping.Kind == yaml.MappingNode && i+1 < len(mapping.Content); i += 2 {
				name, value := mapping.Content[i], mapping.Content[i+1]
				if name.ShortTag() == "!!merge" {
					if value = repository.Resolved(value); value.Kind == yaml.SequenceNode {
						merged = append(merged, value.Content...)
					} else {
						merged = append(merged, value)
					}
					continue
				}
				name = repository.Resolved(name)
				if !seen[name.Value] {
					seen[name.Value] = true
					if !yield(name.Value, value) {
						return false
					}
				}
			}
			for _, each := range merged {
				if !visit(repository.Resolved(each)) {
					return false
				}
			}
			return true
		}
		visit(mapping)
	}
}

func scalar(node *yaml.Node) any {
	switch node.ShortTag() {
	case "!!null":
		return nil
	case "!!bool":
		var value bool
		if node.Decode(&value) == nil {
			return value
		}
	case "!!int":
		var value int64
		if node.Decode(&value) == nil {
			return json.Number(strconv.FormatInt(value, 10))
		}
	case "!!float":
		var value float64
		if node.Decode(&value) == nil {
			return json.Number(strconv.FormatFloat(value, 'g', -1, 64))
		}
	}
	return node.Value
}

// equal compares plain values; 1 and 1.0 are one number.
func equal(left, right any) bool {
	switch a := left.(type) {
	case map[string]any:
		b, ok := right.(map[string]any)
		if !ok || len(a) != len(b) {
			return false
		}
		for name, value := range a {
			if other, found := b[name]; !found || !equal(value, other) {
				return false
			}
		}
		return true
	case []any:
		b, ok := right.([]any)
		if !ok || len(a) != len(b) {
			return false
		}
		for i := range a {
			if !equal(a[i], b[i]) {
				return false
			}
		}
		return true
	case json.Number:
		b, ok := right.(json.Number)
		if !ok || a == b {
			return ok
		}
		x, errX := a.Float64()
		y, errY := b.Float64()
		return errX == nil && errY == nil && x == y
	}
	return left == right
}

// child is the path of a field: `spec.replicas`, or `metadata.labels[app.kubernetes.io/name]` for a name that is more than
// a word.
func child(path, name string) string {
	for _, letter := range name {
		word := letter >= 'a' && letter <= 'z' || letter >= 'A' && letter <= 'Z' || letter >= '0' && letter <= '9' || letter == '-' || letter == '_'
		if !word {
			return path + "[" + name + "]"
		}
	}
	if path == "" {
		return name
	}
	return path + "." + name
}

// element is the path of an item of a list: by its name where each has one of its own, else by its place, from 0.
func element(path string, names []string, index int) string {
	if names != nil {
		return path + "[" + names[index] + "]"
	}
	return fmt.Sprintf("%s[%d]", path, index)
}

// namesOf are the names of a list's items; nil when not each has one of its own.
func namesOf(list []any) []string {
	names := make([]string, len(list))
	seen := map[string]bool{}
	for i, item := range list {
		fields, _ := item.(map[string]any)
		name, _ := fields["name"].(string)
		if name == "" || seen[name] {
			return nil
		}
		names[i], seen[name] = name, true
	}
	return names
}

// leaves visits every scalar and every empty list or mapping.
func leaves(value any, path string, visit func(path string, value any)) {
	switch value := value.(type) {
	case map[string]any:
		for name, field := range value {
			leaves(field, child(path, name), visit)
		}
		if len(value) == 0 {
			visit(path, value)
		}
	case []any:
		names := namesOf(value)
		for i, item := range value {
			leaves(item, element(path, names, i), visit)
		}
		if len(value) == 0 {
			visit(path, value)
		}
	default:
		visit(path, value)
	}
}

// compare visits the leaves that came to another value, with the old one (nil for none), and those that are gone.
func compare(before, after any, path string, changed func(path string, old, value any), gone func(path string)) {
	switch new := after.(type) {
	case map[string]any:
		old, same := before.(map[string]any)
		if !same {
			break
		}
		for name, value := range new {
			if was, found := old[name]; found {
				compare(was, value, child(path, name), changed, gone)
			} else {
				leaves(value, child(path, name), func(path string, value any) { changed(path, nil, value) })
			}
		}
		for name, was := range old {
			if _, found := new[name]; !found {
				leaves(was, child(path, name), func(path string, _ any) { gone(path) })
			}
		}
		return
	case []any:
		old, same := before.([]any)
		if !same {
			break
		}
		compareLists(old, new, path, changed, gone)
		return
	default:
		if !equal(before, after) {
			changed(path, before, after)
		}
		return
	}
	leaves(after, path, func(path string, value any) { changed(path, nil, value) })
}

func pairs(before, after any, path string, visit func(path string, before, after any)) {
	switch old := before.(type) {
	case map[string]any:
		new, same := after.(map[string]any)
		if !same {
			return
		}
		for name, value := range old {
			if other, found := new[name]; found {
				pairs(value, other, child(path, name), visit)
			}
		}
	case []any:
		new, same := after.([]any)
		if !same || len(old) != len(new) {
			return
		}
		names := namesOf(old)
		for i, value := range old {
			pairs(value, new[i], element(path, names, i), visit)
		}
	default:
		visit(path, before, after)
	}
}

// compareLists takes items of one name for one item, also where the name was made longer, and where not all have a name,
// those that are equal.
func compareLists(old, new []any, path string, changed func(path string, old, value any), gone func(path string)) {
	oldNames, newNames := namesOf(old), namesOf(new)
	counterpart := counterparts(old, new, oldNames, newNames)
	renamed := renamedItems(old, new, oldNames, newNames)
	before := map[int]bool{}
	for i, value := range new {
		was, found := counterpart(i)
		if j, longer := renamed[i]; longer {
			was, found, before[j] = old[j], true, true
		}
		if found {
			compare(was, value, element(path, newNames, i), changed, gone)
		} else {
			leaves(value, element(path, newNames, i), func(path string, value any) { changed(path, nil, value) })
		}
	}
	if oldNames == nil || newNames == nil && len(new) > 0 {
		return
	}
	kept := places(newNames)
	for j, was := range old {
		if _, found := kept[oldNames[j]]; !found && !before[j] {
			leaves(was, element(path, oldNames, j), func(path string, _ any) { gone(path) })
		}
	}
}

// renamedItems are those of the new list that have a name of which the old list has a part, by their places there: kustomize
// puts a prefix, a suffix or a hash around the name of what an item refers to. Without a hash nothing else of the item may
// have changed, for it may as well be another one; and what could be several is none.
func renamedItems(old, new []any, oldNames, newNames []string) map[int]int {
	if oldNames == nil || newNames == nil {
		return nil
	}
	before, after := places(oldNames), places(newNames)
	candidates, taken := map[int][]int{}, map[int]int{}
	for i, name := range newNames {
		if _, same := before[name]; same {
			continue
		}
		bare := hash.ReplaceAllString(name, "")
		_, exact := before[bare]
		for j, was := range oldNames {
			if _, same := after[was]; same || !strings.Contains(name, was) || exact && was != bare {
				continue
			}
			if generatedAs(was, name) || equal(withoutName(old[j]), withoutName(new[i])) {
				candidates[i] = append(candidates[i], j)
				taken[j]++
			}
		}
	}
	result := map[int]int{}
	for i, own := range candidates {
		if len(own) == 1 && taken[own[0]] == 1 {
			result[i] = own[0]
		}
	}
	return result
}

func withoutName(item any) any {
	fields := maps.Clone(item.(map[string]any))
	delete(fields, "name")
	return fields
}

// counterparts finds what an item of the new list was in the old one.
func counterparts(old, new []any, oldNames, newNames []string) func(i int) (any, bool) {
	if oldNames != nil && newNames != nil {
		known := places(oldNames)
		return func(i int) (any, bool) {
			j, found := known[newNames[i]]
			if !found {
				return nil, false
			}
			return old[j], true
		}
	}
	var known map[string]int
	return func(i int) (any, bool) {
		if i < len(old) && equal(old[i], new[i]) {
			return old[i], true
		}
		if known == nil {
			said := make([]string, len(old))
			for j, was := range old {
				said[j] = comparableText(was)
			}
			known = places(said)
		}
		if j, found := known[comparableText(new[i])]; found {
			return old[j], true
		}
		if newNames == nil && len(old) == len(new) {
			return old[i], true
		}
		return nil, false
	}
}

func places(names []string) map[string]int {
	result := make(map[string]int, len(names))
	for i, name := range names {
		result[name] = i
	}
	return result
}

// comparableText is a text that equal values have in common, and others have not.
func comparableText(value any) string {
	switch value := value.(type) {
	case map[string]any:
		names := slices.Sorted(maps.Keys(value))
		for i, name := range names {
			names[i] = strconv.Quote(name) + ":" + comparableText(value[name])
		}
		return "{" + strings.Join(names, ",") + "}"
	case []any:
		items := make([]string, len(value))
		for i, item := range value {
			items[i] = comparableText(item)
		}
		return "[" + strings.Join(items, ",") + "]"
	case json.Number:
		if number, err := value.Float64(); err == nil {
			return strconv.FormatFloat(number, 'g', -1, 64)
		}
		return value.String()
	case string:
		return strconv.Quote(value)
	}
	return fmt.Sprint(value)
}

// scalars visits the leaves of a node, aliases resolved.
func scalars(node *yaml.Node, path string, visit func(path string, node *yaml.Node)) {
	switch node.Kind {
	case yaml.DocumentNode:
		for _, content := range node.Content {
			scalars(content, path, visit)
		}
	case yaml.AliasNode:
		scalars(node.Alias, path, visit)
	case yaml.MappingNode:
		for name, value := range fieldsOf(node) {
			scalars(value, child(path, name), visit)
		}
	case yaml.SequenceNode:
		list, _ := plain(node).([]any)
		names := namesOf(list)
		for i, item := range node.Content {
			scalars(item, element(path, names, i), visit)
		}
	default:
		visit(path, node)
	}
}
