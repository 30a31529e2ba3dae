package schema

import (
	"encoding/json"
	"fmt"
	"sort"

	"github.com/hashicorp/terraform-plugin-go/tfprotov5"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Provider is a provider's schema in the protocol's types.
type Provider struct {
	Address     string // registry.terraform.io/hashicorp/azurerm
	Name        string // azurerm
	Config      *tfprotov5.Schema
	Resources   map[string]*tfprotov5.Schema
	DataSources map[string]*tfprotov5.Schema
	Ephemeral   map[string]*tfprotov5.Schema
	Functions   map[string]*tfprotov5.Function
}

func convert(name string, source *parts, selection Selection) (*Provider, error) {
	provider := &Provider{Address: source.Address, Name: name}
	var err error
	if provider.Config, err = convertPart(source, source.Provider); err != nil {
		return nil, fmt.Errorf("provider %s: %w", name, err)
	}
	if provider.Resources, err = convertAll(source, source.Resources, selection); err != nil {
		return nil, err
	}
	if provider.DataSources, err = convertAll(source, source.DataSources, selection); err != nil {
		return nil, err
	}
	if provider.Ephemeral, err = convertAll(source, source.Ephemeral, selection); err != nil {
		return nil, err
	}
	var functions map[string]jsonFunction
	if err := source.read(source.Functions, &functions); err != nil {
		return nil, fmt.Errorf("functions: %w", err)
	}
	provider.Functions, err = convertFunctions(functions)
	return provider, err
}

func convertAll(source *parts, places map[string]place, selection Selection) (map[string]*tfprotov5.Schema, error) {
	converted := map[string]*tfprotov5.Schema{}
	for name, at := range places {
		if !selection.has(name) {
			continue
		}
		schema, err := convertPart(source, at)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		converted[name] = schema
	}
	return converted, nil
}

func convertPart(source *parts, at place) (*tfprotov5.Schema, error) {
	var schema jsonSchema
	if err := source.read(at, &schema); err != nil {
		return nil, err
	}
	return convertSchema(schema)
}

func convertSchema(source jsonSchema) (*tfprotov5.Schema, error) {
	block, err := convertBlock(source.Block)
	return &tfprotov5.Schema{Version: source.Version, Block: block}, err
}

func convertBlock(source jsonBlock) (*tfprotov5.SchemaBlock, error) {
	block := &tfprotov5.SchemaBlock{Deprecated: source.Deprecated}
	for _, name := range sortedKeys(source.Attributes) {
		attribute, err := convertAttribute(name, source.Attributes[name])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		block.Attributes = append(block.Attributes, attribute)
	}
	for _, name := range sortedKeys(source.BlockTypes) {
		nested, err := convertNestedBlock(name, source.BlockTypes[name])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		block.BlockTypes = append(block.BlockTypes, nested)
	}
	return block, nil
}

func convertAttribute(name string, source jsonAttribute) (*tfprotov5.SchemaAttribute, error) {
	if source.NestedType != nil {
		return nil, fmt.Errorf("a nested attribute type needs protocol 6, and this provider speaks 5")
	}
	kind, err := parseType(source.Type)
	if err != nil {
		return nil, err
	}
	return &tfprotov5.SchemaAttribute{
		Name: name, Type: kind, Required: source.Required, Optional: source.Optional, Computed: source.Computed,
		Sensitive: source.Sensitive, Deprecated: source.Deprecated, WriteOnly: source.WriteOnly,
	}, nil
}

var nestingModes = map[string]tfprotov5.SchemaNestedBlockNestingMode{
	"single": tfprotov5.SchemaNestedBlockNestingModeSingle,
	"group":  tfprotov5.SchemaNestedBlockNestingModeGroup,
	"list":   tfprotov5.SchemaNestedBlockNestingModeList,
	"set":    tfprotov5.SchemaNestedBlockNestingModeSet,
	"map":    tfprotov5.SchemaNestedBlockNestingModeMap,
}

func convertNestedBlock(name string, source jsonNestedBlock) (*tfprotov5.SchemaNestedBlock, error) {
	mode, known := nestingModes[source.NestingMode]
	if !known {
		return nil, fmt.Errorf("unknown nesting mode %q", source.NestingMode)
	}
	block, err := convertBlock(source.Block)
	return &tfprotov5.SchemaNestedBlock{
		TypeName: name, Block: block, Nesting: mode, MinItems: source.MinItems, MaxItems: source.MaxItems,
	}, err
}

// The library calls its only parser of type constraints deprecated, to say that providers should not need it. This one does.
func parseType(raw json.RawMessage) (tftypes.Type, error) {
	return tftypes.ParseJSONType(raw) //nolint:staticcheck
}

func sortedKeys[V any](values map[string]V) []string {
	keys := make([]string, 0, len(values))
	for key := range values {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}
