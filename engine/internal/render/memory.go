package render

import (
	"container/list"
	"sync"
	"sync/atomic"

	"fleetkeep.dev/engine/internal/diskcache"
	"fleetkeep.dev/engine/internal/repository"
)

// rememberedBytes is how much JSON of objects a Memory keeps; it takes about three times that.
const rememberedBytes = 128 << 20

// mostOfOneKey is how many variants of one build are remembered: revisions of one Kustomization's content.
const mostOfOneKey = 16

// Memory remembers what was built, over requests, revisions and repositories, by what each build really read. So a commit
// that touches one file builds what depends on that file and nothing else. It is bounded, safe for concurrent use, and
// only ever saves time: what it gives is what building again would give.
type Memory struct {
	mutex   sync.Mutex
	entries map[string][]*list.Element
	recent  *list.List
	bytes   int
	// disk keeps builds over processes; nil without.
	disk  *disk
	trees repository.Trees
	// settled are whole clusters.
	settled *settledClusters
	// built counts what no memory had.
	built atomic.Int64
}

// NewMemory remembers nothing yet.
func NewMemory() *Memory {
	return &Memory{entries: map[string][]*list.Element{}, recent: list.New(), settled: newSettledClusters()}
}

// NewMemoryOn also remembers what is on disk, of the same engine; a nil cache is none.
func NewMemoryOn(cache *diskcache.Cache, engine string) *Memory {
	memory := NewMemory()
	if cache != nil {
		memory.disk = &disk{cache: cache, engine: engine}
	}
	return memory
}

// sight is what one look showed: at the view of the source of that name, "" being the one that a Kustomization is built
// from, or at an object of the cluster, if there is no look at a file.
type sight struct {
	source string
	object key
	look   repository.Look
	shown  string
}

// world is what builds see.
type world interface {
	// show answers the question of a sight as it is now.
	show(sight) string
}

// oneView is the world of a Kustomization's build.
type oneView struct{ *repository.View }

func (v oneView) show(asked sight) string { return v.Show(asked.look) }

// show of the world of a HelmRelease.
func (s sources) show(asked sight) string {
	if asked.object.group == fetchedGroup {
		return s.renderer.showFetched(asked.object)
	}
	if asked.object != (key{}) {
		if found := s.objects[asked.object]; found != nil {
			return found.Hash
		}
		return "absent"
	}
	if view := s.at(parseReference(asked.source)); view != nil {
		return view.Show(asked.look)
	}
	return "unavailable"
}

// memory is one build with all that it saw.
type memory struct {
	key    string
	sights []sight
	result any
	bytes  int
}

// recall finds a build of that key to which everything that it saw shows the same now.
func (m *Memory) recall(key string, now world) any {
	m.mutex.Lock()
	candidates := append([]*list.Element{}, m.entries[key]...)
	m.mutex.Unlock()
	for _, candidate := range candidates {
		remembered := candidate.Value.(*memory)
		if !remembered.holds(now) {
			continue
		}
		m.mutex.Lock()
		// It may have been forgotten meanwhile: then there is nothing to move.
		m.recent.MoveToFront(candidate)
		m.mutex.Unlock()
		return remembered.result
	}
	return nil
}

// newest is what was remembered last of a key, whatever it saw; nil for none.
func (m *Memory) newest(key string) any {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	variants := m.entries[key]
	if len(variants) == 0 {
		return nil
	}
	return variants[len(variants)-1].Value.(*memory).result
}

func (r *memory) holds(now world) bool {
	for _, sight := range r.sights {
		if now.show(sight) != sight.shown {
			return false
		}
	}
	return true
}

// remember keeps a build. Of one key the oldest is forgotten first, of all the least used.
func (m *Memory) remember(key string, sights []sight, result any, bytes int) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	if variants := m.entries[key]; len(variants) >= mostOfOneKey {
		m.forget(variants[0])
	}
	m.entries[key] = append(m.entries[key], m.recent.PushFront(&memory{key: key, sights: sights, result: result, bytes: bytes}))
	m.bytes += bytes
	for m.bytes > rememberedBytes && m.recent.Len() > 1 {
		m.forget(m.recent.Back())
	}
}

func (m *Memory) forget(element *list.Element) {
	forgotten := m.recent.Remove(element).(*memory)
	m.bytes -= forgotten.bytes
	variants := m.entries[forgotten.key]
	for i, variant := range variants {
		if variant == element {
			m.entries[forgotten.key] = append(append([]*list.Element{}, variants[:i]...), variants[i+1:]...)
		}
	}
	if len(m.entries[forgotten.key]) == 0 {
		delete(m.entries, forgotten.key)
	}
}
