package render

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"fleetkeep.dev/engine/internal/repository"
)

// What holds a value of a Secret is remembered by this process only, never on disk: a Secret whose values are there to
// read, what is substituted or templated with one, and whatever is made of that in turn. A hash of it is not kept, either,
// since a weak value could be found by it.

// holdsSecret tells that an object is a Secret with values that SOPS does not encrypt.
func holdsSecret(item *unstructured.Unstructured) bool {
	if item.GetKind() != "Secret" || item.GetAPIVersion() != "v1" {
		return false
	}
	if _, copied := item.GetAnnotations()["kubectl.kubernetes.io/last-applied-configuration"]; copied {
		return true
	}
	locked := encryptedWhole(item)
	for _, field := range []string{"data", "stringData"} {
		found, present, err := unstructured.NestedFieldNoCopy(item.Object, field)
		values, isMapping := found.(map[string]any)
		if err != nil || present && found != nil && !isMapping {
			return true
		}
		for _, value := range values {
			text, _ := value.(string)
			if !locked || !strings.HasPrefix(text, "ENC[") || !strings.HasSuffix(text, "]") {
				return true
			}
		}
	}
	return false
}

// holdsSecret tells that one of the built resources is such a Secret.
func (c *content) holdsSecret() bool {
	for _, item := range c.items {
		if item.kind != "Secret" {
			continue
		}
		parsed := &unstructured.Unstructured{}
		if json.Unmarshal(item.data, &parsed.Object) != nil || holdsSecret(parsed) {
			return true
		}
	}
	return false
}

var (
	// secretWord is in whatever declares a Secret, patches one or generates one.
	secretWord = regexp.MustCompile(`\b[sS]ecret(Generator)?\b`)
	// copying is in whatever makes kustomize copy a value from one resource into another one.
	copying = regexp.MustCompile(`\b(replacements|vars|transformers)\b`)
)

// secretsRead tells whether a build read a value of a Secret, and whether it could copy it elsewhere. What it built does not
// tell: a Secret can be left out of it when its value has been copied.
func secretsRead(files *repository.FileSystem) (secret, copied bool) {
	kustomizations := files.KustomizationFiles()
	for _, data := range kustomizations {
		secret = secret || secretWord.Match(data)
		copied = copied || copying.Match(data)
	}
	for name, backing := range files.Read() {
		if _, visited := kustomizations[name]; !visited && !secret {
			secret = declaresSecret(backing)
		}
	}
	return secret, secret && copied
}

// declaresSecret tells that a file holds a Secret with values, or that it configures a plug-in of kustomize for one.
func declaresSecret(backing repository.Backing) bool {
	data, err := backing.Read()
	if err != nil || !secretWord.Match(data) {
		return false
	}
	return slices.ContainsFunc(objectNodes(backing), func(node *yaml.Node) bool {
		if repository.Text(node, "apiVersion") == "builtin" {
			return true
		}
		parsed := &unstructured.Unstructured{}
		return repository.Text(node, "kind") == "Secret" && (node.Decode(&parsed.Object) != nil || holdsSecret(parsed))
	})
}

// uses tells that a resource is substituted with a value that comes from a Secret.
func (v variables) uses(data []byte) bool {
	if len(v.secret) == 0 {
		return false
	}
	for _, match := range variableName.FindAllSubmatch(data, -1) {
		if v.secret[string(match[1])] {
			return true
		}
	}
	return false
}
