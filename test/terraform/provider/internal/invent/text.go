package invent

import (
	"fmt"
	"regexp"
)

// text makes up a text by what its attribute is called.
func (s subject) text(path, name string) string {
	if path == name {
		if text, found := s.fromTable(name); found {
			return text
		}
		if text, found := s.deploymentOutputs(name); found {
			return text
		}
	}
	for _, rule := range rules {
		if rule.name.MatchString(name) {
			return rule.make(s, s.digest(path))
		}
	}
	return fmt.Sprintf("made-up-%s-%s", name, s.digest(path).hex(8))
}

type rule struct {
	name *regexp.Regexp
	make func(subject, digest) string
}

func named(pattern string, make func(subject, digest) string) rule {
	return rule{regexp.MustCompile(pattern), make}
}

// rules are tried in order; hosts and addresses are of reserved names and ranges (RFC 2606, RFC 1918).
var rules = []rule{
	named(`^tenant_id$`, func(s subject, _ digest) string { return s.tenant() }),
	named(`^subscription_id$`, func(s subject, _ digest) string { return s.subscription()[len("/subscriptions/"):] }),
	named(`(^|_)(principal|tenant|client|object|application|app|deployment|workspace_customer)_id$|uuid$|guid$`, func(_ subject, d digest) string { return d.uuid() }),
	named(`^node_id$`, func(_ subject, d digest) string { return "N_" + d.hex(20) }),
	named(`(^|_)ids?$`, func(s subject, d digest) string { return s.reference(d) }),
	named(`^etag$`, func(_ subject, d digest) string { return `W/"` + d.hex(32) + `"` }),
	named(`(^|_)(sha|thumbprint|fingerprint)$`, func(_ subject, d digest) string { return d.hex(40) }),
	named(`(^|_)(url|uri|endpoint)s?$`, func(_ subject, d digest) string { return "https://" + d.hex(8) + ".example.invalid/" }),
	named(`(^|_)(fqdn|host|hostname|login_server|domain|name_servers)s?$`, func(_ subject, d digest) string { return d.hex(8) + ".example.invalid" }),
	named(`(cidr|address_prefix|address_space|_range)(s|es)?$`, func(_ subject, d digest) string { return fmt.Sprintf("10.%d.%d.0/24", d[0], d[1]) }),
	named(`(^|_)ip(_address|v4)?(s|es)?$`, func(_ subject, d digest) string { return fmt.Sprintf("10.%d.%d.%d", d[0], d[1], d[2]) }),
	named(`(^|_)(at|on|date|time|timestamp)$`, func(_ subject, _ digest) string { return "2026-01-01T00:00:00Z" }),
	named(`(certificate|key|token|secret|password|connection_string)$`, func(_ subject, d digest) string { return d.base64() }),
	named(`(^|_)(json|body|output_content|template_content)$`, func(_ subject, _ digest) string { return "{}" }),
	named(`^location$`, func(_ subject, _ digest) string { return "westeurope" }),
	named(`(^|_)version$`, func(_ subject, _ digest) string { return "1.0.0" }),
	named(`^name$`, func(_ subject, d digest) string { return "made-up-" + d.hex(8) }),
}

// reference makes up an id of something else, which the attribute's name does not tell more about.
func (s subject) reference(d digest) string {
	if s.Provider == "azurerm" {
		return s.subscription() + "/resourceGroups/made-up/providers/Microsoft.Bench/" + s.shortType() + "/" + d.hex(12)
	}
	return fmt.Sprint(d.number())
}
