package render

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"fleetkeep.dev/engine/internal/argocd"
	"fleetkeep.dev/engine/internal/protocol"
)

// API groups of Flux whose objects steer the rendering.
const (
	kustomizeGroup  = "kustomize.toolkit.fluxcd.io"
	helmGroup       = "helm.toolkit.fluxcd.io"
	sourceGroup     = "source.toolkit.fluxcd.io"
	extensionsGroup = "source.extensions.fluxcd.io"
	operatorGroup   = "fluxcd.controlplane.io"
)

// object is one rendered resource; steering ones keep their parsed form.
type object struct {
	protocol.RenderedResource
	parsed *unstructured.Unstructured
	// key is that of the parsed form.
	key key
	// release is the hash of what a HelmRelease is rendered from; empty for everything else.
	release string
	// serves are the API versions that a CustomResourceDefinition adds, as Helm's Capabilities have them.
	serves []string
	// secret tells that it is or was made with the value of a Secret.
	secret bool
	// declaration is nil where no file of its own stands for it.
	declaration *declaration
	// guessed are the variables in the spec.path of a Kustomization whose value only the cluster knows.
	guessed []string
	// traced are the fields of what a HelmRelease or a ResourceSet made, before it is known where what set them stands.
	traced []tracedField
}

// key identifies an object by group, so that a change of its version is no change of identity.
type key struct{ group, kind, namespace, name string }

func keyOf(item *unstructured.Unstructured) key {
	return key{item.GroupVersionKind().Group, item.GetKind(), item.GetNamespace(), item.GetName()}
}

func (k key) String() string { return k.kind + "/" + k.namespace + "/" + k.name }

// steers tells whether other objects are rendered from this one.
func steers(item *unstructured.Unstructured) bool {
	switch group := item.GroupVersionKind().Group; group {
	case kustomizeGroup, helmGroup, sourceGroup, extensionsGroup, operatorGroup:
		return true
	case argocd.Group:
		return ofArgo(keyOf(item))
	case "":
		return item.GetKind() == "ConfigMap" || item.GetKind() == "Secret"
	case "apps":
		return runsController(item)
	}
	return false
}

func newObject(item *unstructured.Unstructured, kustomization, file string, line int) (*object, error) {
	data, err := canonical(item.Object)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(data)
	return known(protocol.RenderedResource{
		ResourceId:    idOf(item),
		Kustomization: kustomization, File: file, Line: line,
		Hash: hex.EncodeToString(sum[:]), Object: data, Encrypted: encrypted(item),
	}, item), nil
}

// known adds what is kept of an object beside what is told of it.
func known(rendered protocol.RenderedResource, item *unstructured.Unstructured) *object {
	result := &object{RenderedResource: rendered, secret: holdsSecret(item)}
	if steers(item) {
		result.parsed, result.key = item, keyOf(item)
	}
	if result.key.group == helmGroup && result.key.kind == kindHelmRelease {
		result.release = releaseHash(item)
	}
	if isCustomResourceDefinition(item) {
		result.serves = apiVersions(item)
	}
	return result
}

func idOf(item *unstructured.Unstructured) protocol.ResourceId {
	return protocol.ResourceId{
		APIVersion: item.GetAPIVersion(), Kind: item.GetKind(), Namespace: item.GetNamespace(), Name: item.GetName(),
	}
}

// canonical is JSON with sorted keys, without white space, and without Go's escaping for HTML.
func canonical(value any) ([]byte, error) {
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(buffer.Bytes(), []byte("\n")), nil
}

// encrypted recognises what SOPS has written, the whole or a file that a Secret was generated from.
// https://github.com/getsops/sops#encrypting-only-parts-of-a-file
func encrypted(item *unstructured.Unstructured) bool {
	return encryptedWhole(item) || encryptedFile(item)
}

func encryptedWhole(item *unstructured.Unstructured) bool {
	metadata, found, err := unstructured.NestedMap(item.Object, "sops")
	if err != nil || !found {
		return false
	}
	_, authenticated := metadata["mac"]
	return authenticated
}

// mappingAt is a mapping of an object itself, not a copy; false where something else is, or nothing.
func mappingAt(item *unstructured.Unstructured, path ...string) (map[string]any, bool) {
	value, _, _ := unstructured.NestedFieldNoCopy(item.Object, path...)
	mapping, found := value.(map[string]any)
	return mapping, found
}

// isCustomResourceDefinition as fluxcd/pkg/ssa/utils.IsCRD.
func isCustomResourceDefinition(item *unstructured.Unstructured) bool {
	return item.GetKind() == "CustomResourceDefinition" && item.GroupVersionKind().Group == "apiextensions.k8s.io"
}

// anyInMetadata as fluxcd/pkg/ssa/utils.AnyInMetadata: a label or annotation of that value, ignoring case.
func anyInMetadata(item *unstructured.Unstructured, name, value string) bool {
	return strings.EqualFold(item.GetLabels()[name], value) || strings.EqualFold(item.GetAnnotations()[name], value)
}

// apiVersions lists `group/version` and `group/version/Kind` of each version that a CustomResourceDefinition serves.
func apiVersions(definition *unstructured.Unstructured) []string {
	group, _, _ := unstructured.NestedString(definition.Object, "spec", "group")
	kind, _, _ := unstructured.NestedString(definition.Object, "spec", "names", "kind")
	versions, _, _ := unstructured.NestedFieldNoCopy(definition.Object, "spec", "versions")
	entries, _ := versions.([]any)
	var served []string
	for _, entry := range entries {
		fields, _ := entry.(map[string]any)
		if name, _ := fields["name"].(string); fields["served"] == true {
			served = append(served, group+"/"+name, group+"/"+name+"/"+kind)
		}
	}
	return served
}
