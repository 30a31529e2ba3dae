package render

import (
	"encoding/json"
	"path"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"fleetkeep.dev/engine/internal/argocd"
)

// kustomization is a Flux Kustomization as the cluster will hold it.
type kustomization struct {
	*unstructured.Unstructured
	// file and line of its own declaration; empty for an entry that nothing declares.
	file string
	line int
	// secret tells that a value of a Secret went into it.
	secret bool
	// declaration is nil where no file of its own stands for it.
	declaration *declaration
	// guessed are the variables in spec.path whose value only the cluster knows.
	guessed []string
}

// name is namespace/name.
func (k kustomization) name() string { return k.GetNamespace() + "/" + k.GetName() }

// specPath is spec.path as it is written.
func (k kustomization) specPath() string {
	written, _, _ := unstructured.NestedString(k.Object, "spec", "path")
	return written
}

// directory is the directory of the source that is built. Like the controller's SecureJoin, a path never leaves it.
func (k kustomization) directory() string { return cleanDirectory(k.specPath()) }

func cleanDirectory(written string) string {
	cleaned := strings.TrimPrefix(path.Clean("/"+written), "/")
	if cleaned == "" {
		return "."
	}
	return cleaned
}

// reference is what a sourceRef points to.
type reference struct{ kind, namespace, name string }

func (r reference) String() string { return r.kind + "/" + r.namespace + "/" + r.name }

// parseReference is the reverse of String.
func parseReference(text string) reference {
	parts := strings.SplitN(text, "/", 3)
	for len(parts) < 3 {
		parts = append(parts, "")
	}
	return reference{parts[0], parts[1], parts[2]}
}

// source is spec.sourceRef with its defaults.
func (k kustomization) source() reference {
	text := func(field string) string {
		value, _, _ := unstructured.NestedString(k.Object, "spec", "sourceRef", field)
		return value
	}
	result := reference{kind: text("kind"), namespace: text("namespace"), name: text("name")}
	if result.namespace == "" {
		result.namespace = k.GetNamespace()
	}
	return result
}

// dependsOn lists namespace/name of spec.dependsOn.
func dependsOn(item *unstructured.Unstructured) []string {
	entries, _, _ := unstructured.NestedSlice(item.Object, "spec", "dependsOn")
	names := []string{}
	for _, entry := range entries {
		fields, _ := entry.(map[string]any)
		namespace, _ := fields["namespace"].(string)
		name, _ := fields["name"].(string)
		if namespace == "" {
			namespace = item.GetNamespace()
		}
		names = append(names, namespace+"/"+name)
	}
	return names
}

func suspended(item *unstructured.Unstructured) bool {
	value, _, _ := unstructured.NestedBool(item.Object, "spec", "suspend")
	return value
}

// elsewhere tells that the objects go to another cluster.
func elsewhere(item *unstructured.Unstructured) bool { return elsewhereField(item) != "" }

// destinationOf is the other cluster that an Application names; empty for one that goes where its Argo CD runs, and for
// everything else.
func destinationOf(item *unstructured.Unstructured) string {
	if item.GetKind() != kindApplication {
		return ""
	}
	read, err := argocd.Read(item)
	if err != nil {
		return ""
	}
	return read.Elsewhere
}

// elsewhereField is the field that names another cluster; empty without.
func elsewhereField(item *unstructured.Unstructured) string {
	if item.GetKind() == kindApplication {
		if place := destinationOf(item); place != "" {
			return "spec.destination (" + place + ")"
		}
		return ""
	}
	if _, found := mappingAt(item, "spec", "kubeConfig"); found {
		return "spec.kubeConfig"
	}
	return ""
}

// postBuild tells whether substitution runs at all.
func (k kustomization) postBuild() bool {
	_, found := mappingAt(k.Unstructured, "spec", "postBuild")
	return found
}

func (k kustomization) decryption() bool {
	_, found := mappingAt(k.Unstructured, "spec", "decryption")
	return found
}

// buildFields are those that Flux's generator reads; Kustomizations that agree in them share one build.
var buildFields = []string{
	"path", "targetNamespace", "namePrefix", "nameSuffix", "patches", "patchesStrategicMerge", "patchesJson6902",
	"images", "components", "ignoreMissingComponents", "buildMetadata",
}

func (k kustomization) buildKey() string {
	spec, _ := mappingAt(k.Unstructured, "spec")
	fields := map[string]any{}
	for _, field := range buildFields {
		if value, found := spec[field]; found {
			fields[field] = value
		}
	}
	if names := manifestsOf(k); names != nil {
		fields[manifestsField] = names
	}
	data, _ := json.Marshal(fields)
	return string(data)
}
