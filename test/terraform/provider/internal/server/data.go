package server

import (
	"context"

	"github.com/hashicorp/terraform-plugin-go/tfprotov5"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"fleetkeep.dev/test/terraform/provider/internal/plan"
)

// ReadDataSource answers with told values and makes up the rest.
func (s *Server) ReadDataSource(_ context.Context, request *tfprotov5.ReadDataSourceRequest) (*tfprotov5.ReadDataSourceResponse, error) {
	response := &tfprotov5.ReadDataSourceResponse{}
	schema, has := s.provider.DataSources[request.TypeName]
	if !has {
		response.Diagnostics = unknownType("data source", request.TypeName)
		return response, nil
	}
	response.State, response.Diagnostics = s.answer(schema, request.TypeName, request.Config)
	return response, nil
}

func (s *Server) answer(schema *tfprotov5.Schema, typeName string, encoded *tfprotov5.DynamicValue) (*tfprotov5.DynamicValue, []*tfprotov5.Diagnostic) {
	kind := schema.ValueType()
	config, err := encoded.Unmarshal(kind)
	if err != nil {
		return nil, failed("The configuration cannot be read", err)
	}
	told := s.told.ForData(typeName, config)
	if diagnostics := toldError(told); diagnostics != nil {
		return nil, diagnostics
	}
	state, err := s.complete(typeName, plan.Block(schema.Block, tftypes.Value{}, config), told)
	if err != nil {
		return nil, failed("The told values cannot be used", err)
	}
	encoded, err = dynamic(kind, state)
	if err != nil {
		return nil, failed("The answer does not fit the schema", err)
	}
	return encoded, nil
}
