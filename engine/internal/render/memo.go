package render

import (
	"sync"
	"sync/atomic"
)

// mostMemos bounds a memo that has no bound of its own: past it, all is forgotten.
const mostMemos = 100_000

// memo computes each key once, however many ask for it at the same time.
type memo[T any] struct {
	mutex   sync.Mutex
	entries map[string]*memoEntry[T]
	// most is how many keys are remembered; mostMemos when 0.
	most int
}

type memoEntry[T any] struct {
	once  sync.Once
	done  atomic.Bool
	value T
}

func (m *memo[T]) get(key string, compute func() T) T {
	m.mutex.Lock()
	most := m.most
	if most == 0 {
		most = mostMemos
	}
	if m.entries == nil || len(m.entries) >= most {
		m.entries = map[string]*memoEntry[T]{}
	}
	entry, known := m.entries[key]
	if !known {
		entry = &memoEntry[T]{}
		m.entries[key] = entry
	}
	m.mutex.Unlock()
	entry.once.Do(func() {
		entry.value = compute()
		entry.done.Store(true)
	})
	return entry.value
}

// find gives what was computed, and does not wait for what is under way.
func (m *memo[T]) find(key string) (value T, known bool) {
	m.mutex.Lock()
	entry := m.entries[key]
	m.mutex.Unlock()
	if entry == nil || !entry.done.Load() {
		return value, false
	}
	return entry.value, true
}
