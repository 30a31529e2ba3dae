package render

import (
	"bytes"
	"maps"
	"reflect"

	"fleetkeep.dev/engine/internal/protocol"
	"fleetkeep.dev/engine/internal/repository"
)

// earlier is what became of the same Kustomization under the same values when it was built before: a change of one file
// changes few items of a build, and of each that is the same the same becomes.
type earlier struct {
	content *content
	made    []*object
	items   map[itemPlace]int
}

// itemPlace tells most items of a build apart.
type itemPlace struct {
	kind, name, file string
	line             int
}

func placeOfItem(item baseItem) itemPlace {
	return itemPlace{item.kind, item.name, item.file, item.line}
}

// earlier is nil where nothing can be taken over: also where only the cluster knows a variable, which every build tells anew.
func (b *base) earlier(cacheKey string) *earlier {
	if b.former == nil || b.former.copied != b.copied {
		return nil
	}
	outcome, known := b.former.outcomes.find(cacheKey)
	if !known || outcome.state != protocol.KustomizationStatusStateRendered || len(outcome.unknowns) > 0 {
		return nil
	}
	found := &earlier{content: b.former, made: outcome.made, items: make(map[itemPlace]int, len(b.former.items))}
	for i, item := range b.former.items {
		found.items[placeOfItem(item)] = i
	}
	return found
}

// object is what became of an item; nil for one that is new, or not what it was.
func (e *earlier) object(item baseItem, view *repository.View) *object {
	if e == nil {
		return nil
	}
	index, known := e.items[placeOfItem(item)]
	if !known || e.made[index] == nil || !e.content.items[index].equal(item) {
		return nil
	}
	made := e.made[index]
	if made.declaration == nil {
		return made
	}
	// What else stands in the file may have changed.
	backing, found := view.File(item.path)
	if !found || !backing.Same(made.declaration.backing) {
		return nil
	}
	return made
}

func (i baseItem) equal(other baseItem) bool {
	return i.kind == other.kind && i.name == other.name && i.file == other.file && i.line == other.line && i.path == other.path &&
		bytes.Equal(i.data, other.data) && maps.Equal(i.texts, other.texts) && reflect.DeepEqual(i.fields, other.fields)
}
