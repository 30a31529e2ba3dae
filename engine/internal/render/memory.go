package render

import (
	"container/list"
	"sync"

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
}

// NewMemory remembers nothing yet.
func NewMemory() *Memory {
	return &Memory{entries: map[string][]*list.Element{}, recent: list.New()}
}

// sight is what one look showed, at the view of the source of that name; "" is the one that a Kustomization is built from.
type sight struct {
	source string
	look   repository.Look
	shown  string
}

// memory is one build with all that it saw.
type memory struct {
	key    string
	sights []sight
	result any
	bytes  int
}

// views finds the view of a source's name, nil when its content is not at hand.
type views func(source string) *repository.View

// show is what a look shows now.
func (v views) show(source string, look repository.Look) string {
	if view := v(source); view != nil {
		return view.Show(look)
	}
	return "unavailable"
}

// recall finds a build of that key to which everything that it saw shows the same now.
func (m *Memory) recall(key string, views views) any {
	m.mutex.Lock()
	candidates := append([]*list.Element{}, m.entries[key]...)
	m.mutex.Unlock()
	for _, candidate := range candidates {
		remembered := candidate.Value.(*memory)
		if !remembered.holds(views) {
			continue
		}
		m.mutex.Lock()
		m.recent.MoveToFront(candidate)
		m.mutex.Unlock()
		return remembered.result
	}
	return nil
}

func (r *memory) holds(views views) bool {
	for _, sight := range r.sights {
		if views.show(sight.source, sight.look) != sight.shown {
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
