package argocd

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/gobwas/glob"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	utilyaml "k8s.io/apimachinery/pkg/util/yaml"

	"fleetkeep.dev/engine/internal/kustomize"
)

// Directory is how a source of plain manifests is read.
type Directory struct {
	// Recurse takes the manifests of folders below, too. Default: those of the directory itself.
	Recurse bool
	// AnyName takes files whatever their names end in. Default: those of manifests only.
	AnyName bool
	// Include and Exclude are globs of github.com/gobwas/glob over paths relative to the directory, in which `*` crosses
	// slashes. Empty ones decide nothing.
	Include, Exclude string
}

// Takes tells whether a file counts, by its path relative to the directory. As in Argo CD, a glob that does not compile
// matches nothing.
func (d Directory) Takes(name string) bool {
	if d.Exclude != "" && matches(d.Exclude, name) {
		return false
	}
	return d.Include == "" || matches(d.Include, name)
}

func matches(pattern, name string) bool {
	compiled, err := glob.Compile(pattern)
	return err == nil && compiled.Match(name)
}

type directory struct {
	Recurse bool            `json:"recurse"`
	AnyName bool            `json:"disableExtensionFilter"`
	Include string          `json:"include"`
	Exclude string          `json:"exclude"`
	JSONNet json.RawMessage `json:"jsonnet"`
}

// empty as util/argo, NormalizeSource.
func (d *directory) empty() bool {
	return !d.Recurse && !d.AnyName && d.Include == "" && d.Exclude == "" && !given(d.JSONNet)
}

func (d *directory) read() Directory {
	return Directory{Recurse: d.Recurse, AnyName: d.AnyName, Include: d.Include, Exclude: d.Exclude}
}

// Kind of a file in a source of plain manifests.
type Kind int

// The kinds. Argo CD passes over everything that is neither.
const (
	Other Kind = iota
	Manifest
	Jsonnet
)

// KindOf tells what Argo CD takes a file for, by its name alone (reposerver/repository, manifestFile).
func KindOf(file string) Kind {
	switch path.Ext(file) {
	case ".yaml", ".yml", ".json":
		return Manifest
	case ".jsonnet":
		return Jsonnet
	}
	return Other
}

// IsManifest tells whether Argo CD takes the content of a file of YAML for objects, good or bad; another file of YAML that
// happens to lie there is passed over (reposerver/repository, getObjsFromYAMLOrJSON).
func IsManifest(content []byte) bool {
	decoder := utilyaml.NewYAMLOrJSONDecoder(bytes.NewReader(content), 4096)
	found := false
	for {
		item := &unstructured.Unstructured{}
		err := decoder.Decode(&item)
		switch {
		case errors.Is(err, io.EOF):
			return found
		case err != nil:
			return found || bytes.Contains(content, []byte("apiVersion:")) && bytes.Contains(content, []byte("kind:")) && bytes.Contains(content, []byte("metadata:"))
		}
		found = found || item != nil
	}
}

// SkipMark is what a manifest holds that Argo CD leaves alone.
const SkipMark = "+argocd:skip-file-rendering"

// ToolOf tells what builds a directory of these names when its source does not say: of several that speak for a tool, the
// last by name (util/app/discovery, Discover).
func ToolOf(names []string) Tool {
	tool := ToolDirectory
	for _, name := range slices.Sorted(slices.Values(names)) {
		switch {
		case kustomize.IsKustomizationFile(name):
			tool = ToolKustomize
		case strings.HasSuffix(name, "Chart.yaml"):
			tool = ToolHelm
		}
	}
	return tool
}
