package policy

import (
	"context"
	"sync"
	"sync/atomic"
)

// Source is a policy set before it is compiled.
type Source struct {
	// ID is that of the Set that it compiles to.
	ID     string
	sorted []canonicalObject
}

// NewSource puts objects in order; see Load for what they may be.
func NewSource(objects []Object) (*Source, error) {
	sorted, err := canonical(objects)
	if err != nil {
		return nil, err
	}
	return &Source{ID: identify(sorted), sorted: sorted}, nil
}

// Sets keeps the policy sets that were used last. It is safe for concurrent use.
type Sets struct {
	sets *memo[*keptSet]
}

// keptSet compiles when it is first needed.
type keptSet struct {
	source *Source
	once   sync.Once
	// done says so to those who do not want to wait.
	done     atomic.Bool
	set      *Set
	problems []Problem
	err      error
}

func (k *keptSet) compiled(ctx context.Context) (*Set, []Problem, error) {
	k.once.Do(func() {
		// Whoever asks next must not find it undone because the first has gone away.
		k.set, k.problems, k.err = loadCanonical(context.WithoutCancel(ctx), k.source.sorted)
		k.source = nil
		k.done.Store(true)
	})
	return k.set, k.problems, k.err
}

// NewSets keeps at most limit sets.
func NewSets(limit int) *Sets {
	return &Sets{sets: newMemo[*keptSet](limit)}
}

// Load is the function Load, but a set that is kept is not compiled again unless it has problems, which name
// the places of the objects given.
func (s *Sets) Load(ctx context.Context, source *Source) (*Set, []Problem, error) {
	kept, found := s.sets.find(source.ID)
	if found {
		if set, problems, err := kept.compiled(ctx); err == nil && len(problems) == 0 {
			return set, nil, nil
		}
	}
	fresh := &keptSet{source: source}
	set, problems, err := fresh.compiled(ctx)
	if err == nil {
		s.sets.put(source.ID, fresh)
	}
	return set, problems, err
}

// Defer keeps a set that is compiled when Get asks for it.
func (s *Sets) Defer(source *Source) {
	if _, found := s.sets.find(source.ID); !found {
		s.sets.put(source.ID, &keptSet{source: source})
	}
}

// Knows tells whether Get would find a set.
func (s *Sets) Knows(id string) bool {
	_, found := s.sets.find(id)
	return found
}

// Compiled tells whether a set is kept, and compiled.
func (s *Sets) Compiled(id string) bool {
	kept, found := s.sets.find(id)
	return found && kept.done.Load()
}

// Get returns the set of an id, nil when it was never kept or is forgotten.
func (s *Sets) Get(ctx context.Context, id string) (*Set, error) {
	kept, found := s.sets.find(id)
	if !found {
		return nil, nil
	}
	set, _, err := kept.compiled(ctx)
	return set, err
}
