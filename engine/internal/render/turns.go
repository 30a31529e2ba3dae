package render

import (
	"context"
	"runtime"
	"sync"
)

// turns lets as many builds run at the same time as there are cores, and some of them only while no other one does.
type turns struct {
	slots chan struct{}
	// only keeps two that run alone from waiting for each other.
	only  sync.Mutex
	alone map[string]bool
}

func newTurns(alone []string) *turns {
	return &turns{slots: make(chan struct{}, runtime.GOMAXPROCS(0)), alone: set(alone)}
}

// take waits for the turn of a build.
func (t *turns) take(ctx context.Context, name string) (release func(), err error) {
	wanted := 1
	if t.alone[name] {
		t.only.Lock()
		defer t.only.Unlock()
		wanted = cap(t.slots)
	}
	for taken := range wanted {
		select {
		case t.slots <- struct{}{}:
		case <-ctx.Done():
			t.give(taken)
			return nil, ctx.Err()
		}
	}
	return func() { t.give(wanted) }, nil
}

func (t *turns) give(count int) {
	for range count {
		<-t.slots
	}
}

func set(names []string) map[string]bool {
	result := make(map[string]bool, len(names))
	for _, name := range names {
		result[name] = true
	}
	return result
}
