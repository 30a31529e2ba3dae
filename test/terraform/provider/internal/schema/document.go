package schema

import "encoding/json"

// The shape of `terraform providers schema -json`, as far as protocol 5 needs it.
// https://developer.hashicorp.com/terraform/cli/commands/providers/schema

type jsonSchema struct {
	Version int64     `json:"version"`
	Block   jsonBlock `json:"block"`
}

type jsonBlock struct {
	Attributes map[string]jsonAttribute   `json:"attributes"`
	BlockTypes map[string]jsonNestedBlock `json:"block_types"`
	Deprecated bool                       `json:"deprecated"`
}

type jsonAttribute struct {
	Type       json.RawMessage `json:"type"`
	NestedType json.RawMessage `json:"nested_type"`
	Required   bool            `json:"required"`
	Optional   bool            `json:"optional"`
	Computed   bool            `json:"computed"`
	Sensitive  bool            `json:"sensitive"`
	Deprecated bool            `json:"deprecated"`
	WriteOnly  bool            `json:"write_only"`
}

type jsonNestedBlock struct {
	NestingMode string    `json:"nesting_mode"`
	Block       jsonBlock `json:"block"`
	MinItems    int64     `json:"min_items"`
	MaxItems    int64     `json:"max_items"`
}

type jsonFunction struct {
	Summary            string          `json:"summary"`
	ReturnType         json.RawMessage `json:"return_type"`
	Parameters         []jsonParameter `json:"parameters"`
	VariadicParameter  *jsonParameter  `json:"variadic_parameter"`
	DeprecationMessage string          `json:"deprecation_message"`
}

type jsonParameter struct {
	Name               string          `json:"name"`
	Type               json.RawMessage `json:"type"`
	IsNullable         bool            `json:"is_nullable"`
	AllowUnknownValues bool            `json:"allow_unknown_values"`
}
