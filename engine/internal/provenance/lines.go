package provenance

import (
	"encoding/json"
	"strings"

	"go.yaml.in/yaml/v3"

	"fleetkeep.dev/engine/internal/repository"
)

// Texts are the lines of the leaves of a declaration that hold a text, by path.
func Texts(declared *yaml.Node, with string) map[string]int {
	found := map[string]int{}
	values := map[string]any{}
	leaves(plain(declared), "", func(path string, value any) { values[path] = value })
	scalars(declared, "", func(path string, node *yaml.Node) {
		if text, _ := values[path].(string); strings.Contains(text, with) {
			found[path] = node.Line
		}
	})
	return found
}

// Changes visits the leaves by which one object, as JSON, differs from an earlier one, with their values there and here;
// before is nil for a leaf that was not there.
func Changes(before, after []byte, visit func(path string, before, after any)) error {
	old, err := Parse(before)
	if err != nil {
		return err
	}
	new, err := Parse(after)
	if err != nil {
		return err
	}
	compare(map[string]any(old), map[string]any(new), "", visit, func(string) {})
	return nil
}

// Scalars visits the leaves of a document by path.
func Scalars(document *yaml.Node, visit func(path string, node *yaml.Node)) {
	scalars(document, "", visit)
}

// Compare visits the leaves by which a value differs from an earlier one, with their values there and here, and those that
// are gone; before is nil for a leaf that was not there.
func Compare(before, after map[string]any, changed func(path string, before, after any), gone func(path string)) {
	compare(before, after, "", changed, gone)
}

// Pairs visits the leaves that stand in the same place of a value and of a later one, by their path in the earlier one:
// fields by their names, items of lists of one length by their order.
func Pairs(before, after any, visit func(path string, before, after any)) {
	pairs(before, after, "", visit)
}

// Parse reads an object, with numbers as json.Number.
func Parse(data []byte) (map[string]any, error) {
	decoder := json.NewDecoder(strings.NewReader(string(data)))
	decoder.UseNumber()
	var object map[string]any
	return object, decoder.Decode(&object)
}

// Child is the path of a field of a mapping at a path.
func Child(path, name string) string { return child(path, name) }

// Node is what a path of names and places leads to in a document; nil when it leads nowhere.
func Node(document *yaml.Node, path ...string) *yaml.Node {
	for _, step := range path {
		if document = repository.Resolved(document); document == nil {
			return nil
		}
		if document.Kind == yaml.SequenceNode {
			next := (*yaml.Node)(nil)
			for i, item := range document.Content {
				if element("", nil, i) == "["+step+"]" {
					next = item
				}
			}
			document = next
			continue
		}
		document = repository.Field(document, step)
	}
	return document
}
