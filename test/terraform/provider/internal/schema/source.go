// Package schema reads what `terraform providers schema -json` prints and turns it into the protocol's types.
package schema

import (
	"compress/gzip"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// FileName is the name of the schema that lies beside the binary in its package of the mirror.
const FileName = "schema.json.gz"

var programName = regexp.MustCompile(`^terraform-provider-([a-z0-9-]+)(?:_v([0-9][^_]*))?`)

// Source is a schema file and the provider that the binary was called as.
type Source struct {
	Provider string
	Version  string
	Path     string
}

// Beside finds the schema of the provider that a program is called as.
func Beside(program string) (Source, error) {
	match := programName.FindStringSubmatch(filepath.Base(program))
	if match == nil {
		return Source{}, fmt.Errorf("%q is not called terraform-provider-NAME_vVERSION: the file name tells which schema to serve", filepath.Base(program))
	}
	return Source{Provider: match[1], Version: match[2], Path: filepath.Join(filepath.Dir(program), FileName)}, nil
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

// Load reads the schema file and converts the selected types.
func (s Source) Load(selection Selection) (*Provider, error) {
	file, err := os.Open(s.Path)
	if err != nil {
		return nil, fmt.Errorf("no schema to serve for %s: %w", s.Provider, err)
	}
	defer func() { _ = file.Close() }()
	plain, err := gzip.NewReader(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.Path, err)
	}
	var document jsonDocument
	if err := json.NewDecoder(plain).Decode(&document); err != nil {
		return nil, fmt.Errorf("%s: %w", s.Path, err)
	}
	for address, found := range document.ProviderSchemas {
		if strings.HasSuffix(address, "/"+s.Provider) {
			return convert(address, s.Provider, found, selection)
		}
	}
	return nil, fmt.Errorf("%s holds no schema of a provider named %q", s.Path, s.Provider)
}
