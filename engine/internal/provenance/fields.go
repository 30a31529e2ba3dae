// Package provenance tells which line set a field of a resource that kustomize built: the declaration itself, or a patch,
// an image, a label … of one of the kustomization files between it and the cluster.
//
// kustomize applies them and keeps no account. So the resource is compared with its declaration, and every field that
// differs is looked for in what the kustomization files say, in kustomize's own order: what is meant for this resource, and
// writes at this place the very value that is there, has set it; of several the last. What nothing says that way is
// unknown, never a guess.
package provenance

import "sort"

// What can set a field.
const (
	ByPatch        = "patch"
	ByNamespace    = "namespace"
	ByNamePrefix   = "namePrefix"
	ByNameSuffix   = "nameSuffix"
	ByLabels       = "labels"
	ByAnnotations  = "annotations"
	ByReplicas     = "replicas"
	ByImages       = "images"
	ByReplacements = "replacements"
	// ByReference is a name that followed the resource which it refers to.
	ByReference = "reference"
	// ByNothing is said of a field that differs from its declaration for a reason that was not found.
	ByNothing = "unknown"
)

// Place is a line of a file, or of the spec of the Kustomization that is built.
type Place struct {
	// File and Line as messages show them; empty when Spec says it, or nothing does.
	File string
	Line int
	// Spec is the path in the spec, for instance patches, 0, patch; Offset is the line in that text, from 0.
	Spec   []string
	Offset int
}

// Field is one field that is not as it was declared.
type Field struct {
	// Path as `spec.template.spec.containers[web].image`: items of lists by name where they have one, else by place.
	Path string
	By   string
	// Removed tells that the field was taken away.
	Removed bool
	Place
}

// mostTries bounds the work for one build: resources times steps. Past it every changed field is unknown.
const mostTries = 2_000_000

// Fields are those of each resource that differ from its declaration, ordered by path; of a generated one those that were
// changed afterwards.
//
// Resources are asked for only where there is anything that changes them.
func Fields(files Files, build Build, count int, resource func(index int) *Resource) [][]Field {
	found := make([][]Field, count)
	steps, changes := stepsOf(files, build)
	if !changes {
		return found
	}
	subjects := make([]*subject, count)
	for i := range subjects {
		subjects[i] = newSubject(resource(i))
	}
	if len(steps)*count > mostTries {
		steps = nil
	}
	tracks := make([]track, count)
	for i, subject := range subjects {
		tracks[i] = subject.trace(steps)
	}
	follow := referrers(subjects, tracks)
	for i, subject := range subjects {
		found[i] = subject.fields(tracks[i], follow)
	}
	return found
}

// track is what set which field of one resource.
type track map[string]Field

func (s *subject) trace(steps []step) track {
	result := track{}
	if len(s.changed) == 0 && len(s.gone) == 0 && s.Declared != nil {
		return result
	}
	for _, step := range steps {
		if step.scope != nil && !step.scope[s.File] {
			continue
		}
		step.apply(s, marks{
			set: func(path string, place Place) {
				if _, differs := s.changed[path]; differs || s.Declared == nil {
					result[path] = Field{Path: path, By: step.by, Place: place}
				}
			},
			remove: func(path string, place Place) {
				for gone := range s.gone {
					if within(gone, path) {
						result[gone] = Field{Path: gone, By: step.by, Removed: true, Place: place}
					}
				}
			},
		})
	}
	return result
}

// within tells that a path is another one or below it.
func within(path, above string) bool {
	return path == above || len(path) > len(above) && path[:len(above)] == above && (path[len(above)] == '.' || path[len(above)] == '[')
}

func (s *subject) fields(found track, follow func(change) (Place, bool)) []Field {
	for path, change := range s.changed {
		if _, known := found[path]; known {
			continue
		}
		if place, followed := follow(change); followed {
			found[path] = Field{Path: path, By: ByReference, Place: place}
			continue
		}
		found[path] = Field{Path: path, By: ByNothing}
	}
	for path := range s.gone {
		if _, known := found[path]; !known {
			found[path] = Field{Path: path, By: ByNothing, Removed: true}
		}
	}
	result := make([]Field, 0, len(found))
	for _, field := range found {
		result = append(result, field)
	}
	sort.Slice(result, func(i, j int) bool { return result[i].Path < result[j].Path })
	return result
}

// referrers finds what a changed name refers to: the one resource that was called as the field was and is called as it is
// now. What set that one's name, or generates it, set the field.
func referrers(subjects []*subject, tracks []track) func(change) (Place, bool) {
	byName := map[string][]int{}
	for i, subject := range subjects {
		byName[subject.name] = append(byName[subject.name], i)
	}
	return func(change change) (Place, bool) {
		old, _ := change.old.(string)
		name, _ := change.value.(string)
		if old == "" || name == "" {
			return Place{}, false
		}
		var place Place
		matches := 0
		for _, i := range byName[name] {
			referred := subjects[i]
			if referred.Declared != nil && referred.was != old || referred.Declared == nil && !generatedAs(old, name) {
				continue
			}
			matches++
			place = tracks[i]["metadata.name"].Place
			if referred.Declared == nil {
				place = Place{File: referred.Location, Line: referred.Line}
			}
		}
		return place, matches == 1 && (place.File != "" || place.Spec != nil)
	}
}
