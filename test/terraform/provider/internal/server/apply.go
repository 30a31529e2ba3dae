package server

import (
	"context"

	"github.com/hashicorp/terraform-plugin-go/tfprotov5"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"fleetkeep.dev/test/terraform/provider/internal/answers"
)

// ApplyResourceChange makes up what is still unknown; a destroyed resource is forgotten.
func (s *Server) ApplyResourceChange(_ context.Context, request *tfprotov5.ApplyResourceChangeRequest) (*tfprotov5.ApplyResourceChangeResponse, error) {
	response := &tfprotov5.ApplyResourceChangeResponse{UnsafeToUseLegacyTypeSystem: true, NewState: request.PriorState}
	schema, has := s.provider.Resources[request.TypeName]
	if !has {
		response.Diagnostics = unknownType("resource type", request.TypeName)
		return response, nil
	}
	kind := schema.ValueType()
	planned, err := request.PlannedState.Unmarshal(kind)
	if err != nil {
		response.Diagnostics = failed("The planned state cannot be read", err)
		return response, nil
	}
	if planned.IsNull() {
		response.NewState, err = dynamic(kind, planned)
		return response, err
	}
	told := s.told.ForResource(request.TypeName, planned)
	if response.Diagnostics = toldError(told); response.Diagnostics != nil {
		return response, nil
	}
	state, err := s.complete(request.TypeName, planned, told)
	if err != nil {
		response.Diagnostics = failed("The told values cannot be used", err)
		return response, nil
	}
	response.NewState, err = dynamic(kind, state)
	return response, err
}

// complete takes the told values and makes up the rest.
func (s *Server) complete(typeName string, value tftypes.Value, told []answers.Answer) (tftypes.Value, error) {
	for _, answer := range told {
		applied, err := answers.Apply(value, answer.Values)
		if err != nil {
			return value, err
		}
		value = applied
	}
	return s.inventor.Complete(typeName, value), nil
}
