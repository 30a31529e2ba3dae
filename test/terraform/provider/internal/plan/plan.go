// Package plan decides what a plan holds: what the provider will compute is unknown on create and kept afterwards.
package plan

import (
	"github.com/hashicorp/terraform-plugin-go/tfprotov5"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Block marks as unknown what the provider computes and nobody configured.
//
// Terraform's proposal already holds the configured values and, for computed attributes, the prior ones. What remains
// null in it is new. Nested blocks follow the configuration in that proposal, so computed ones are kept from the prior
// state here: otherwise every second plan would remove them.
func Block(block *tfprotov5.SchemaBlock, prior, proposed tftypes.Value) tftypes.Value {
	if !proposed.IsKnown() || proposed.IsNull() {
		return proposed
	}
	fields := Fields(proposed)
	before := Fields(prior)
	for _, attribute := range block.Attributes {
		fields[attribute.Name] = planAttribute(attribute, fields[attribute.Name])
	}
	for _, nested := range block.BlockTypes {
		fields[nested.TypeName] = planNested(nested, before, fields[nested.TypeName])
	}
	return tftypes.NewValue(proposed.Type(), fields)
}

func planAttribute(attribute *tfprotov5.SchemaAttribute, proposed tftypes.Value) tftypes.Value {
	if attribute.WriteOnly {
		return tftypes.NewValue(proposed.Type(), nil)
	}
	if attribute.Computed && proposed.IsNull() {
		return tftypes.NewValue(proposed.Type(), tftypes.UnknownValue)
	}
	return proposed
}

func planNested(nested *tfprotov5.SchemaNestedBlock, before map[string]tftypes.Value, proposed tftypes.Value) tftypes.Value {
	if !proposed.IsKnown() || proposed.IsNull() {
		return proposed
	}
	creating := before == nil
	switch nested.Nesting {
	case tfprotov5.SchemaNestedBlockNestingModeList, tfprotov5.SchemaNestedBlockNestingModeSet:
		return planElements(nested, creating, Elements(before[nested.TypeName]), proposed)
	case tfprotov5.SchemaNestedBlockNestingModeMap:
		return planMap(nested, proposed)
	default:
		return Block(nested.Block, before[nested.TypeName], proposed)
	}
}

func planElements(nested *tfprotov5.SchemaNestedBlock, creating bool, before []tftypes.Value, proposed tftypes.Value) tftypes.Value {
	elements := Elements(proposed)
	if len(elements) == 0 && IsComputed(nested) {
		if len(before) > 0 {
			return tftypes.NewValue(proposed.Type(), before)
		}
		if creating {
			return tftypes.NewValue(proposed.Type(), tftypes.UnknownValue)
		}
		return proposed
	}
	for index, element := range elements {
		var prior tftypes.Value
		switch {
		case nested.Nesting == tfprotov5.SchemaNestedBlockNestingModeSet:
			prior = element // a set's elements cannot be told apart: Terraform's own matching is all there is
		case index < len(before):
			prior = before[index]
		}
		elements[index] = Block(nested.Block, prior, element)
	}
	return tftypes.NewValue(proposed.Type(), elements)
}

func planMap(nested *tfprotov5.SchemaNestedBlock, proposed tftypes.Value) tftypes.Value {
	elements := Fields(proposed)
	for key, element := range elements {
		elements[key] = Block(nested.Block, element, element)
	}
	return tftypes.NewValue(proposed.Type(), elements)
}

// IsComputed tells whether a nested block is filled by the provider when it is not configured.
//
// A schema does not say so of blocks. The sign taken is that nothing in it is required and everything in it is
// computed: kubelet_identity and the rules of a role management policy are like that.
func IsComputed(nested *tfprotov5.SchemaNestedBlock) bool {
	if nested.MinItems > 0 || len(nested.Block.Attributes)+len(nested.Block.BlockTypes) == 0 {
		return false
	}
	for _, attribute := range nested.Block.Attributes {
		if !attribute.Computed {
			return false
		}
	}
	for _, inner := range nested.Block.BlockTypes {
		if !IsComputed(inner) {
			return false
		}
	}
	return true
}
