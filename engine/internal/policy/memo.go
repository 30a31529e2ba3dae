package policy

import (
	"container/list"
	"sync"
)

// memo keeps the values that were used last, by key. It is safe for concurrent use; two callers may compute
// the same value at the same time.
type memo[V any] struct {
	lock  sync.Mutex
	limit int
	order *list.List
	byKey map[string]*list.Element
}

type memoEntry[V any] struct {
	key   string
	value V
}

func newMemo[V any](limit int) *memo[V] {
	return &memo[V]{limit: limit, order: list.New(), byKey: map[string]*list.Element{}}
}

func (m *memo[V]) find(key string) (value V, found bool) {
	m.lock.Lock()
	defer m.lock.Unlock()
	element, found := m.byKey[key]
	if !found {
		return value, false
	}
	m.order.MoveToFront(element)
	return element.Value.(memoEntry[V]).value, true
}

func (m *memo[V]) put(key string, value V) {
	m.lock.Lock()
	defer m.lock.Unlock()
	if element, found := m.byKey[key]; found {
		element.Value = memoEntry[V]{key, value}
		m.order.MoveToFront(element)
		return
	}
	m.byKey[key] = m.order.PushFront(memoEntry[V]{key, value})
	for m.order.Len() > m.limit {
		oldest := m.order.Back()
		m.order.Remove(oldest)
		delete(m.byKey, oldest.Value.(memoEntry[V]).key)
	}
}

// get computes a value that is not there; errors are not kept.
func (m *memo[V]) get(key string, compute func() (V, error)) (V, error) {
	if value, found := m.find(key); found {
		return value, nil
	}
	value, err := compute()
	if err == nil {
		m.put(key, value)
	}
	return value, err
}
