package policy

import (
	"container/list"
	"sync"
)

// Sets keeps the policy sets that were used last.
type Sets struct {
	lock  sync.Mutex
	limit int
	order *list.List
	byID  map[string]*list.Element
}

// NewSets keeps at most limit sets.
func NewSets(limit int) *Sets {
	return &Sets{limit: limit, order: list.New(), byID: map[string]*list.Element{}}
}

// Put keeps a set and forgets the one that was not used for longest when there are too many.
func (s *Sets) Put(set *Set) {
	s.lock.Lock()
	defer s.lock.Unlock()
	if known, found := s.byID[set.ID]; found {
		known.Value = set
		s.order.MoveToFront(known)
		return
	}
	s.byID[set.ID] = s.order.PushFront(set)
	for s.order.Len() > s.limit {
		oldest := s.order.Back()
		s.order.Remove(oldest)
		delete(s.byID, oldest.Value.(*Set).ID)
	}
}

// Get returns the set of an id, nil when it was never put or is forgotten.
func (s *Sets) Get(id string) *Set {
	s.lock.Lock()
	defer s.lock.Unlock()
	known, found := s.byID[id]
	if !found {
		return nil
	}
	s.order.MoveToFront(known)
	return known.Value.(*Set)
}
