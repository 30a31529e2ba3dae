package argocd

import (
	"encoding/json"
	"path"
	"strings"
)

// Directory is how a source of plain manifests is read.
type Directory struct {
	// Recurse takes the manifests of folders below, too. Default: those of the directory itself.
	Recurse bool
}

type directory struct {
	Recurse bool            `json:"recurse"`
	Include string          `json:"include"`
	Exclude string          `json:"exclude"`
	JSONNet json.RawMessage `json:"jsonnet"`
}

func (d *directory) empty() bool {
	return !d.Recurse && d.Include == "" && d.Exclude == "" && !given(d.JSONNet)
}

func (d *directory) read() Directory { return Directory{Recurse: d.Recurse} }

func (d *directory) unread(field string) []string {
	var unread []string
	for _, option := range []struct {
		name  string
		given bool
	}{{"exclude", d.Exclude != ""}, {"include", d.Include != ""}, {"jsonnet", given(d.JSONNet)}} {
		if option.given {
			unread = append(unread, field+".directory."+option.name)
		}
	}
	return unread
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

// SkipMark is what a manifest holds that Argo CD leaves alone.
const SkipMark = "+argocd:skip-file-rendering"

// ToolOf tells what builds a directory of these names when its source does not say (util/app/discovery).
func ToolOf(names []string) Tool {
	tool := ToolDirectory
	for _, name := range names {
		switch {
		case IsKustomizationFile(name):
			return ToolKustomize
		case name == "Chart.yaml":
			tool = ToolHelm
		}
	}
	return tool
}

// IsKustomizationFile as kustomize's RecognizedKustomizationFileNames.
func IsKustomizationFile(file string) bool {
	switch file[strings.LastIndex(file, "/")+1:] {
	case "kustomization.yaml", "kustomization.yml", "Kustomization":
		return true
	}
	return false
}
