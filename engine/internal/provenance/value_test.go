package provenance

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// A key may be an alias, whose own text is the anchor's name.
func TestKeysThatAreAliases(t *testing.T) {
	var document yaml.Node
	if err := yaml.Unmarshal([]byte("name: &app demo\nvalues:\n  *app :\n    a: 1\n  <<: [{b: *app}, {b: 2, c: 3}]\n"), &document); err != nil {
		t.Fatal(err)
	}
	want, _ := Parse([]byte(`{"name": "demo", "values": {"demo": {"a": 1}, "b": "demo", "c": 3}}`))
	if got := plain(&document); !equal(got, any(want)) {
		t.Errorf("%v", got)
	}
	lines := map[string]int{}
	Scalars(&document, func(path string, node *yaml.Node) { lines[path] = node.Line })
	if want := map[string]int{"name": 1, "values.demo.a": 4, "values.b": 1, "values.c": 5}; !maps.Equal(lines, want) {
		t.Errorf("%v", lines)
	}
}

func TestCompareLists(t *testing.T) {
	for _, test := range []struct{ name, old, new, changed, gone string }{
		{"the same", `[1, {"a": [true, null]}]`, `[1.0, {"a": [true, null]}]`, "", ""},
		{"by name, whatever the place", `[{"name": "a", "x": 1}, {"name": "b"}]`, `[{"name": "b"}, {"name": "a", "x": 2}]`, "[a].x", ""},
		{"one more of a name", `[{"name": "a"}]`, `[{"name": "b"}, {"name": "a"}]`, "[b].name", ""},
		{"one less of a name", `[{"name": "a"}, {"name": "b"}]`, `[{"name": "b"}]`, "", "[a].name"},
		{"the last one", `[{"name": "a"}]`, `[]`, "", "[a].name"},
		{"a name with a hash", `[{"name": "a", "x": 1, "y": 2}]`, `[{"name": "a-h5mt44b5ft", "x": 1, "y": 3}]`, "[a-h5mt44b5ft].name [a-h5mt44b5ft].y", ""},
		{"a name with a prefix and a suffix", `[{"name": "a", "x": 1}, {"name": "b"}]`, `[{"name": "b"}, {"name": "p-a-s", "x": 1}]`, "[p-a-s].name", ""},
		{"a longer name of something else", `[{"name": "a", "x": 1}]`, `[{"name": "a-s", "x": 2}]`, "[a-s].name [a-s].x", "[a].name [a].x"},
		{"names of which one is part of another, with hashes", `[{"name": "a"}, {"name": "a-s"}]`, `[{"name": "a-s-m44d426h6b"}, {"name": "a-h5mt44b5ft"}]`, "[a-h5mt44b5ft].name [a-s-m44d426h6b].name", ""},
		{"a longer name beside the same", `[{"name": "a"}]`, `[{"name": "a"}, {"name": "a-s"}]`, "[a-s].name", ""},
		{"a longer name of two", `[{"name": "a"}, {"name": "a-s"}]`, `[{"name": "a-s-t"}]`, "[a-s-t].name", "[a-s].name [a].name"},
		{"moved without a name", `[1, {"a": 2, "b": "x"}, 3]`, `[{"b": "x", "a": 2.0}, 4]`, "[1]", ""},
		{"a text is no number, a word no boolean", `["x", 1, true, null]`, `["1", "true", "null", {}, "y"]`, "[0] [1] [2] [3] [4]", ""},
		{"by place where nothing is equal and as many are there", `[{"a": 1, "b": 1}]`, `[{"a": 2, "b": 1}]`, "[0].a", ""},
		{"what is between quotes stays one text", `[["a,b"], 0]`, `[["a", "b"], ["a,b"], 0]`, "[0][0] [0][1]", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			read := func(text string) []any {
				var list []any
				decoder := json.NewDecoder(strings.NewReader(text))
				decoder.UseNumber()
				if err := decoder.Decode(&list); err != nil {
					t.Fatal(err)
				}
				return list
			}
			var changed, gone []string
			compareLists(read(test.old), read(test.new), "", func(path string, _, _ any) { changed = append(changed, path) }, func(path string) { gone = append(gone, path) })
			slices.Sort(changed)
			slices.Sort(gone)
			if got := strings.Join(changed, " "); got != test.changed {
				t.Errorf("changed %s", got)
			}
			if got := strings.Join(gone, " "); got != test.gone {
				t.Errorf("gone %s", got)
			}
		})
	}
}
