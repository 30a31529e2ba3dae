package answers

import (
	"encoding/json"
	"fmt"
	"sort"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"fleetkeep.dev/test/terraform/provider/internal/plan"
)

// Apply puts told values into an object; what an object inside them leaves out stays unknown, to be made up.
func Apply(value tftypes.Value, told map[string]json.RawMessage) (tftypes.Value, error) {
	fields := plan.Fields(value)
	for _, name := range sortedNames(told) {
		field, has := fields[name]
		if !has {
			return value, fmt.Errorf("the answer tells %q, which the schema does not have", name)
		}
		decoded, err := decode(field.Type(), told[name], []string{name})
		if err != nil {
			return value, err
		}
		fields[name] = decoded
	}
	return tftypes.NewValue(value.Type(), fields), nil
}

func decode(kind tftypes.Type, raw json.RawMessage, path []string) (tftypes.Value, error) {
	if string(raw) == "null" {
		return tftypes.NewValue(kind, nil), nil
	}
	switch typed := kind.(type) {
	case tftypes.Object:
		return decodeObject(typed, raw, path)
	case tftypes.List:
		return decodeElements(kind, typed.ElementType, raw, path)
	case tftypes.Set:
		return decodeElements(kind, typed.ElementType, raw, path)
	}
	value, err := tftypes.ValueFromJSON(raw, kind) //nolint:staticcheck
	if err != nil {
		return value, fmt.Errorf("the answer for %v: %w", path, err)
	}
	return value, nil
}

func decodeObject(kind tftypes.Object, raw json.RawMessage, path []string) (tftypes.Value, error) {
	var told map[string]json.RawMessage
	if err := json.Unmarshal(raw, &told); err != nil {
		return tftypes.Value{}, fmt.Errorf("the answer for %v: %w", path, err)
	}
	fields := map[string]tftypes.Value{}
	for name, inner := range kind.AttributeTypes {
		fields[name] = tftypes.NewValue(inner, tftypes.UnknownValue)
	}
	value, err := Apply(tftypes.NewValue(kind, fields), told)
	if err != nil {
		return value, fmt.Errorf("%v: %w", path, err)
	}
	return value, nil
}

func decodeElements(kind, element tftypes.Type, raw json.RawMessage, path []string) (tftypes.Value, error) {
	var told []json.RawMessage
	if err := json.Unmarshal(raw, &told); err != nil {
		return tftypes.Value{}, fmt.Errorf("the answer for %v: %w", path, err)
	}
	elements := make([]tftypes.Value, 0, len(told))
	for index, inner := range told {
		value, err := decode(element, inner, append(path, fmt.Sprint(index)))
		if err != nil {
			return value, err
		}
		elements = append(elements, value)
	}
	return tftypes.NewValue(kind, elements), nil
}

func sortedNames(told map[string]json.RawMessage) []string {
	names := make([]string, 0, len(told))
	for name := range told {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}
