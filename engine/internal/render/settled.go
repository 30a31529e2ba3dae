package render

import (
	"container/list"
	"fmt"
	"strings"
	"sync"

	"fleetkeep.dev/engine/internal/protocol"
	"fleetkeep.dev/engine/internal/repository"
)

// settledBytes is how much JSON of objects settled clusters keep; most of it builds remember, too.
const settledBytes = 64 << 20

// settled is what was told of a cluster that came to rest, with all that was looked at on the way: while none of that
// changes, the same is told again, without following its Kustomizations anew.
type settled struct {
	key string
	// source is the object that says what of the repository the cluster sees; nil where none does.
	source *object
	view   *repository.View
	looks  map[repository.Look]bool
	parts  []protocol.RenderedKustomization
	result protocol.RenderedCluster
	bytes  int
}

// settledClusters are those that were told last. They are safe for concurrent use.
type settledClusters struct {
	mutex   sync.Mutex
	entries map[string]*list.Element
	recent  *list.List
	bytes   int
}

func newSettledClusters() *settledClusters {
	return &settledClusters{entries: map[string]*list.Element{}, recent: list.New()}
}

func (s *settledClusters) find(key string) *settled {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	element := s.entries[key]
	if element == nil {
		return nil
	}
	s.recent.MoveToFront(element)
	return element.Value.(*settled)
}

// keep takes the place of what was kept of the same key; past the limit the least used go.
func (s *settledClusters) keep(made *settled) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if before := s.entries[made.key]; before != nil {
		s.forget(before)
	}
	s.entries[made.key] = s.recent.PushFront(made)
	s.bytes += made.bytes
	for s.bytes > settledBytes && s.recent.Len() > 0 {
		s.forget(s.recent.Back())
	}
}

func (s *settledClusters) forget(element *list.Element) {
	forgotten := s.recent.Remove(element).(*settled)
	s.bytes -= forgotten.bytes
	delete(s.entries, forgotten.key)
}

// settledKey names all that a cluster depends on beside the repository's content; empty for one whose looks are not all
// known: what comes from elsewhere, and what Argo CD applies.
func (c *cluster) settledKey(params protocol.RenderParams) string {
	r := c.renderer
	if r.snapshot.Revision == "" || len(r.given)+len(r.mirrors)+len(r.fetched)+len(r.without) > 0 || params.Reads {
		return ""
	}
	if c.entry.Argo != nil || c.entry.Instance != "" || c.missing != nil {
		return ""
	}
	return strings.Join([]string{
		params.Repository.Path, c.entry.Cluster, c.entry.Path, c.entry.Folder,
		fmt.Sprint(r.fileLimit, r.resourceLimit, r.fields), params.FluxVersion, r.origin,
	}, "\n")
}

// asBefore is what was told of a cluster, if everything that was looked at is the same now; else nil.
func (c *cluster) asBefore() *settled {
	if c.key == "" {
		return nil
	}
	r := c.renderer
	known := r.memory.settled.find(c.key)
	if known == nil {
		return nil
	}
	view := r.folderView(c.entry.Folder, known.source)
	if view.ID == known.view.ID {
		return known
	}
	changed := r.changes.get(known.view.ID+"\n"+view.ID, func() repository.Changes { return known.view.Changes(view) })
	if changed.Touch(known.looks) {
		return nil
	}
	// The view that it was made in is held no longer.
	moved := *known
	moved.view = view
	r.memory.settled.keep(&moved)
	return &moved
}

// settle keeps what was told of a cluster.
func (c *cluster) settle(parts []protocol.RenderedKustomization, result protocol.RenderedCluster) {
	if c.key == "" || c.trail.lost || c.volatile() {
		return
	}
	root := c.round.items[0].source
	made := &settled{key: c.key, view: c.trail.view, looks: c.trail.looks, parts: parts, result: result}
	made.source = sources{objects: c.round.objects}.find(root)
	for _, part := range parts {
		for _, resource := range part.Resources {
			made.bytes += len(resource.Object)
		}
	}
	c.renderer.memory.settled.keep(made)
}
