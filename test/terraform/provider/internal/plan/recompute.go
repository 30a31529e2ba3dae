package plan

import "github.com/hashicorp/terraform-plugin-go/tftypes"

// What azurerm computes anew when an argument changes. A schema does not tell; this is the one case that the fleet's
// stacks depend on.
var recomputed = map[string]map[string]string{
	"azurerm_resource_group_template_deployment": {"output_content": "template_content"},
	"azurerm_subscription_template_deployment":   {"output_content": "template_content"},
}

// Recompute marks as unknown what an update of this type computes anew.
func Recompute(typeName string, prior, planned tftypes.Value) tftypes.Value {
	before, fields := Fields(prior), Fields(planned)
	if before == nil || fields == nil {
		return planned
	}
	for attribute, argument := range recomputed[typeName] {
		if !before[argument].Equal(fields[argument]) {
			fields[attribute] = tftypes.NewValue(fields[attribute].Type(), tftypes.UnknownValue)
		}
	}
	return tftypes.NewValue(planned.Type(), fields)
}
