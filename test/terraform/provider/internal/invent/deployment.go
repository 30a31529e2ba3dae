package invent

import (
	"encoding/json"
	"regexp"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

var (
	deployment = regexp.MustCompile(`^azurerm_.*template_deployment$`)
	upperCase  = regexp.MustCompile(`([a-z0-9])([A-Z])`)
)

// The kinds of an ARM output, as types to make a value of.
// https://learn.microsoft.com/azure/azure-resource-manager/templates/outputs
var outputTypes = map[string]tftypes.Type{
	"string": tftypes.String, "securestring": tftypes.String, "int": tftypes.Number, "bool": tftypes.Bool,
	"array": tftypes.List{ElementType: tftypes.String}, "object": tftypes.Map{ElementType: tftypes.String},
}

type armOutput struct {
	Type  string `json:"type"`
	Value any    `json:"value"`
}

// deploymentOutputs makes up output_content of a template deployment: the outputs that its template declares, of the
// types that they are declared with.
func (s subject) deploymentOutputs(attribute string) (string, bool) {
	if attribute != "output_content" || !deployment.MatchString(s.typeName) {
		return "", false
	}
	var template struct {
		Outputs map[string]armOutput `json:"outputs"`
	}
	if err := json.Unmarshal([]byte(s.known["template_content"]), &template); err != nil {
		return "", false
	}
	outputs := map[string]armOutput{}
	for name, declared := range template.Outputs {
		outputs[name] = armOutput{Type: declared.Type, Value: s.outputValue(name, declared.Type)}
	}
	encoded, err := json.Marshal(outputs)
	return string(encoded), err == nil
}

func (s subject) outputValue(name, kind string) any {
	wanted, known := outputTypes[strings.ToLower(kind)]
	if !known {
		return nil
	}
	plain := strings.ToLower(upperCase.ReplaceAllString(name, "${1}_${2}"))
	switch {
	case wanted.Is(tftypes.String):
		return s.text("output_content."+name, plain)
	case wanted.Is(tftypes.Number):
		return s.digest(name).number()
	case wanted.Is(tftypes.Bool):
		return false
	case wanted.Is(tftypes.List{}):
		return []string{s.text("output_content."+name, plain)}
	default:
		return map[string]string{}
	}
}
