package invent

import (
	"math/big"
	"sort"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// subject is the resource or answer that values are made up for.
type subject struct {
	Inventor
	typeName string
	known    map[string]string // its known top-level texts and numbers, by attribute
	content  digest
	seed     digest
}

func (i Inventor) subject(typeName string, fields map[string]tftypes.Value) subject {
	known := map[string]string{}
	names := make([]string, 0, len(fields))
	for name, field := range fields {
		if text := textOf(field); text != "" {
			known[name] = text
			names = append(names, name)
		}
	}
	sort.Strings(names)
	parts := []string{typeName}
	for _, name := range names {
		parts = append(parts, name, known[name])
	}
	content := seed(parts...)
	return subject{Inventor: i, typeName: typeName, known: known, content: content, seed: content}
}

func (s subject) digest(path string) digest { return s.seed.at(path) }

// shortType is the type without the provider's prefix, in camel case: azurerm_role_assignment is roleAssignment.
func (s subject) shortType() string {
	words := strings.Split(strings.TrimPrefix(s.typeName, s.Provider+"_"), "_")
	for index := 1; index < len(words); index++ {
		words[index] = strings.ToUpper(words[index][:min(1, len(words[index]))]) + words[index][min(1, len(words[index])):]
	}
	return strings.Join(words, "")
}

// textOf is the text of a known, non-null text or number; otherwise empty.
func textOf(value tftypes.Value) string {
	if value.Type() == nil || !value.IsKnown() || value.IsNull() {
		return ""
	}
	switch {
	case value.Type().Is(tftypes.String):
		var text string
		_ = value.As(&text)
		return text
	case value.Type().Is(tftypes.Number):
		number := new(big.Float)
		_ = value.As(&number)
		return number.Text('f', -1)
	default:
		return ""
	}
}
