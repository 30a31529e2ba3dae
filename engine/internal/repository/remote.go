package repository

import (
	"regexp"
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

// checkRemote refuses a kustomization file that names something outside of the repository.
func checkRemote(location string, data []byte) *Error {
	documents, _ := Documents(data)
	for _, document := range documents {
		if len(document.Content) == 0 {
			continue
		}
		if node := remoteNode(document.Content[0], ""); node != nil {
			return errorf(RemoteBase, location, node.Line,
				"%s names %s, which is not in the repository: copy it into the repository, or make it a Flux source of its own", location, node.Value)
		}
	}
	return nil
}

func remoteNode(node *yaml.Node, field string) *yaml.Node {
	switch node.Kind {
	case yaml.ScalarNode:
		if pathFields[field] && !strings.Contains(node.Value, "\n") && remote.MatchString(node.Value) {
			return node
		}
	case yaml.SequenceNode:
		for _, item := range node.Content {
			if found := remoteNode(item, field); found != nil {
				return found
			}
		}
	case yaml.MappingNode:
		for i := 0; i+1 < len(node.Content); i += 2 {
			name := node.Content[i].Value
			if !pathFields[name] {
				continue
			}
			if found := remoteNode(node.Content[i+1], name); found != nil {
				return found
			}
		}
	}
	return nil
}
