// Package invent makes up the values that a real provider would have computed: of the right type, looking right, and
// the same every time for the same resource.
package invent

import (
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"fleetkeep.dev/test/terraform/provider/internal/plan"
)

// Inventor makes up values for one provider.
type Inventor struct {
	Provider     string // azurerm, github
	Subscription string // azurerm's configured subscription_id
	Tenant       string // azurerm's configured tenant_id
	Owner        string // github's configured owner
}

// Complete replaces every unknown value in a resource or an answer.
//
// The id comes first, from what names the thing (its own table, or its resource group, parent and name); everything
// else is derived from type and id. So a data source and the resource of the same name and type agree.
func (i Inventor) Complete(typeName string, value tftypes.Value) tftypes.Value {
	fields := plan.Fields(value)
	if fields == nil {
		return value
	}
	subject := i.subject(typeName, fields)
	if id, has := fields["id"]; has && !id.IsKnown() && id.Type().Is(tftypes.String) {
		fields["id"] = tftypes.NewValue(tftypes.String, subject.identifier())
	}
	subject.seed = seed(typeName, textOf(fields["id"]))
	for name, field := range fields {
		fields[name] = subject.fill(name, name, field)
	}
	return tftypes.NewValue(value.Type(), fields)
}

// fill replaces the unknown parts of a value; path tells two places of one resource apart.
func (s subject) fill(path, name string, value tftypes.Value) tftypes.Value {
	if !value.IsKnown() {
		return s.make(path, name, value.Type())
	}
	if value.IsNull() || value.IsFullyKnown() {
		return value
	}
	if fields := plan.Fields(value); fields != nil {
		for key, field := range fields {
			fields[key] = s.fill(path+"."+key, key, field)
		}
		return tftypes.NewValue(value.Type(), fields)
	}
	elements := plan.Elements(value)
	for index, element := range elements {
		elements[index] = s.fill(indexed(path, index), name, element)
	}
	return tftypes.NewValue(value.Type(), elements)
}
