// Package server answers Terraform's plugin protocol, version 5, from a schema given as data.
package server

import (
	"context"

	"github.com/hashicorp/terraform-plugin-go/tfprotov5"

	"fleetkeep.dev/test/terraform/provider/internal/answers"
	"fleetkeep.dev/test/terraform/provider/internal/invent"
	"fleetkeep.dev/test/terraform/provider/internal/schema"
)

// Server stands in for one provider.
type Server struct {
	provider *schema.Provider
	told     *answers.Answers
	inventor invent.Inventor
}

// New makes the server of a provider; told is what a test wants it to answer.
func New(provider *schema.Provider, told *answers.Answers) *Server {
	return &Server{provider: provider, told: told, inventor: invent.Inventor{Provider: provider.Name}}
}

var _ tfprotov5.ProviderServer = (*Server)(nil)

// The schema is sent once per process: Terraform caches it, since it need not be asked for before every call.
var capabilities = &tfprotov5.ServerCapabilities{GetProviderSchemaOptional: true}

// GetMetadata lists the types.
func (s *Server) GetMetadata(context.Context, *tfprotov5.GetMetadataRequest) (*tfprotov5.GetMetadataResponse, error) {
	response := &tfprotov5.GetMetadataResponse{ServerCapabilities: capabilities}
	for name := range s.provider.Resources {
		response.Resources = append(response.Resources, tfprotov5.ResourceMetadata{TypeName: name})
	}
	for name := range s.provider.DataSources {
		response.DataSources = append(response.DataSources, tfprotov5.DataSourceMetadata{TypeName: name})
	}
	for name := range s.provider.Ephemeral {
		response.EphemeralResources = append(response.EphemeralResources, tfprotov5.EphemeralResourceMetadata{TypeName: name})
	}
	for name := range s.provider.Functions {
		response.Functions = append(response.Functions, tfprotov5.FunctionMetadata{Name: name})
	}
	return response, nil
}

// GetProviderSchema sends the schema.
func (s *Server) GetProviderSchema(context.Context, *tfprotov5.GetProviderSchemaRequest) (*tfprotov5.GetProviderSchemaResponse, error) {
	return &tfprotov5.GetProviderSchemaResponse{
		ServerCapabilities:       capabilities,
		Provider:                 s.provider.Config,
		ResourceSchemas:          s.provider.Resources,
		DataSourceSchemas:        s.provider.DataSources,
		EphemeralResourceSchemas: s.provider.Ephemeral,
		Functions:                s.provider.Functions,
	}, nil
}

// GetResourceIdentitySchemas sends none: the data holds none.
func (s *Server) GetResourceIdentitySchemas(context.Context, *tfprotov5.GetResourceIdentitySchemasRequest) (*tfprotov5.GetResourceIdentitySchemasResponse, error) {
	return &tfprotov5.GetResourceIdentitySchemasResponse{}, nil
}

// StopProvider has nothing to stop.
func (s *Server) StopProvider(context.Context, *tfprotov5.StopProviderRequest) (*tfprotov5.StopProviderResponse, error) {
	return &tfprotov5.StopProviderResponse{}, nil
}
