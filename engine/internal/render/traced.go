package render

import (
	"fleetkeep.dev/engine/internal/helm"
	"fleetkeep.dev/engine/internal/protocol"
	"fleetkeep.dev/engine/internal/resourceset"
)

// tracedField is a field of what a HelmRelease or a ResourceSet made, and what set it, by the object that says so: where that
// stands in a file, another revision may tell otherwise.
type tracedField struct {
	Path, By string
	Removed  bool
	// Said is nil where nothing in the repository says it.
	Said      *tracedPlace
	Variables []tracedVariable
}

type tracedVariable struct {
	Name string
	Said *tracedPlace
}

// tracedPlace is in the HelmRelease or ResourceSet itself, or in another object if that has a kind.
type tracedPlace struct {
	Group, Kind, Namespace, Name string
	Steps                        []string
	// Offset is the line in the text that the steps lead to, from 0.
	Offset int
}

func tracedInRelease(fields []helm.Field) []tracedField {
	var result []tracedField
	for _, field := range fields {
		traced := tracedField{Path: field.Path, By: field.By, Removed: field.Removed}
		if field.Spec != nil {
			traced.Said = &tracedPlace{Steps: append([]string{"spec"}, field.Spec...), Offset: field.Offset}
		}
		for _, value := range field.Values {
			said := &tracedPlace{Steps: append([]string{"spec", "values"}, value.Steps...)}
			if from := value.From; from != nil {
				said = &tracedPlace{Kind: from.Kind, Namespace: from.Namespace, Name: from.Name, Steps: []string{"data", from.Key}, Offset: value.Offset}
			}
			traced.Variables = append(traced.Variables, tracedVariable{value.Path, said})
			if traced.Said == nil {
				traced.Said = said
			}
		}
		result = append(result, traced)
	}
	return result
}

func tracedInSet(fields []resourceset.Field) []tracedField {
	var result []tracedField
	for _, field := range fields {
		traced := tracedField{Path: field.Path, By: field.By}
		if field.Steps != nil {
			traced.Said = &tracedPlace{Steps: field.Steps, Offset: field.Offset}
		}
		for _, input := range field.Inputs {
			variable := tracedVariable{Name: input.Name}
			switch input.Kind {
			case "":
			case kindResourceSet:
				variable.Said = &tracedPlace{Steps: input.Steps}
			default:
				variable.Said = &tracedPlace{Group: operatorGroup, Kind: input.Kind, Namespace: input.Namespace, Name: input.Owner, Steps: input.Steps}
			}
			traced.Variables = append(traced.Variables, variable)
		}
		result = append(result, traced)
	}
	return result
}

// located says where what set the fields stands.
func (r *renderer) located(fields []tracedField, item unit, objects inventory) []protocol.FieldOrigin {
	result := make([]protocol.FieldOrigin, len(fields))
	for i, field := range fields {
		result[i] = protocol.FieldOrigin{Path: field.Path, By: field.By, Removed: field.Removed}
		switch {
		case field.Said != nil:
			result[i].Location = r.placeOf(*field.Said, item, objects)
		case field.By == protocol.FieldOriginByOwner:
			result[i].Location = protocol.Location{File: item.file, Line: item.line}
		}
		for _, variable := range field.Variables {
			origin := protocol.VariableOrigin{Name: variable.Name}
			if variable.Said != nil {
				origin.Location = r.placeOf(*variable.Said, item, objects)
			}
			result[i].Variables = append(result[i].Variables, origin)
		}
	}
	return result
}

// placeOf is the line itself, else that of the object.
func (r *renderer) placeOf(said tracedPlace, item unit, objects inventory) protocol.Location {
	if said.Kind == "" {
		if found, ok := item.declaration.find(r, item.GetKind(), said.Offset, said.Steps...); ok {
			return found
		}
		return protocol.Location{File: item.file, Line: item.line}
	}
	object := objects[key{said.Group, said.Kind, said.Namespace, said.Name}]
	if object == nil {
		return protocol.Location{}
	}
	steps := said.Steps
	if said.Kind == "Secret" && len(steps) > 1 && steps[0] == "data" {
		plain := append([]string{"stringData"}, steps[1:]...)
		if found, ok := object.declaration.find(r, said.Kind, said.Offset, plain...); ok {
			return found
		}
		// What is encoded is one line.
		said.Offset = 0
	}
	if found, ok := object.declaration.find(r, said.Kind, said.Offset, steps...); ok {
		return found
	}
	return protocol.Location{File: object.File, Line: object.Line}
}
