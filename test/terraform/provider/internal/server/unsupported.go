package server

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-go/tfprotov5"
)

// GetFunctions lists the signatures.
func (s *Server) GetFunctions(context.Context, *tfprotov5.GetFunctionsRequest) (*tfprotov5.GetFunctionsResponse, error) {
	return &tfprotov5.GetFunctionsResponse{Functions: s.provider.Functions}, nil
}

// CallFunction fails: a schema tells a function's signature, not what it does.
func (s *Server) CallFunction(_ context.Context, request *tfprotov5.CallFunctionRequest) (*tfprotov5.CallFunctionResponse, error) {
	text := fmt.Sprintf("the Terraform bench knows the signature of provider::%s::%s, not what it does", s.provider.Name, request.Name)
	return &tfprotov5.CallFunctionResponse{Error: &tfprotov5.FunctionError{Text: text}}, nil
}

// MoveResourceState fails: how a provider turns one type's state into another's is code.
func (s *Server) MoveResourceState(context.Context, *tfprotov5.MoveResourceStateRequest) (*tfprotov5.MoveResourceStateResponse, error) {
	err := errors.New("the Terraform bench cannot move a resource to another type")
	return &tfprotov5.MoveResourceStateResponse{Diagnostics: failed("Moving is not supported", err)}, nil
}

// UpgradeResourceIdentity is never asked: no identity schemas are served.
func (s *Server) UpgradeResourceIdentity(context.Context, *tfprotov5.UpgradeResourceIdentityRequest) (*tfprotov5.UpgradeResourceIdentityResponse, error) {
	return &tfprotov5.UpgradeResourceIdentityResponse{}, nil
}

// GenerateResourceConfig is never asked: the capability is not announced.
func (s *Server) GenerateResourceConfig(context.Context, *tfprotov5.GenerateResourceConfigRequest) (*tfprotov5.GenerateResourceConfigResponse, error) {
	return &tfprotov5.GenerateResourceConfigResponse{}, nil
}
