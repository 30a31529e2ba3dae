package manifests

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fleetkeep.dev/engine/internal/protocol"
)

func TestRead(t *testing.T) {
	for _, test := range []struct{ name, stream, want string }{
		{"documents with the line of their first key", "a: 1\n---\n# why\n\nb: [2]\n", `{"a":1}@1 {"b":[2]}@5`},
		{"a comment and content beside the marker", "--- # first\na: 1\n--- {b: 2}\n", `{"a":1}@2 {"b":2}@3`},
		{"a marker within a text is none", "a: |\n  ---\n  ...\nb: ---x\n", `{"a":"---\n...\n","b":"---x"}@1`},
		{"what follows the end of a document is another one", "a: 1\n...\nb: 2\n", `{"a":1}@1 {"b":2}@3`},
		{"lines that end as on Windows", "a: 1\r\n---\r\nb: 2\r\n", `{"a":1}@1 {"b":2}@3`},
		{"what is empty or no mapping is left out", "---\n---\n# nothing\n---\n- 1\n---\ntext\n", ""},
		{"booleans and numbers as Gatekeeper reads them", "a: yes\nb: off\nc: 0644\nd: 1_000\ne: '1'\n", `{"a":true,"b":false,"c":420,"d":1000,"e":"1"}@1`},
		{"integers to the last digit", "a: 9007199254740993\n", `{"a":9007199254740993}@1`},
		{"aliases and merges", "a: &x {b: 1}\nc: {<<: *x, d: 2}\n", `{"a":{"b":1},"c":{"b":1,"d":2}}@1`},
		{"a key that is there twice", "x: 1\n---\na: 1\nb: 2\na: 3\n", `line 5: key "a" already set in map`},
		{"a mistake in a later document", "a: 1\n---\n# why\nb: [\n", "line 4: did not find expected node content"},
		{"a tab", "a:\n\tb: 1\n", "line 2: found character that cannot start any token"},
		{"a mistake without a line is told at the document", "a: 1\n---\n\nb: *unknown\n", "line 4: unknown anchor 'unknown' referenced"},
	} {
		t.Run(test.name, func(t *testing.T) {
			read := Read(protocol.Stream{Text: test.stream}, nil)
			var told []string
			for _, document := range read.Documents {
				told = append(told, fmt.Sprintf("%s@%d", document.Object, document.Line))
			}
			if read.Mistake != nil {
				told = append(told, fmt.Sprintf("line %d: %s", read.Mistake.Line, read.Mistake.Message))
			}
			if got := strings.Join(told, " "); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestAliasesThatExpandWithoutEndAreRefused(t *testing.T) {
	bomb := "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
	for letter := 'b'; letter <= 'j'; letter++ {
		bomb += fmt.Sprintf("%c: &%c [%s]\n", letter, letter, strings.TrimSuffix(strings.Repeat("*"+string(letter-1)+", ", 10), ", "))
	}
	if read := Read(protocol.Stream{Text: bomb}, nil); read.Mistake == nil || !strings.Contains(read.Mistake.Message, "excessive aliasing") {
		t.Errorf("got %d documents, %v", len(read.Documents), read.Mistake)
	}
}

func TestAFileIsReadAsItsTextAndOnlyNamedWhenItIsKnown(t *testing.T) {
	const text = "a: 1\n"
	file := filepath.Join(t.TempDir(), "a.yaml")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	byFile, byText := Read(protocol.Stream{File: file}, nil), Read(protocol.Stream{Text: text}, nil)
	if fmt.Sprint(byFile) != fmt.Sprint(byText) || len(byFile.Documents) != 1 || len(byFile.Hash) != 64 {
		t.Errorf("by its file %v, by its text %v", byFile, byText)
	}
	known := Read(protocol.Stream{File: file}, []string{byFile.Hash})
	if known.Hash != byFile.Hash || known.Documents != nil || known.Mistake != nil {
		t.Errorf("known: %v", known)
	}
	missing := Read(protocol.Stream{File: file + "x"}, nil)
	if missing.Hash != "" || missing.Mistake == nil || missing.Mistake.Message != "no such file or directory" {
		t.Errorf("missing: %v", missing)
	}
}
