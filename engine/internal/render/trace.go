package render

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"fleetkeep.dev/engine/internal/protocol"
	"fleetkeep.dev/engine/internal/provenance"
	"fleetkeep.dev/engine/internal/repository"
)

// trace finds what set the fields of the resources of a build that are not as they were declared.
func (b *base) trace(files *repository.FileSystem, view *repository.View, item kustomization, parsed func(repository.Backing) []*yaml.Node) {
	declared := declaredObjects{view: view, parsed: parsed, files: map[string]nodesByLine{}}
	spec, _, _ := unstructured.NestedMap(item.Object, "spec")
	found := provenance.Fields(filesRead(files.Read()), provenance.Build{Directory: item.directory(), Spec: spec}, len(b.items),
		func(i int) *provenance.Resource {
			built := b.items[i]
			// What kustomize built is an object.
			final, _ := provenance.Parse(built.data)
			return &provenance.Resource{
				File: built.path, Location: built.file, Line: built.line, Declared: declared.of(built), Final: final,
			}
		})
	for i := range b.items {
		built := &b.items[i]
		built.fields = found[i]
		if bytes.Contains(built.data, []byte("${")) {
			if node := declared.of(*built); node != nil {
				built.texts = provenance.Texts(node, "${")
			}
		}
	}
}

// filesRead are the files that a build read.
type filesRead map[string]repository.Backing

// Read implements provenance.Files.
func (f filesRead) Read(name string) ([]byte, string, bool) {
	backing, found := f[name]
	if !found {
		return nil, "", false
	}
	data, err := backing.Read()
	return data, backing.Location(), err == nil
}

// KustomizationsBelow lists the kustomization files below a directory, in order.
func (f filesRead) KustomizationsBelow(directory string) []string {
	var names []string
	for _, name := range sortedKeys(f) {
		if isKustomizationFile(name) && (directory == "." || strings.HasPrefix(name, path.Clean(directory)+"/")) {
			names = append(names, name)
		}
	}
	return names
}

// declaredObjects finds the nodes that resources were made of.
type declaredObjects struct {
	view   *repository.View
	parsed func(repository.Backing) []*yaml.Node
	files  map[string]nodesByLine
}

// of is nil for what is generated.
func (d declaredObjects) of(item baseItem) *yaml.Node {
	backing, found := d.view.File(item.path)
	if item.path == "" || !found {
		return nil
	}
	nodes, known := d.files[item.path]
	if !known {
		nodes = nodesOf(d.parsed(backing))
		d.files[item.path] = nodes
	}
	return nodes.at(item.line, item.kind)
}

// nodesByLine are the objects of a file by the line that each begins in.
type nodesByLine map[int][]*yaml.Node

func nodesOf(objects []*yaml.Node) nodesByLine {
	nodes := nodesByLine{}
	for _, node := range objects {
		nodes[node.Line] = append(nodes[node.Line], node)
	}
	return nodes
}

func (n nodesByLine) at(line int, kind string) *yaml.Node {
	for _, node := range n[line] {
		if repository.Text(node, "kind") == kind {
			return node
		}
	}
	return nil
}

// declaration is where an object stands in the repository, and what else set its fields.
type declaration struct {
	backing repository.Backing
	line    int
	fields  []protocol.FieldOrigin
	id      string
}

func newDeclaration(backing repository.Backing, line int, fields []protocol.FieldOrigin) *declaration {
	said, _ := json.Marshal(fields)
	sum := sha256.Sum256(said)
	return &declaration{backing, line, fields, backing.Identity() + " " + backing.Location() + " " + hex.EncodeToString(sum[:])}
}

// key tells two declarations apart.
func (d *declaration) key() string {
	if d == nil {
		return ""
	}
	return d.id
}

// find is where a field of the declared object was set: by what changed it since, else in its own file.
func (d *declaration) find(r *renderer, kind string, offset int, steps ...string) (protocol.Location, bool) {
	if d == nil {
		return protocol.Location{}, false
	}
	name := ""
	for i, step := range steps {
		if isNumber := strings.Trim(step, "0123456789") == ""; isNumber && i > 0 {
			name += "[" + step + "]"
		} else {
			name = provenance.Child(name, step)
		}
	}
	for _, field := range d.fields {
		if field.Path == name || strings.HasPrefix(name, field.Path+".") || strings.HasPrefix(name, field.Path+"[") ||
			strings.HasPrefix(field.Path, name+".") || strings.HasPrefix(field.Path, name+"[") {
			return field.Location, field.File != ""
		}
	}
	found := d.node(r, kind, steps...)
	if found == nil {
		return protocol.Location{}, false
	}
	return protocol.Location{File: d.backing.Location(), Line: provenance.LineInText(found, offset)}, true
}

// node is a field of the declared object in its own file; nil without.
func (d *declaration) node(r *renderer, kind string, steps ...string) *yaml.Node {
	if d == nil {
		return nil
	}
	nodes := r.documents.get(d.backing.Identity()+" "+d.backing.Location(), func() nodesByLine { return nodesOf(r.nodes(d.backing)) })
	return provenance.Node(nodes.at(d.line, kind), steps...)
}

// tracer tells what set the fields of one Kustomization's resources.
type tracer struct {
	renderer *renderer
	item     kustomization
}

