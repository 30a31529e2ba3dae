package answers

import (
	"encoding/json"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"fleetkeep.dev/test/terraform/provider/internal/plan"
)

// ForData lists the answers for a data source of this type and configuration.
func (a *Answers) ForData(typeName string, value tftypes.Value) []Answer {
	return matching(a.Data, typeName, value)
}

// ForResource lists the answers for a resource of this type and content.
func (a *Answers) ForResource(typeName string, value tftypes.Value) []Answer {
	return matching(a.Resources, typeName, value)
}

func matching(told []Answer, typeName string, value tftypes.Value) []Answer {
	var found []Answer
	for _, answer := range told {
		if answer.Type == typeName && answer.matches(plan.Fields(value)) {
			found = append(found, answer)
		}
	}
	return found
}

func (a Answer) matches(fields map[string]tftypes.Value) bool {
	for name, wanted := range a.Where {
		field, has := fields[name]
		if !has || !equals(field, wanted) {
			return false
		}
	}
	return true
}

func equals(value tftypes.Value, wanted json.RawMessage) bool {
	parsed, err := decode(value.Type(), wanted, nil)
	return err == nil && value.Equal(parsed)
}
