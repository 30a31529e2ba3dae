package schema

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-go/tfprotov5"
)

func convertFunctions(sources map[string]jsonFunction) (map[string]*tfprotov5.Function, error) {
	converted := map[string]*tfprotov5.Function{}
	for name, source := range sources {
		function, err := convertFunction(source)
		if err != nil {
			return nil, fmt.Errorf("function %s: %w", name, err)
		}
		converted[name] = function
	}
	return converted, nil
}

func convertFunction(source jsonFunction) (*tfprotov5.Function, error) {
	result, err := parseType(source.ReturnType)
	if err != nil {
		return nil, err
	}
	function := &tfprotov5.Function{Summary: source.Summary, DeprecationMessage: source.DeprecationMessage, Return: &tfprotov5.FunctionReturn{Type: result}}
	for _, parameter := range source.Parameters {
		converted, err := convertParameter(parameter)
		if err != nil {
			return nil, err
		}
		function.Parameters = append(function.Parameters, converted)
	}
	if source.VariadicParameter != nil {
		function.VariadicParameter, err = convertParameter(*source.VariadicParameter)
	}
	return function, err
}

func convertParameter(source jsonParameter) (*tfprotov5.FunctionParameter, error) {
	kind, err := parseType(source.Type)
	return &tfprotov5.FunctionParameter{
		Name: source.Name, Type: kind, AllowNullValue: source.IsNullable, AllowUnknownValues: source.AllowUnknownValues,
	}, err
}