// inSpec is where the Kustomization's own spec says something.
func (t *tracer) inSpec(offset int, steps ...string) protocol.Location {
	if found, ok := t.item.declaration.find(t.renderer, t.item.GetKind(), offset, append([]string{"spec"}, steps...)...); ok {
		return found
	}
	return protocol.Location{File: t.item.file, Line: t.item.line}
}

// built are the fields that the build changed.
func (t *tracer) built(base baseItem) []protocol.FieldOrigin {
	fields := make([]protocol.FieldOrigin, 0, len(base.fields)+2)
	for _, found := range base.fields {
		origin := protocol.FieldOrigin{Path: found.Path, By: found.By, Removed: found.Removed}
		origin.Location = protocol.Location{File: found.File, Line: found.Line}
		if found.Spec != nil {
			origin.Location = t.inSpec(found.Offset, found.Spec...)
		}
		fields = append(fields, origin)
	}
	return fields
}

// substituted adds the fields that spec.postBuild changed: where their text stands, and where its variables have their
// values.
func (t *tracer) substituted(base baseItem, data []byte, fields []protocol.FieldOrigin) []protocol.FieldOrigin {
	if bytes.Equal(base.data, data) {
		return fields
	}
	err := provenance.Changes(base.data, data, func(changed string, before, _ any) {
		origin := protocol.FieldOrigin{Path: changed, By: protocol.FieldOriginBySubstitution}
		written, _ := before.(string)
		names := variableName.FindAllStringSubmatch(written, -1)
		if len(names) == 0 {
			origin.By = protocol.FieldOriginByUnknown
		}
		if line, known := base.texts[changed]; known {
			origin.Location = protocol.Location{File: base.file, Line: line}
		}
		fields = slices.DeleteFunc(fields, func(earlier protocol.FieldOrigin) bool {
			if earlier.Path != changed {
				return false
			}
			origin.Location = earlier.Location
			return true
		})
		for _, match := range names {
			origin.Variables = append(origin.Variables, t.variable(match[1]))
		}
		fields = append(fields, origin)
	})
	if err != nil {
		return fields
	}
	return fields
}

func (t *tracer) variable(name string) protocol.VariableOrigin {
	origin := protocol.VariableOrigin{Name: name}
	if _, inline, _ := unstructured.NestedFieldNoCopy(t.item.Object, "spec", "postBuild", "substitute", name); inline {
		origin.Location = t.inSpec(0, "postBuild", "substitute", name)
	}
	return origin
}

// withValues adds where the objects of substituteFrom say the values of variables. It comes last and to a copy, because
// clusters that have the same values from different files share everything else.
func (r *renderer) withValues(objects []*object, item kustomization, variables variables) []*object {
	result := slices.Clone(objects)
	for i, object := range objects {
		copied := *object
		for j, field := range object.Fields {
			for k, variable := range field.Variables {
				found, known := r.valuePlace(item, variables, variable.Name)
				if !known {
					continue
				}
				if result[i] == object {
					copied.Fields = slices.Clone(object.Fields)
					result[i] = &copied
				}
				if &copied.Fields[j].Variables[0] == &field.Variables[0] {
					copied.Fields[j].Variables = slices.Clone(field.Variables)
				}
				copied.Fields[j].Variables[k].Location = found
			}
		}
	}
	return result
}

// valuePlace is where an object of substituteFrom gives a variable its value; an inline one wins over it.
func (r *renderer) valuePlace(item kustomization, variables variables, name string) (protocol.Location, bool) {
	from := variables.from[name]
	if _, inline, _ := unstructured.NestedFieldNoCopy(item.Object, "spec", "postBuild", "substitute", name); inline || from == nil {
		return protocol.Location{}, false
	}
	for _, field := range []string{"stringData", "data"} {
		if found, ok := from.declaration.find(r, from.Kind, 0, field, name); ok {
			return found, true
		}
	}
	return protocol.Location{File: from.File, Line: from.Line}, true
}

// owned are the fields that the controller set before it applied.
func (t *tracer) owned(set ownership) []protocol.FieldOrigin {
	own := protocol.Location{File: t.item.file, Line: t.item.line}
	fields := []protocol.FieldOrigin{}
	for _, label := range []string{"name", "namespace"} {
		fields = append(fields, protocol.FieldOrigin{Location: own, Path: provenance.Child("metadata.labels", kustomizeGroup+"/"+label), By: protocol.FieldOriginByOwner})
	}
	for parent, values := range map[string]map[string]string{"labels": set.labels, "annotations": set.annotations} {
		for name := range values {
			fields = append(fields, protocol.FieldOrigin{
				Location: t.inSpec(0, "commonMetadata", parent, name),
				Path:     provenance.Child("metadata."+parent, name), By: protocol.FieldOriginByCommonMetadata,
			})
		}
	}
	if set.status {
		fields = append(fields, protocol.FieldOrigin{Location: own, Path: "status", By: protocol.FieldOriginByOwner, Removed: true})
	}
	return fields
}

// ordered are fields by path, of several at one path the last.
func ordered(fields []protocol.FieldOrigin) []protocol.FieldOrigin {
	last := map[string]protocol.FieldOrigin{}
	for _, field := range fields {
		last[field.Path] = field
	}
	result := make([]protocol.FieldOrigin, 0, len(last))
	for _, path := range sortedKeys(last) {
		result = append(result, last[path])
	}
	return result
}
