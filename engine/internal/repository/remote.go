package repository

import (
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// pathFields are the fields of a kustomization whose values kustomize may fetch from elsewhere.
// https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/
var pathFields = map[string]bool{
	"resources": true, "bases": true, "components": true, "crds": true, "configurations": true, "generators": true,
	"transformers": true, "validators": true, "patchesStrategicMerge": true, "path": true, "files": true, "envs": true,
	"env": true, "patches": true, "patchesJson6902": true, "replacements": true, "openapi": true,
	"configMapGenerator": true, "secretGenerator": true,
}

// remote recognises what kustomize would download or clone: a URL, an scp-like address, or a host that it knows; of a
// generator's files behind a key of the ConfigMap or Secret.
// https://github.com/kubernetes-sigs/kustomize/blob/master/examples/remoteBuild.md
// https://kubernetes.io/docs/concepts/configuration/configmap/#configmap-object
var remote = regexp.MustCompile(`(?i)^([\w.-]+=)?([a-z][a-z0-9+.-]*(::|://)|gh:|github\.com[:/]|[\w.-]+@[\w.-]+:)`)

// withoutRemote takes out of a kustomization file the resources and the generators that name something outside of the
// repository. What is left is built as it would be beside them, but for names that follow theirs. The rest is nil where
// something else is named, which could change all of it: a component, a patch, a transformer.
func withoutRemote(location string, data []byte) (rest []byte, named []*Error) {
	documents, err := Documents(data)
	if !namesRemote(documents) {
		return data, nil
	}
	for _, document := range documents {
		if len(document.Content) > 0 {
			named = append(named, takeRemote(location, document.Content[0])...)
		}
	}
	if err == nil && len(documents) == 1 && !namesRemote(documents) {
		if rest, err := yaml.Marshal(documents[0]); err == nil {
			return rest, named
		}
	}
	for _, document := range documents {
		if len(document.Content) > 0 {
			if node := remoteNode(document.Content[0], ""); node != nil {
				named = append(named, remoteError(location, node))
			}
		}
	}
	return nil, named
}

func namesRemote(documents []*yaml.Node) bool {
	return slices.ContainsFunc(documents, func(document *yaml.Node) bool {
		return len(document.Content) > 0 && remoteNode(document.Content[0], "") != nil
	})
}

// takeRemote takes the items away that may be missing. One with an anchor stays, for what else may refer to it.
func takeRemote(location string, kustomization *yaml.Node) []*Error {
	var taken []*Error
	for _, name := range []string{"resources", "bases", "configMapGenerator", "secretGenerator"} {
		items := Field(kustomization, name)
		if items == nil || items.Kind != yaml.SequenceNode {
			continue
		}
		items.Content = slices.DeleteFunc(items.Content, func(item *yaml.Node) bool {
			found := remoteNode(item, name)
			if found == nil || anchored(item) {
				return false
			}
			taken = append(taken, remoteError(location, found))
			return true
		})
	}
	return taken
}

func anchored(node *yaml.Node) bool {
	return node.Anchor != "" || slices.ContainsFunc(node.Content, anchored)
}

func remoteError(location string, node *yaml.Node) *Error {
	return errorf(RemoteBase, location, node.Line,
		"%s names %s, which is not in the repository: copy it into the repository, or make it a Flux source of its own", location, node.Value)
}

func remoteNode(node *yaml.Node, field string) *yaml.Node {
	node = Resolved(node)
	switch node.Kind {
	case yaml.ScalarNode:
		// The text of one in base64 (!!binary) is what kustomize reads, too.
		text := ""
		if pathFields[field] && node.Decode(&text) == nil && !strings.Contains(text, "\n") && remote.MatchString(text) {
			return &yaml.Node{Line: node.Line, Value: text}
		}
	case yaml.SequenceNode:
		for _, item := range node.Content {
			if found := remoteNode(item, field); found != nil {
				return found
			}
		}
	case yaml.MappingNode:
		for i := 0; i+1 < len(node.Content); i += 2 {
			name := Key(node.Content[i])
			if node.Content[i].ShortTag() == "!!merge" {
				name = field
			} else if !pathFields[name] {
				continue
			}
			if found := remoteNode(node.Content[i+1], name); found != nil {
				return found
			}
		}
	}
	return nil
}
