package server

import (
	"context"
	"os"

	"github.com/hashicorp/terraform-plugin-go/tfprotov5"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"fleetkeep.dev/test/terraform/provider/internal/plan"
)

// PrepareProviderConfig takes the configuration as it is.
func (s *Server) PrepareProviderConfig(_ context.Context, request *tfprotov5.PrepareProviderConfigRequest) (*tfprotov5.PrepareProviderConfigResponse, error) {
	return &tfprotov5.PrepareProviderConfigResponse{PreparedConfig: request.Config}, nil
}

// ConfigureProvider remembers what made-up values hold: the subscription, the tenant, the owner.
func (s *Server) ConfigureProvider(_ context.Context, request *tfprotov5.ConfigureProviderRequest) (*tfprotov5.ConfigureProviderResponse, error) {
	response := &tfprotov5.ConfigureProviderResponse{}
	config, err := request.Config.Unmarshal(s.provider.Config.ValueType())
	if err != nil {
		response.Diagnostics = failed("The provider's configuration cannot be read", err)
		return response, nil
	}
	fields := plan.Fields(config)
	s.inventor.Subscription = text(fields["subscription_id"])
	s.inventor.Tenant = text(fields["tenant_id"])
	s.inventor.Owner = text(fields["owner"])
	if s.provider.Name == "azurerm" && s.inventor.Subscription == "" && os.Getenv("ARM_SUBSCRIPTION_ID") == "" {
		// azurerm 4 says this itself; its schema calls the argument optional, because the environment may give it.
		response.Diagnostics = []*tfprotov5.Diagnostic{{
			Severity: tfprotov5.DiagnosticSeverityError,
			Summary:  "`subscription_id` is a required provider property when performing a plan/apply operation",
		}}
	}
	return response, nil
}

func text(value tftypes.Value) string {
	var found string
	if value.Type() != nil && value.IsKnown() && !value.IsNull() {
		_ = value.As(&found)
	}
	return found
}
