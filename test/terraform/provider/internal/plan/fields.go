package plan

import "github.com/hashicorp/terraform-plugin-go/tftypes"

// Fields copies the fields of a known object or map; nil for what is null, unknown or absent.
func Fields(value tftypes.Value) map[string]tftypes.Value {
	if value.Type() == nil || !value.IsKnown() || value.IsNull() {
		return nil
	}
	fields := map[string]tftypes.Value{}
	if err := value.As(&fields); err != nil {
		return nil
	}
	return fields
}

// Elements copies the elements of a known list, set or tuple; nil for what is null, unknown or absent.
func Elements(value tftypes.Value) []tftypes.Value {
	if value.Type() == nil || !value.IsKnown() || value.IsNull() {
		return nil
	}
	var elements []tftypes.Value
	if err := value.As(&elements); err != nil {
		return nil
	}
	return append([]tftypes.Value(nil), elements...)
}
