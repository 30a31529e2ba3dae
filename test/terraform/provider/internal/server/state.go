package server

import (
	"context"

	"github.com/hashicorp/terraform-plugin-go/tfprotov5"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// UpgradeResourceState reads the stored state; there is one version only, so nothing is upgraded.
func (s *Server) UpgradeResourceState(_ context.Context, request *tfprotov5.UpgradeResourceStateRequest) (*tfprotov5.UpgradeResourceStateResponse, error) {
	response := &tfprotov5.UpgradeResourceStateResponse{}
	schema, has := s.provider.Resources[request.TypeName]
	if !has {
		response.Diagnostics = unknownType("resource type", request.TypeName)
		return response, nil
	}
	kind := schema.ValueType()
	state, err := request.RawState.UnmarshalWithOpts(kind, tfprotov5.UnmarshalOpts{
		ValueFromJSONOpts: tftypes.ValueFromJSONOpts{IgnoreUndefinedAttributes: true},
	})
	if err != nil {
		response.Diagnostics = failed("The stored state does not fit the schema", err)
		return response, nil
	}
	response.UpgradedState, err = dynamic(kind, state)
	return response, err
}

// ImportResourceState knows the id only; the next read makes up what is computed, and arguments stay null.
func (s *Server) ImportResourceState(_ context.Context, request *tfprotov5.ImportResourceStateRequest) (*tfprotov5.ImportResourceStateResponse, error) {
	response := &tfprotov5.ImportResourceStateResponse{}
	schema, has := s.provider.Resources[request.TypeName]
	if !has {
		response.Diagnostics = unknownType("resource type", request.TypeName)
		return response, nil
	}
	state, err := dynamic(schema.ValueType(), empty(schema.Block, request.ID))
	response.ImportedResources = []*tfprotov5.ImportedResource{{TypeName: request.TypeName, State: state, Private: importedMark}}
	return response, err
}

// empty is the state of an object of which only the id is known: collections of blocks are empty, never null.
func empty(block *tfprotov5.SchemaBlock, id string) tftypes.Value {
	fields := map[string]tftypes.Value{}
	for _, attribute := range block.Attributes {
		fields[attribute.Name] = tftypes.NewValue(attribute.Type, nil)
	}
	for _, nested := range block.BlockTypes {
		fields[nested.TypeName] = noBlocks(nested.ValueType())
	}
	if _, has := fields["id"]; has {
		fields["id"] = tftypes.NewValue(tftypes.String, id)
	}
	return tftypes.NewValue(block.ValueType(), fields)
}

func noBlocks(kind tftypes.Type) tftypes.Value {
	switch kind.(type) {
	case tftypes.List, tftypes.Set:
		return tftypes.NewValue(kind, []tftypes.Value{})
	case tftypes.Map:
		return tftypes.NewValue(kind, map[string]tftypes.Value{})
	default:
		return tftypes.NewValue(kind, nil)
	}
}
