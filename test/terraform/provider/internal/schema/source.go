// Package schema reads what `terraform providers schema -json` prints and turns it into the protocol's types.
package schema

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
)

var programName = regexp.MustCompile(`^terraform-provider-([a-z0-9-]+)(?:_v([0-9][^_]*))?`)

// Source is the folder that holds a schema, beside the binary, and the provider that the binary was called as.
type Source struct {
	Provider string
	Version  string
	Folder   string
}

// Beside finds the schema of the provider that a program is called as.
func Beside(program string) (Source, error) {
	match := programName.FindStringSubmatch(filepath.Base(program))
	if match == nil {
		return Source{}, fmt.Errorf("%q is not called terraform-provider-NAME_vVERSION: the file name tells which schema to serve", filepath.Base(program))
	}
	return Source{Provider: match[1], Version: match[2], Folder: filepath.Dir(program)}, nil
}

// Selection is the set of resource and data source types to serve; nil serves all.
type Selection map[string]bool

// OnlyTypes reads a comma-separated list of types; the empty text selects all.
func OnlyTypes(list string) Selection {
	if list == "" {
		return nil
	}
	selection := Selection{}
	for _, name := range strings.Split(list, ",") {
		selection[strings.TrimSpace(name)] = true
	}
	return selection
}

func (s Selection) has(name string) bool { return s == nil || s[name] }

// Load reads the parts of the schema that the selected types need, and converts them.
func (s Source) Load(selection Selection) (*Provider, error) {
	file, err := openParts(s.Folder)
	if err != nil {
		return nil, fmt.Errorf("no schema to serve for %s: %w", s.Provider, err)
	}
	defer file.close()
	provider, err := convert(s.Provider, file, selection)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.Folder, err)
	}
	return provider, nil
}
