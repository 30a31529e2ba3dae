package kustomize

import (
	"encoding/json"

	"go.yaml.in/yaml/v3"
	"sigs.k8s.io/kustomize/api/resource"
)

// JSON is resource.MarshalJSON, which writes YAML and parses it again, without that detour where it changes nothing: where
// every scalar is one line of plain ASCII under a tag that YAML itself gives. What a detour makes of anything else, and what
// it says of an error, is kustomize's own business: then it is taken.
func JSON(from *resource.Resource) ([]byte, error) {
	node := from.YNode()
	if node == nil || node.Kind != yaml.MappingNode || !simple(node) {
		return from.MarshalJSON()
	}
	fields := map[string]interface{}{}
	if node.Decode(&fields) != nil {
		return from.MarshalJSON()
	}
	data, err := json.Marshal(fields)
	if err != nil {
		return from.MarshalJSON()
	}
	return data, nil
}

// simple is a node that reads the same after it was written.
func simple(node *yaml.Node) bool {
	switch node.Kind {
	case yaml.MappingNode, yaml.SequenceNode:
		if node.Anchor != "" || !hasTag(node, yamlMap, yamlSequence) {
			return false
		}
		for _, child := range node.Content {
			if !simple(child) {
				return false
			}
		}
		return true
	case yaml.ScalarNode:
		return node.Anchor == "" && hasTag(node, yamlString, yamlInt, yamlFloat, yamlBool, yamlNull) && printable(node.Value)
	default:
		return false
	}
}

// Tags of YAML 1.2's core schema (https://yaml.org/spec/1.2.2/#103-core-schema), as a parsed node has them.
const (
	yamlMap      = "!!map"
	yamlSequence = "!!seq"
	yamlString   = "!!str"
	yamlInt      = "!!int"
	yamlFloat    = "!!float"
	yamlBool     = "!!bool"
	yamlNull     = "!!null"
)

func hasTag(node *yaml.Node, tags ...string) bool {
	// None at all is resolved by what the value looks like, before and after.
	if node.Tag == "" {
		return true
	}
	for _, tag := range tags {
		if node.Tag == tag {
			return true
		}
	}
	return false
}

// printable tells that a text is ASCII of one line.
func printable(text string) bool {
	for i := range len(text) {
		if text[i] < ' ' || text[i] > '~' {
			return false
		}
	}
	return true
}
