package render

import (
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"fleetkeep.dev/engine/internal/protocol"
	"fleetkeep.dev/engine/internal/provenance"
)

// storedContent is a content as it lies on disk.
type storedContent struct {
	Items    []storedItem
	Problems []protocol.Problem
}

type storedItem struct {
	Kind, Name, File, Path string
	Line                   int
	Data                   []byte
	Fields                 []provenance.Field
	Texts                  map[string]int
}

func (c *content) stored() storedContent {
	stored := storedContent{Problems: c.problems}
	for _, item := range c.items {
		stored.Items = append(stored.Items, storedItem{
			item.kind, item.name, item.file, item.path, item.line, item.data, item.fields, item.texts,
		})
	}
	return stored
}

func (s storedContent) content() *content {
	result := &content{problems: s.Problems, variables: map[string]bool{}}
	for _, item := range s.Items {
		result.items = append(result.items, baseItem{
			kind: item.Kind, name: item.Name, data: item.Data, file: item.File, line: item.Line, path: item.Path,
			fields: item.Fields, texts: item.Texts,
		})
		addVariables(result.variables, item.Data)
	}
	return result
}

// storedOutcome is what became of a HelmRelease as it lies on disk.
type storedOutcome struct {
	State    string
	Notes    []string
	Objects  []protocol.RenderedResource
	Traced   [][]tracedField
	Problems []protocol.Problem
}

func (o *outcome) stored() storedOutcome {
	stored := storedOutcome{State: o.state, Notes: o.notes, Problems: o.problems}
	for _, object := range o.objects {
		stored.Objects = append(stored.Objects, object.RenderedResource)
		stored.Traced = append(stored.Traced, object.traced)
	}
	return stored
}

// outcome is nil for what cannot be read any more.
func (s storedOutcome) outcome() *outcome {
	result := &outcome{state: s.State, notes: s.Notes, problems: s.Problems, listings: newListings()}
	if len(s.Traced) != len(s.Objects) {
		return nil
	}
	for i, rendered := range s.Objects {
		parsed := &unstructured.Unstructured{}
		if parsed.UnmarshalJSON(rendered.Object) != nil {
			return nil
		}
		object := known(rendered, parsed)
		object.traced = s.Traced[i]
		result.objects = append(result.objects, object)
	}
	return result
}
