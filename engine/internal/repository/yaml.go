package repository

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// maxExpanded is how many nodes aliases may blow a file up to. Real files with anchors stay far below it.
const maxExpanded = 200_000

// Documents parses a stream. On a syntax error it returns the documents before it too; the error is of the type Error
// with a line, and without a file.
func Documents(data []byte) ([]*yaml.Node, error) {
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	var documents []*yaml.Node
	for {
		var document yaml.Node
		err := decoder.Decode(&document)
		if errors.Is(err, io.EOF) {
			return documents, nil
		}
		if err != nil {
			return documents, syntaxError(err)
		}
		documents = append(documents, &document)
	}
}

// Resolved is what a node stands for, an alias followed; nil for nil.
func Resolved(node *yaml.Node) *yaml.Node {
	if node != nil && node.Kind == yaml.AliasNode {
		return node.Alias
	}
	return node
}

// Key is the text of a mapping's key, which may be an alias: `*app : …`. The alias itself has the anchor's name for a value.
func Key(node *yaml.Node) string { return Resolved(node).Value }

// Field is the value of a mapping's field, an alias followed; nil when there is none, or no mapping.
func Field(mapping *yaml.Node, name string) *yaml.Node {
	mapping = Resolved(mapping)
	if mapping == nil || mapping.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if Key(mapping.Content[i]) == name {
			return Resolved(mapping.Content[i+1])
		}
	}
	return nil
}

// Items are those of a field that is a sequence, aliases followed; none of another.
func Items(mapping *yaml.Node, name string) []*yaml.Node {
	list := Field(mapping, name)
	if list == nil || list.Kind != yaml.SequenceNode {
		return nil
	}
	items := make([]*yaml.Node, len(list.Content))
	for i, item := range list.Content {
		items[i] = Resolved(item)
	}
	return items
}

// Text is a field that is a scalar, as it is written; empty when it is not.
func Text(mapping *yaml.Node, name string) string {
	if value := Field(mapping, name); value != nil && value.Kind == yaml.ScalarNode {
		return value.Value
	}
	return ""
}

var lineNumber = regexp.MustCompile(`line (\d+): ?`)

func syntaxError(err error) *Error {
	line, text := LineIn(strings.TrimPrefix(err.Error(), "yaml: "))
	return errorf(YAMLSyntax, "", line, "%s", text)
}

// LineIn takes the line out of what a YAML parser says; it is 0 where it says none.
func LineIn(message string) (line int, rest string) {
	match := lineNumber.FindStringSubmatch(message)
	if match == nil {
		return 0, message
	}
	line, _ = strconv.Atoi(match[1])
	return line, strings.Replace(message, match[0], "", 1)
}

// checkAliases refuses a file whose aliases expand to more than any honest file has.
func checkAliases(location string, data []byte) *Error {
	if !bytes.ContainsRune(data, '&') || !bytes.ContainsRune(data, '*') {
		return nil
	}
	documents, _ := Documents(data)
	for _, document := range documents {
		counter := expansion{sizes: map[*yaml.Node]int{}}
		if size := counter.of(document); size > maxExpanded {
			return errorf(AliasBomb, location, counter.line,
				"%s: its YAML aliases expand to more than %d values, which is an attack or a mistake: write the values out or use fewer aliases", location, maxExpanded)
		}
	}
	return nil
}

type expansion struct {
	sizes map[*yaml.Node]int
	line  int
}

// of counts a node's values with its aliases followed, up to a little more than the limit.
func (e *expansion) of(node *yaml.Node) int {
	if size, known := e.sizes[node]; known {
		return size
	}
	// An alias inside of its own anchor has no end.
	e.sizes[node] = maxExpanded + 1
	size := 1
	if node.Kind == yaml.AliasNode {
		size = e.of(node.Alias)
		if size > maxExpanded && e.line == 0 {
			e.line = node.Line
		}
	}
	aliases := node.Kind == yaml.AliasNode
	for _, child := range node.Content {
		childSize := e.of(child)
		aliases = aliases || childSize > 1
		size = min(size+childSize, maxExpanded+1)
	}
	if size > maxExpanded && e.line == 0 && aliases {
		e.line = node.Line
	}
	e.sizes[node] = size
	return size
}
