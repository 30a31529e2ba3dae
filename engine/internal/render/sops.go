package render

import (
	"encoding/base64"
	"encoding/json"
	"regexp"

	"go.yaml.in/yaml/v3"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"fleetkeep.dev/engine/internal/provenance"
)

// mac is the message authentication code that SOPS leaves in whatever it encrypts, in each of its formats: dotenv, INI,
// JSON and YAML, the last two of which wrap binary files too.
var mac = regexp.MustCompile(`(?m)^\s*"?(?:sops_)?mac"?\s*[=:]\s*"?ENC\[`)

// encryptedFile recognises a Secret that kustomize generated from a file which SOPS encrypts. The controller decrypts such
// files before it builds. https://fluxcd.io/flux/components/kustomize/kustomizations/#kustomize-secretgenerator
func encryptedFile(item *unstructured.Unstructured) bool {
	if item.GetKind() != "Secret" || item.GetAPIVersion() != "v1" {
		return false
	}
	values, _, _ := unstructured.NestedMap(item.Object, "data")
	if _, dotenv := values["sops_mac"]; dotenv {
		return true
	}
	for _, value := range values {
		text, _ := value.(string)
		if len(text) < 16 {
			continue
		}
		data, err := base64.StdEncoding.DecodeString(text)
		if err == nil && mac.Match(data) && hasMac(data) {
			return true
		}
	}
	return false
}

// hasMac keeps a file that merely quotes such a line from being taken for an encrypted one, where its format can be read.
func hasMac(data []byte) bool {
	var content struct {
		Sops *struct{ Mac string } `json:"sops" yaml:"sops"`
	}
	if json.Unmarshal(data, &content) != nil && yaml.Unmarshal(data, &content) != nil {
		return true
	}
	return content.Sops != nil && content.Sops.Mac != ""
}

// hashedWithCipher counts the Secrets whose names end in a hash of cipher text.
func hashedWithCipher(objects []*object) int {
	count := 0
	for _, object := range objects {
		if object.Encrypted && object.parsed != nil && !encryptedWhole(object.parsed) && provenance.Hashed(object.Name) {
			count++
		}
	}
	return count
}
