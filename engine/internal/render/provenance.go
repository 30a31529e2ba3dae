package render

import (
	"path"
	"strings"

	"go.yaml.in/yaml/v3"
	"sigs.k8s.io/kustomize/api/resource"

	"fleetkeep.dev/engine/internal/repository"
)

// document is where one object stands in a file.
type document struct {
	line                              int
	apiVersion, kind, namespace, name string
}

// nodes are the objects of a file, parsed once for all the builds that read it.
func (r *renderer) nodes(backing repository.Backing) []*yaml.Node {
	return r.parsed.get(backing.Identity(), func() []*yaml.Node { return objectNodes(backing) })
}

// documentsOf lists the objects of a file.
func documentsOf(nodes []*yaml.Node) []document {
	var documents []document
	for _, node := range nodes {
		documents = append(documents, describe(node))
	}
	return documents
}

// objectNodes are the objects of a file; the items of a list count as objects of their own, as kustomize sees them.
func objectNodes(backing repository.Backing) []*yaml.Node {
	data, err := backing.Read()
	if err != nil {
		return nil
	}
	documents, _ := repository.Documents(data)
	var nodes []*yaml.Node
	for _, document := range documents {
		if len(document.Content) == 0 {
			continue
		}
		root := document.Content[0]
		if items := repository.Field(root, "items"); items != nil && items.Kind == yaml.SequenceNode && strings.HasSuffix(repository.Text(root, "kind"), "List") {
			nodes = append(nodes, items.Content...)
			continue
		}
		nodes = append(nodes, root)
	}
	return nodes
}

func describe(node *yaml.Node) document {
	metadata := repository.Field(node, "metadata")
	return document{
		line: node.Line, apiVersion: repository.Text(node, "apiVersion"), kind: repository.Text(node, "kind"),
		namespace: repository.Text(metadata, "namespace"), name: repository.Text(metadata, "name"),
	}
}

// locator finds the place of a built resource in the repository from kustomize's origin annotation.
type locator struct {
	view      *repository.View
	directory string
	file      string
	documents memo[documents]
}

// place is where a resource is declared.
type place struct {
	file string
	line int
	// path is the file's in the view, empty when no file stands for the resource.
	path string
}

// locate finds the place of a resource.
func (l *locator) locate(built *resource.Resource) place {
	origin, err := built.GetOrigin()
	if err != nil || origin == nil {
		return l.fallback()
	}
	name := origin.Path
	if name == "" {
		name = origin.ConfiguredIn
	}
	inView := path.Join(l.directory, name)
	backing, found := l.view.File(inView)
	if !found {
		return l.fallback()
	}
	if origin.Path == "" {
		return place{backing.Location(), generatorLine(backing, built.GetName()), inView}
	}
	documents := l.documents.get(backing.Location(), func() documents { return documentsByKind(backing) })
	return place{backing.Location(), documents.best(built), inView}
}

func (l *locator) fallback() place {
	if backing, found := l.view.File(l.file); found {
		return place{backing.Location(), 1, l.file}
	}
	return place{file: l.directory, line: 1}
}

// documents are a file's by kind, which patches and prefixes never change, and then by name.
type documents map[string]*ofKind

type ofKind struct {
	all    []document
	byName map[string][]document
}

func documentsByKind(backing repository.Backing) documents {
	result := documents{}
	for _, found := range documentsOf(objectNodes(backing)) {
		kind := result[found.kind]
		if kind == nil {
			kind = &ofKind{byName: map[string][]document{}}
			result[found.kind] = kind
		}
		kind.all = append(kind.all, found)
		kind.byName[found.name] = append(kind.byName[found.name], found)
	}
	return result
}

// best is the line of the document that a resource was made of: of its name, else of the longest name that is a part of
// its own, as prefixes and suffixes leave it.
func (d documents) best(built *resource.Resource) int {
	kind := d[built.GetKind()]
	if kind == nil {
		return 1
	}
	name := built.GetName()
	candidates := kind.byName[name]
	if len(candidates) == 0 {
		candidates = kind.all
	}
	namespace, apiVersion := built.GetNamespace(), built.GetApiVersion()
	line, score := 1, -1
	for _, candidate := range candidates {
		points := 0
		if candidate.name != name && candidate.name != "" && strings.Contains(name, candidate.name) {
			points = 10 + min(len(candidate.name), 80)
		}
		if candidate.namespace == namespace {
			points += 4
		}
		if candidate.apiVersion == apiVersion {
			points += 2
		}
		if points > score {
			line, score = candidate.line, points
		}
	}
	return line
}

// generatorLine is where a kustomization file declares the generator of a resource, whose name may carry a hash, a
// prefix and a suffix.
func generatorLine(backing repository.Backing, name string) int {
	data, err := backing.Read()
	if err != nil {
		return 1
	}
	nodes, _ := repository.Documents(data)
	line, length := 1, -1
	for _, node := range nodes {
		if len(node.Content) == 0 {
			continue
		}
		for _, generator := range []string{"configMapGenerator", "secretGenerator"} {
			for _, item := range repository.Items(node.Content[0], generator) {
				if declared := repository.Text(item, "name"); strings.Contains(name, declared) && len(declared) > length {
					line, length = item.Line, len(declared)
				}
			}
		}
	}
	return line
}

// entry is one path that a kustomization file names.
type entry struct {
	value string
	line  int
}

// entries lists every scalar of a kustomization file that can be a path.
func entries(data []byte) []entry {
	nodes, _ := repository.Documents(data)
	var found []entry
	var visit func(*yaml.Node)
	visit = func(node *yaml.Node) {
		if node.Kind == yaml.ScalarNode && node.Value != "" && !strings.Contains(node.Value, "\n") {
			value := node.Value
			// configMapGenerator's files are KEY=PATH or PATH.
			if _, after, keyed := strings.Cut(value, "="); keyed {
				value = after
			}
			found = append(found, entry{value, node.Line})
		}
		for _, child := range node.Content {
			visit(child)
		}
	}
	for _, node := range nodes {
		visit(node)
	}
	return found
}
