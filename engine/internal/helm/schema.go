package helm

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"helm.sh/helm/v3/pkg/chart"
)

var errRemote = errors.New("refers to a document outside of the chart")

// sealed refuses every document that a schema refers to: Helm's own loader would fetch it.
type sealed struct{}

// Load implements jsonschema.URLLoader.
func (sealed) Load(url string) (any, error) { return nil, fmt.Errorf("%s: %w", url, errRemote) }

// validateValues checks the values of a chart and its dependencies by their values.schema.json
// (helm.sh/helm pkg/chartutil/jsonschema.go, without its network).
func validateValues(c *chart.Chart, values map[string]interface{}) error {
	if c.Schema != nil {
		if err := validateOne(c.Schema, values); err != nil {
			return fmt.Errorf("%s: %w", c.Name(), err)
		}
	}
	for _, dependency := range c.Dependencies() {
		own, isMap := values[dependency.Name()].(map[string]interface{})
		if !isMap {
			continue
		}
		if err := validateValues(dependency, own); err != nil {
			return err
		}
	}
	return nil
}

func validateOne(schema []byte, values map[string]interface{}) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("unable to validate schema: %v", cause)
		}
	}()
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(schema))
	if err != nil {
		return err
	}
	compiler := jsonschema.NewCompiler()
	compiler.UseLoader(sealed{})
	if err := compiler.AddResource("chart:///values.schema.json", document); err != nil {
		return err
	}
	validator, err := compiler.Compile("chart:///values.schema.json")
	if err != nil {
		if errors.Is(err, errRemote) || strings.Contains(err.Error(), errRemote.Error()) {
			return fmt.Errorf("%w: %v", errRemote, err)
		}
		return err
	}
	return validator.Validate(values)
}
