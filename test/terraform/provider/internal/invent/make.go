package invent

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// make invents a value of a type. Lists and sets get one element, so that references into them resolve; maps none.
func (s subject) make(path, name string, kind tftypes.Type) tftypes.Value {
	switch typed := kind.(type) {
	case tftypes.List:
		return tftypes.NewValue(kind, []tftypes.Value{s.make(indexed(path, 0), name, typed.ElementType)})
	case tftypes.Set:
		return tftypes.NewValue(kind, []tftypes.Value{s.make(indexed(path, 0), name, typed.ElementType)})
	case tftypes.Map:
		return tftypes.NewValue(kind, map[string]tftypes.Value{})
	case tftypes.Object:
		fields := map[string]tftypes.Value{}
		for key, inner := range typed.AttributeTypes {
			fields[key] = s.make(path+"."+key, key, inner)
		}
		return tftypes.NewValue(kind, fields)
	}
	return s.primitive(path, name, kind)
}

func (s subject) primitive(path, name string, kind tftypes.Type) tftypes.Value {
	switch {
	case kind.Is(tftypes.Bool):
		return tftypes.NewValue(kind, false)
	case kind.Is(tftypes.Number):
		return tftypes.NewValue(kind, s.digest(path).number())
	case kind.Is(tftypes.String):
		return tftypes.NewValue(kind, s.text(path, name))
	default:
		return tftypes.NewValue(kind, nil)
	}
}

func indexed(path string, index int) string { return fmt.Sprintf("%s[%d]", path, index) }
