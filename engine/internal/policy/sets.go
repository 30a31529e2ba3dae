package policy

import "context"

// Sets keeps the policy sets that were used last. It is safe for concurrent use.
type Sets struct {
	sets *memo[*Set]
}

// NewSets keeps at most limit sets.
func NewSets(limit int) *Sets {
	return &Sets{sets: newMemo[*Set](limit)}
}

// Load is the function Load, but a set that is kept is not compiled again unless it has problems, which name
// the places of the objects given.
func (s *Sets) Load(ctx context.Context, objects []Object) (*Set, []Problem, error) {
	sorted, err := canonical(objects)
	if err != nil {
		return nil, nil, err
	}
	if kept, found := s.sets.find(identify(sorted)); found && !kept.problematic {
		return kept, nil, nil
	}
	set, problems, err := loadCanonical(ctx, sorted)
	if err == nil {
		s.Put(set)
	}
	return set, problems, err
}

// Put keeps a set and forgets the one that was not used for longest when there are too many.
func (s *Sets) Put(set *Set) { s.sets.put(set.ID, set) }

// Get returns the set of an id, nil when it was never put or is forgotten.
func (s *Sets) Get(id string) *Set {
	set, _ := s.sets.find(id)
	return set
}
