package invent

import (
	_ "embed"
	"encoding/json"
	"regexp"
	"strconv"
)

// What is known of real providers' values: type → attribute → templates, the first whose names are all known is taken.
//
//go:embed table.json
var tableSource []byte

var table = func() map[string]map[string][]string {
	parsed := map[string]map[string][]string{}
	if err := json.Unmarshal(tableSource, &parsed); err != nil {
		panic("internal/invent/table.json: " + err.Error())
	}
	return parsed
}()

var placeholder = regexp.MustCompile(`\{([a-z0-9_]+)\}`)

func (s subject) fromTable(attribute string) (string, bool) {
	for _, template := range table[s.typeName][attribute] {
		if text, complete := s.expand(attribute, template); complete {
			return text, true
		}
	}
	return "", false
}

func (s subject) expand(attribute, template string) (string, bool) {
	complete := true
	text := placeholder.ReplaceAllStringFunc(template, func(match string) string {
		value := s.placeholder(attribute, match[1:len(match)-1])
		complete = complete && value != ""
		return value
	})
	return text, complete
}

func (s subject) placeholder(attribute, name string) string {
	switch name {
	case "subscription":
		return s.subscription()
	case "group":
		if group := s.known["resource_group_name"]; group != "" {
			return s.subscription() + "/resourceGroups/" + group
		}
		return ""
	case "subscription_uuid":
		return s.subscription()[len("/subscriptions/"):]
	case "tenant_uuid":
		return s.tenant()
	case "owner":
		return s.owner()
	case "uuid":
		return s.digest(attribute).uuid()
	case "hex":
		return s.digest(attribute).hex(8)
	case "number":
		return s.digestNumber(attribute)
	default:
		return s.known[name]
	}
}

func (s subject) digestNumber(path string) string {
	return strconv.FormatInt(s.digest(path).number(), 10)
}

func (s subject) tenant() string {
	if s.Tenant != "" {
		return s.Tenant
	}
	return seed("tenant").uuid()
}

func (s subject) owner() string {
	if s.Owner != "" {
		return s.Owner
	}
	return "made-up-owner"
}
