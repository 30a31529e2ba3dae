package render

import (
	"slices"
	"sort"
)

// inventory holds the objects that steer the rendering.
type inventory map[key]*object

func same(left, right inventory) bool {
	if len(left) != len(right) {
		return false
	}
	for key, object := range left {
		if other, found := right[key]; !found || other.Hash != object.Hash || other.File != object.File || other.Line != object.Line || other.declaration.key() != object.declaration.key() || !slices.Equal(other.guessed, object.guessed) {
			return false
		}
	}
	return true
}

// add takes an object, unless there is one of its key.
func (objects inventory) add(candidate key, object *object) {
	if _, taken := objects[candidate]; !taken {
		objects[candidate] = object
	}
}

// before orders by namespace, name and kind.
func (k key) before(other key) bool {
	if k.namespace != other.namespace {
		return k.namespace < other.namespace
	}
	if k.name != other.name {
		return k.name < other.name
	}
	return k.group+k.kind < other.group+other.kind
}

// first finds the first object, by order, of those that match; nil without.
func (objects inventory) first(matches func(key) bool) *object {
	var found key
	var result *object
	for candidate, object := range objects {
		if matches(candidate) && (result == nil || candidate.before(found)) {
			found, result = candidate, object
		}
	}
	return result
}

func sortedObjects(objects inventory) []key {
	keys := make([]key, 0, len(objects))
	for candidate := range objects {
		keys = append(keys, candidate)
	}
	sort.Slice(keys, func(i, j int) bool { return keys[i].before(keys[j]) })
	return keys
}

// collect gathers the steering objects. Of two that declare the same object the first Kustomization by order wins, so that
// the answer does not depend on time.
func collect(items []unit, outcomes []*outcome) inventory {
	objects := inventory{}
	for i, item := range items {
		if elsewhere(item.Unstructured) {
			continue
		}
		for _, object := range outcomes[i].objects {
			if object.parsed != nil {
				objects.add(object.key, object)
			}
		}
	}
	return objects
}

// served lists the API versions that CustomResourceDefinitions of these outcomes add to the cluster, and to the others that
// Applications of Argo CD name.
func served(items []unit, outcomes []*outcome) (here []string, there map[string][]string) {
	versions := map[string]map[string]bool{"": {}}
	for i, item := range items {
		place := destinationOf(item.Unstructured)
		if place == "" && elsewhere(item.Unstructured) {
			continue
		}
		if versions[place] == nil {
			versions[place] = map[string]bool{}
		}
		for _, object := range outcomes[i].objects {
			for _, version := range object.serves {
				versions[place][version] = true
			}
		}
	}
	there = map[string][]string{}
	for place, listed := range versions {
		if place != "" {
			there[place] = sortedKeys(listed)
		}
	}
	return sortedKeys(versions[""]), there
}
