package server

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-go/tfprotov5"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"fleetkeep.dev/test/terraform/provider/internal/plan"
)

// ValidateResourceTypeConfig refuses what a schema calls computed only. All else that a schema tells was checked by
// Terraform's core before; this one check it leaves to the provider.
func (s *Server) ValidateResourceTypeConfig(_ context.Context, request *tfprotov5.ValidateResourceTypeConfigRequest) (*tfprotov5.ValidateResourceTypeConfigResponse, error) {
	diagnostics := unconfigurable(s.provider.Resources[request.TypeName], request.Config)
	return &tfprotov5.ValidateResourceTypeConfigResponse{Diagnostics: diagnostics}, nil
}

// ValidateDataSourceConfig refuses what a schema calls computed only.
func (s *Server) ValidateDataSourceConfig(_ context.Context, request *tfprotov5.ValidateDataSourceConfigRequest) (*tfprotov5.ValidateDataSourceConfigResponse, error) {
	diagnostics := unconfigurable(s.provider.DataSources[request.TypeName], request.Config)
	return &tfprotov5.ValidateDataSourceConfigResponse{Diagnostics: diagnostics}, nil
}

func unconfigurable(schema *tfprotov5.Schema, encoded *tfprotov5.DynamicValue) []*tfprotov5.Diagnostic {
	if schema == nil {
		return nil
	}
	config, err := encoded.Unmarshal(schema.ValueType())
	if err != nil {
		return failed("The configuration cannot be read", err)
	}
	return unconfigurableIn(schema.Block, config, tftypes.NewAttributePath())
}

func unconfigurableIn(block *tfprotov5.SchemaBlock, config tftypes.Value, path *tftypes.AttributePath) []*tfprotov5.Diagnostic {
	fields := plan.Fields(config)
	var found []*tfprotov5.Diagnostic
	for _, attribute := range block.Attributes {
		if value, has := fields[attribute.Name]; has && attribute.Computed && !attribute.Optional && !value.IsNull() {
			found = append(found, unconfigurableValue(attribute.Name, path))
		}
	}
	for _, nested := range block.BlockTypes {
		value := fields[nested.TypeName]
		below := path.WithAttributeName(nested.TypeName)
		for index, element := range plan.Elements(value) {
			found = append(found, unconfigurableIn(nested.Block, element, step(nested, below, index, element))...)
		}
		if _, isObject := value.Type().(tftypes.Object); isObject {
			found = append(found, unconfigurableIn(nested.Block, value, below)...)
		}
	}
	return found
}

func step(nested *tfprotov5.SchemaNestedBlock, path *tftypes.AttributePath, index int, element tftypes.Value) *tftypes.AttributePath {
	if nested.Nesting == tfprotov5.SchemaNestedBlockNestingModeSet {
		return path.WithElementKeyValue(element)
	}
	return path.WithElementKeyInt(index)
}

// The words are those of the SDK that azurerm and github are made with.
func unconfigurableValue(name string, path *tftypes.AttributePath) *tfprotov5.Diagnostic {
	return &tfprotov5.Diagnostic{
		Severity:  tfprotov5.DiagnosticSeverityError,
		Summary:   "Value for unconfigurable attribute",
		Detail:    fmt.Sprintf("Can't configure a value for %q: its value will be decided automatically based on the result of applying this configuration.", name),
		Attribute: path.WithAttributeName(name),
	}
}
