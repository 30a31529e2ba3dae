package invent

import (
	"sort"
	"strings"
)

// identifier makes up the id of the whole resource.
func (s subject) identifier() string {
	if text, found := s.fromTable("id"); found {
		return text
	}
	if s.Provider == "azurerm" {
		return s.azureIdentifier()
	}
	if name := s.known["name"]; name != "" {
		return name
	}
	return s.digestNumber("id")
}

// azureIdentifier guesses the path of a type that the table does not know: below its parent where an argument holds
// the parent's id, else in its resource group, else in the subscription.
func (s subject) azureIdentifier() string {
	name := s.known["name"]
	if name == "" {
		name = s.content.uuid()
	}
	if parent := s.parent(); parent != "" {
		return parent + "/" + s.shortType() + "/" + name
	}
	if group := s.known["resource_group_name"]; group != "" {
		return s.subscription() + "/resourceGroups/" + group + "/providers/Microsoft.Bench/" + s.shortType() + "/" + name
	}
	return s.subscription() + "/providers/Microsoft.Bench/" + s.shortType() + "/" + name
}

func (s subject) parent() string {
	if s.known["resource_group_name"] != "" {
		return ""
	}
	names := make([]string, 0, len(s.known))
	for name, text := range s.known {
		if (strings.HasSuffix(name, "_id") || name == "scope") && strings.HasPrefix(text, "/") {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	if len(names) == 0 {
		return ""
	}
	return s.known[names[0]]
}

func (s subject) subscription() string {
	if s.Subscription != "" {
		return "/subscriptions/" + s.Subscription
	}
	return "/subscriptions/" + seed("subscription").uuid()
}
