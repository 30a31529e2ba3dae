package render

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"

	"fleetkeep.dev/engine/internal/protocol"
)

// resourcesDigest is the SHA-256 of resources, in hexadecimal: of objects their hash, of everything else what it says.
func resourcesDigest(resources []protocol.RenderedResource) string {
	var said written
	said.number(len(resources))
	for _, resource := range resources {
		said.text(resource.APIVersion, resource.Kind, resource.Namespace, resource.Name, resource.Kustomization, resource.File)
		said.number(resource.Line)
		said.text(resource.Hash, resource.Template)
		said.truth(resource.Encrypted)
		said.number(len(resource.Fields))
		for _, field := range resource.Fields {
			said.text(field.File, field.Path, field.By)
			said.number(field.Line)
			said.truth(field.Removed)
			said.number(len(field.Variables))
			for _, variable := range field.Variables {
				said.text(variable.File, variable.Name)
				said.number(variable.Line)
			}
		}
	}
	sum := sha256.Sum256(said)
	return hex.EncodeToString(sum[:])
}

// clusterDigest is the SHA-256 of all that a cluster's parts say, in hexadecimal.
func clusterDigest(parts []protocol.RenderedKustomization) string {
	var said written
	said.number(len(parts))
	for _, part := range parts {
		// A status is nothing but text, numbers and truths.
		status, _ := json.Marshal(part.Kustomization)
		said.text(part.Cluster, string(status), part.Digest)
	}
	sum := sha256.Sum256(said)
	return hex.EncodeToString(sum[:])
}

// written is a sequence of values; where one ends and the next begins counts.
type written []byte

func (w *written) text(values ...string) {
	for _, value := range values {
		w.number(len(value))
		*w = append(*w, value...)
	}
}

func (w *written) number(value int) { *w = binary.AppendVarint(*w, int64(value)) }

func (w *written) truth(value bool) {
	if value {
		w.number(1)
		return
	}
	w.number(0)
}
