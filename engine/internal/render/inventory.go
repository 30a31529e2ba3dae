package render

import "sort"

// inventory holds the objects that steer the rendering.
type inventory map[key]*object

func same(left, right inventory) bool {
	if len(left) != len(right) {
		return false
	}
	for key, object := range left {
		if other, found := right[key]; !found || other.Hash != object.Hash || other.File != object.File || other.Line != object.Line {
			return false
		}
	}
	return true
}

func sortedObjects(objects inventory) []key {
	keys := make([]key, 0, len(objects))
	for candidate := range objects {
		keys = append(keys, candidate)
	}
	sort.Slice(keys, func(i, j int) bool {
		a, b := keys[i], keys[j]
		if a.namespace != b.namespace {
			return a.namespace < b.namespace
		}
		if a.name != b.name {
			return a.name < b.name
		}
		return a.group+a.kind < b.group+b.kind
	})
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
			if object.parsed == nil {
				continue
			}
			if _, taken := objects[keyOf(object.parsed)]; !taken {
				objects[keyOf(object.parsed)] = object
			}
		}
	}
	return objects
}

// served lists the API versions that CustomResourceDefinitions of these outcomes add to the cluster.
func served(items []unit, outcomes []*outcome) []string {
	versions := map[string]bool{}
	for i, item := range items {
		if elsewhere(item.Unstructured) {
			continue
		}
		for _, object := range outcomes[i].objects {
			for _, version := range object.serves {
				versions[version] = true
			}
		}
	}
	return sortedKeys(versions)
}
