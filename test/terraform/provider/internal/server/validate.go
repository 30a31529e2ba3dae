package server

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-go/tfprotov5"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"fleetkeep.dev/test/terraform/provider/internal/plan"
)

// ValidateResourceTypeConfig says what a schema tells and Terraform's core leaves to the provider: that an argument is
// computed only, or deprecated. All else that a schema tells, core checked before.
func (s *Server) ValidateResourceTypeConfig(_ context.Context, request *tfprotov5.ValidateResourceTypeConfigRequest) (*tfprotov5.ValidateResourceTypeConfigResponse, error) {
	diagnostics := judge(s.provider.Resources[request.TypeName], request.Config)
	return &tfprotov5.ValidateResourceTypeConfigResponse{Diagnostics: diagnostics}, nil
}

// ValidateDataSourceConfig says the same of a data source.
func (s *Server) ValidateDataSourceConfig(_ context.Context, request *tfprotov5.ValidateDataSourceConfigRequest) (*tfprotov5.ValidateDataSourceConfigResponse, error) {
	diagnostics := judge(s.provider.DataSources[request.TypeName], request.Config)
	return &tfprotov5.ValidateDataSourceConfigResponse{Diagnostics: diagnostics}, nil
}

func judge(schema *tfprotov5.Schema, encoded *tfprotov5.DynamicValue) []*tfprotov5.Diagnostic {
	if schema == nil {
		return nil
	}
	config, err := encoded.Unmarshal(schema.ValueType())
	if err != nil {
		return failed("The configuration cannot be read", err)
	}
	return judgeBlock(schema.Block, config, tftypes.NewAttributePath())
}

func judgeBlock(block *tfprotov5.SchemaBlock, config tftypes.Value, path *tftypes.AttributePath) []*tfprotov5.Diagnostic {
	fields := plan.Fields(config)
	var found []*tfprotov5.Diagnostic
	for _, attribute := range block.Attributes {
		if value, has := fields[attribute.Name]; has && !value.IsNull() {
			found = append(found, judgeAttribute(attribute, path)...)
		}
	}
	for _, nested := range block.BlockTypes {
		found = append(found, judgeNested(nested, fields[nested.TypeName], path.WithAttributeName(nested.TypeName))...)
	}
	return found
}

func judgeNested(nested *tfprotov5.SchemaNestedBlock, value tftypes.Value, path *tftypes.AttributePath) []*tfprotov5.Diagnostic {
	if _, isObject := value.Type().(tftypes.Object); isObject {
		return judgeBlock(nested.Block, value, path)
	}
	var found []*tfprotov5.Diagnostic
	for index, element := range plan.Elements(value) {
		below := path.WithElementKeyInt(index)
		if nested.Nesting == tfprotov5.SchemaNestedBlockNestingModeSet {
			below = path.WithElementKeyValue(element)
		}
		if nested.Block.Deprecated {
			found = append(found, deprecated(nested.TypeName, below))
		}
		found = append(found, judgeBlock(nested.Block, element, below)...)
	}
	return found
}

func judgeAttribute(attribute *tfprotov5.SchemaAttribute, path *tftypes.AttributePath) []*tfprotov5.Diagnostic {
	var found []*tfprotov5.Diagnostic
	if attribute.Computed && !attribute.Optional {
		found = append(found, unconfigurable(attribute.Name, path.WithAttributeName(attribute.Name)))
	}
	if attribute.Deprecated {
		found = append(found, deprecated(attribute.Name, path.WithAttributeName(attribute.Name)))
	}
	return found
}

// The summaries are those of the SDK that azurerm and github are made with.

func unconfigurable(name string, path *tftypes.AttributePath) *tfprotov5.Diagnostic {
	return &tfprotov5.Diagnostic{
		Severity:  tfprotov5.DiagnosticSeverityError,
		Summary:   "Value for unconfigurable attribute",
		Detail:    fmt.Sprintf("Can't configure a value for %q: its value will be decided automatically based on the result of applying this configuration.", name),
		Attribute: path,
	}
}

func deprecated(name string, path *tftypes.AttributePath) *tfprotov5.Diagnostic {
	return &tfprotov5.Diagnostic{
		Severity:  tfprotov5.DiagnosticSeverityWarning,
		Summary:   "Argument is deprecated",
		Detail:    fmt.Sprintf("The provider's schema calls %q deprecated; what replaces it, its documentation tells.", name),
		Attribute: path,
	}
}
