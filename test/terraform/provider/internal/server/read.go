package server

import (
	"context"

	"github.com/hashicorp/terraform-plugin-go/tfprotov5"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"fleetkeep.dev/test/terraform/provider/internal/answers"
	"fleetkeep.dev/test/terraform/provider/internal/plan"
)

var importedMark = []byte("imported")

// ReadResource finds what was applied, unless a test told that the cloud holds something else by now.
func (s *Server) ReadResource(_ context.Context, request *tfprotov5.ReadResourceRequest) (*tfprotov5.ReadResourceResponse, error) {
	response := &tfprotov5.ReadResourceResponse{NewState: request.CurrentState}
	schema, has := s.provider.Resources[request.TypeName]
	if !has {
		response.Diagnostics = unknownType("resource type", request.TypeName)
		return response, nil
	}
	kind := schema.ValueType()
	current, err := request.CurrentState.Unmarshal(kind)
	if err != nil {
		response.Diagnostics = failed("The state cannot be read", err)
		return response, nil
	}
	if string(request.Private) == string(importedMark) {
		current = s.inventor.Complete(request.TypeName, plan.Block(schema.Block, tftypes.Value{}, current))
	}
	for _, answer := range s.told.ForResource(request.TypeName, current) {
		if current, err = drifted(s, request.TypeName, kind, current, answer); err != nil {
			response.Diagnostics = failed("The told drift cannot be used", err)
			return response, nil
		}
	}
	response.NewState, err = dynamic(kind, current)
	return response, err
}

func drifted(s *Server, typeName string, kind tftypes.Type, current tftypes.Value, answer answers.Answer) (tftypes.Value, error) {
	if answer.Gone {
		return tftypes.NewValue(kind, nil), nil
	}
	if current.IsNull() {
		return current, nil
	}
	value, err := answers.Apply(current, answer.Drift)
	if err != nil {
		return current, err
	}
	return s.inventor.Complete(typeName, value), nil
}
