package render

import (
	"path"
	"slices"

	"fleetkeep.dev/engine/internal/repository"
)

// looked is what an outcome saw of views, beside the cluster's own objects.
type looked struct {
	// sources are the views' names.
	sources []string
	looks   []repository.Look
}

// lookedFor is what this Kustomization saw of its source; nil where that is not known.
func (b *base) lookedFor(item kustomization) *looked {
	if b.looks == nil {
		return nil
	}
	directory := repository.Look{At: repository.AtPresence, Path: item.directory()}
	return &looked{sources: []string{item.source().String()}, looks: append(slices.Clip(b.looks), directory)}
}

// lookedAt is what a HelmRelease saw.
func lookedAt(sights []sight) *looked {
	seen, sources := &looked{}, map[string]bool{}
	for _, sight := range sights {
		if sight.source != "" {
			sources[sight.source] = true
			seen.looks = append(seen.looks, sight.look)
		}
	}
	seen.sources = sortedKeys(sources)
	return seen
}

// trail is what the rounds of a cluster saw.
type trail struct {
	// view is the only one that was looked at; nil where there was none yet.
	view  *repository.View
	looks map[repository.Look]bool
	// lost tells that it is not all known, or in several views.
	lost bool
}

func (t *trail) follow(sources sources, outcomes []*outcome) {
	view := sources.at(sources.root)
	if view == nil || t.view != nil && t.view != view {
		t.lost = true
	}
	t.view = view
	for _, made := range outcomes {
		t.lost = t.lost || made.looked == nil
		if t.lost {
			return
		}
		for _, source := range made.looked.sources {
			t.lost = t.lost || sources.at(parseReference(source)) != view
		}
		for _, look := range made.looked.looks {
			t.lost = t.lost || look.At == repository.AtAll
			t.looks[repository.Look{At: look.At, Path: path.Clean(look.Path)}] = true
		}
	}
}
