package render

import (
	"bytes"
	"context"
	"path"
	"strings"

	"go.yaml.in/yaml/v3"
	"sigs.k8s.io/kustomize/api/resmap"
	"sigs.k8s.io/kustomize/api/resource"

	"fleetkeep.dev/engine/internal/repository"
)

// placesOf finds where each resource of a build is declared. The build itself runs as Flux runs it, for kustomize's origin
// annotations change what patches of annotations do, and cost half of its time. Where names are as they are declared, the
// files that were read tell; else the build is done once more, with origin annotations.
func (r *renderer) placesOf(ctx context.Context, built resmap.ResMap, made generated, files *repository.FileSystem, view *repository.View, item kustomization) []place {
	kustomizationFile, _ := relative(made.file)
	places := &locator{view: view, directory: item.directory(), file: kustomizationFile}
	resources := built.Resources()
	if !made.keepsOrigin {
		if found := r.declaredPlaces(resources, files, view); found != nil {
			return found
		}
		resources = withOrigins(ctx, resources, files, view, item)
	}
	found := make([]place, len(resources))
	for i, resource := range resources {
		found[i] = places.locate(resource)
	}
	return found
}

// withOrigins are the same resources with origin annotations; those without where building with them gives something else.
func withOrigins(ctx context.Context, resources []*resource.Resource, files *repository.FileSystem, view *repository.View, item kustomization) []*resource.Resource {
	again := repository.NewFileSystem(ctx, view)
	if files.OwnSchema() {
		again.AllowOwnSchema()
	}
	built, _, err := buildOnce(again, item, path.Join(repository.Root, item.directory()), generating{origins: true})
	if err != nil || built.Size() != len(resources) {
		return resources
	}
	annotated := built.Resources()
	for i, resource := range resources {
		if annotated[i].GetKind() != resource.GetKind() || annotated[i].GetName() != resource.GetName() {
			return resources
		}
	}
	return annotated
}

// renaming are the fields of a kustomization file by which a resource comes to another name than it is declared with, or
// comes out of another program's hands.
var renaming = [][]byte{
	[]byte("namePrefix"), []byte("nameSuffix"), []byte("allowNameChange"), []byte("transformers"), []byte("generators"),
	[]byte("replacements"), []byte("/metadata/name"), []byte("helmCharts"),
}

// declaredPlaces matches resources with the documents and generators of the files that were read; nil when one of them has
// not exactly one match.
func (r *renderer) declaredPlaces(resources []*resource.Resource, files *repository.FileSystem, view *repository.View) []place {
	declared := r.declarations(files, view)
	if declared == nil {
		return nil
	}
	found := make([]place, len(resources))
	for i, resource := range resources {
		place, ok := declared.of(resource)
		if !ok && resource.GetKind() == "Namespace" {
			place, ok = declared.onlyNamespace(resources)
		}
		if !ok {
			return nil
		}
		found[i] = place
	}
	return found
}

type declared struct {
	documents  map[[2]string][]declaredDocument
	generators []declaredDocument
}

type declaredDocument struct {
	document
	place place
}

// declarations are what the kustomization files of a build name as resources, and their generators; nil when one of them
// renames.
func (r *renderer) declarations(files *repository.FileSystem, view *repository.View) *declared {
	result := &declared{documents: map[[2]string][]declaredDocument{}}
	known := map[string]bool{}
	for name, data := range files.KustomizationFiles() {
		for _, field := range renaming {
			if bytes.Contains(data, field) {
				return nil
			}
		}
		nodes, _ := repository.Documents(data)
		for _, node := range nodes {
			if len(node.Content) > 0 {
				result.add(node.Content[0], name, view, known, r.nodes)
			}
		}
	}
	return result
}

func (d *declared) add(kustomization *yaml.Node, name string, view *repository.View, known map[string]bool, parsed func(repository.Backing) []*yaml.Node) {
	for _, listed := range []string{"resources", "bases"} {
		for _, item := range repository.Items(kustomization, listed) {
			file := path.Join(path.Dir(name), item.Value)
			backing, found := view.File(file)
			if !found || known[file] {
				continue
			}
			known[file] = true
			for _, document := range documentsOf(parsed(backing)) {
				key := [2]string{document.kind, document.name}
				d.documents[key] = append(d.documents[key], declaredDocument{document, place{backing.Location(), document.line, file}})
			}
		}
	}
	for kind, listed := range map[string]string{"ConfigMap": "configMapGenerator", "Secret": "secretGenerator"} {
		items := repository.Field(kustomization, listed)
		backing, found := view.File(name)
		if items == nil || !found {
			continue
		}
		for _, item := range items.Content {
			made := document{line: generatorItemLine(backing, item), kind: kind, name: repository.Text(item, "name")}
			d.generators = append(d.generators, declaredDocument{made, place{backing.Location(), made.line, name}})
		}
	}
}

// generatorItemLine is where the file itself declares a generator; what Flux writes has other lines.
func generatorItemLine(backing repository.Backing, item *yaml.Node) int {
	return generatorLine(backing, repository.Text(item, "name"))
}

func (d *declared) of(resource *resource.Resource) (place, bool) {
	kind, name := resource.GetKind(), resource.GetName()
	var matches []place
	for _, candidate := range d.documents[[2]string{kind, name}] {
		matches = append(matches, candidate.place)
	}
	for _, candidate := range d.generators {
		if candidate.kind == kind && (candidate.name == name || hashed(candidate.name, name)) {
			matches = append(matches, candidate.place)
		}
	}
	if len(matches) != 1 {
		return place{}, false
	}
	return matches[0], true
}

// onlyNamespace is where the Namespace of a build is declared that has one, whatever it is called: the field `namespace` of
// a kustomization file renames it.
func (d *declared) onlyNamespace(resources []*resource.Resource) (place, bool) {
	built := 0
	for _, resource := range resources {
		if resource.GetKind() == "Namespace" {
			built++
		}
	}
	var found []place
	for key, documents := range d.documents {
		if key[0] == "Namespace" {
			for _, document := range documents {
				found = append(found, document.place)
			}
		}
	}
	if built != 1 || len(found) != 1 {
		return place{}, false
	}
	return found[0], true
}

// hashed tells that a name is another with the hash that kustomize appends to what it generates.
func hashed(declared, name string) bool {
	rest, found := strings.CutPrefix(name, declared+"-")
	return found && len(rest) == 10 && !strings.Contains(rest, "-")
}
