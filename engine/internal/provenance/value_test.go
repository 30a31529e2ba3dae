package provenance

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

func TestCompareLists(t *testing.T) {
	for _, test := range []struct{ name, old, new, changed, gone string }{
		{"the same", `[1, {"a": [true, null]}]`, `[1.0, {"a": [true, null]}]`, "", ""},
		{"by name, whatever the place", `[{"name": "a", "x": 1}, {"name": "b"}]`, `[{"name": "b"}, {"name": "a", "x": 2}]`, "[a].x", ""},
		{"one more of a name", `[{"name": "a"}]`, `[{"name": "b"}, {"name": "a"}]`, "[b].name", ""},
		{"one less of a name", `[{"name": "a"}, {"name": "b"}]`, `[{"name": "b"}]`, "", "[a].name"},
		{"the last one", `[{"name": "a"}]`, `[]`, "", "[a].name"},
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
