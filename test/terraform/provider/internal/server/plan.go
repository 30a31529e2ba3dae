package server

import (
	"context"

	"github.com/hashicorp/terraform-plugin-go/tfprotov5"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"fleetkeep.dev/test/terraform/provider/internal/plan"
)

// PlanResourceChange leaves the proposal and marks what will be computed. It never asks for a replacement: the schema
// does not tell which arguments force one.
func (s *Server) PlanResourceChange(_ context.Context, request *tfprotov5.PlanResourceChangeRequest) (*tfprotov5.PlanResourceChangeResponse, error) {
	// Computed nested blocks are planned as unknown, which Terraform accepts only of providers on the old SDK, as
	// azurerm and github are.
	response := &tfprotov5.PlanResourceChangeResponse{UnsafeToUseLegacyTypeSystem: true, PlannedPrivate: request.PriorPrivate}
	schema, has := s.provider.Resources[request.TypeName]
	if !has {
		response.Diagnostics = unknownType("resource type", request.TypeName)
		return response, nil
	}
	planned, err := planned(schema, request)
	if err != nil {
		response.Diagnostics = failed("The change cannot be planned", err)
		return response, nil
	}
	response.PlannedState = planned
	return response, nil
}

func planned(schema *tfprotov5.Schema, request *tfprotov5.PlanResourceChangeRequest) (*tfprotov5.DynamicValue, error) {
	kind := schema.ValueType()
	prior, err := request.PriorState.Unmarshal(kind)
	if err != nil {
		return nil, err
	}
	proposed, err := request.ProposedNewState.Unmarshal(kind)
	if err != nil {
		return nil, err
	}
	return dynamic(kind, plan.Recompute(request.TypeName, prior, plan.Block(schema.Block, prior, proposed)))
}

func dynamic(kind tftypes.Type, value tftypes.Value) (*tfprotov5.DynamicValue, error) {
	encoded, err := tfprotov5.NewDynamicValue(kind, value)
	return &encoded, err
}
