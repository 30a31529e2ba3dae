package server

import (
	"context"

	"github.com/hashicorp/terraform-plugin-go/tfprotov5"
)

// ValidateEphemeralResourceConfig accepts what Terraform's core accepted by the schema.
func (s *Server) ValidateEphemeralResourceConfig(context.Context, *tfprotov5.ValidateEphemeralResourceConfigRequest) (*tfprotov5.ValidateEphemeralResourceConfigResponse, error) {
	return &tfprotov5.ValidateEphemeralResourceConfigResponse{}, nil
}

// OpenEphemeralResource answers as a data source of that name would.
func (s *Server) OpenEphemeralResource(_ context.Context, request *tfprotov5.OpenEphemeralResourceRequest) (*tfprotov5.OpenEphemeralResourceResponse, error) {
	response := &tfprotov5.OpenEphemeralResourceResponse{}
	schema, has := s.provider.Ephemeral[request.TypeName]
	if !has {
		response.Diagnostics = unknownType("ephemeral resource type", request.TypeName)
		return response, nil
	}
	response.Result, response.Diagnostics = s.answer(schema, request.TypeName, request.Config)
	return response, nil
}

// RenewEphemeralResource is never asked: nothing made up expires.
func (s *Server) RenewEphemeralResource(context.Context, *tfprotov5.RenewEphemeralResourceRequest) (*tfprotov5.RenewEphemeralResourceResponse, error) {
	return &tfprotov5.RenewEphemeralResourceResponse{}, nil
}

// CloseEphemeralResource has nothing to close.
func (s *Server) CloseEphemeralResource(context.Context, *tfprotov5.CloseEphemeralResourceRequest) (*tfprotov5.CloseEphemeralResourceResponse, error) {
	return &tfprotov5.CloseEphemeralResourceResponse{}, nil
}
