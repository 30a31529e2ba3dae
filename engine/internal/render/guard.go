package render

import (
	"context"
	"encoding/json"
	"errors"
	"log"
	"os"
	"runtime/debug"
	"runtime/metrics"
	"slices"
	"sort"
	"sync"
	"time"

	"fleetkeep.dev/engine/internal/cutoff"
)

// defaultMebibytes is the default of protocol.RenderLimits.MemoryMebibytes.
const defaultMebibytes = 4096

// exitOutOfMemory is the exit code of an engine that ended for want of memory.
const exitOutOfMemory = 86

// guard watches the memory of the process while a request renders. A build cannot be interrupted, and what it takes cannot
// be told from what another one takes. So past the limit the process ends and names what was being built. Whoever started
// it starts another one, which has those built one at a time (RenderParams.alone): the one that ends it again is the one to
// do without (RenderParams.without), and everything else is rendered.
type guard struct {
	limit uint64
	// used is what the process takes, in bytes.
	used func() uint64
	// end ends the process, naming what was being built.
	end func(building []string)

	mutex   sync.Mutex
	running map[*work]bool
}

// work is one build while it runs; the guard's map tells whether it is left behind.
type work struct {
	guard *guard
	name  string
}

func newGuard(mebibytes int) *guard {
	if mebibytes <= 0 {
		mebibytes = defaultMebibytes
	}
	return &guard{limit: uint64(mebibytes) << 20, used: memoryInUse, end: endOutOfMemory, running: map[*work]bool{}}
}

// endOutOfMemory tells by its last line and its exit code what the engine's parent looks for.
func endOutOfMemory(building []string) {
	names, _ := json.Marshal(building)
	log.Printf("out of memory, building %s", names)
	os.Exit(exitOutOfMemory)
}

// watch watches until the context is done. Near the limit Go collects garbage more often.
func (g *guard) watch(ctx context.Context) {
	debug.SetMemoryLimit(int64(g.limit))
	ticker := time.NewTicker(50 * time.Millisecond)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			g.check()
		}
	}
}

func (g *guard) check() {
	used := g.used()
	if used <= g.limit {
		return
	}
	g.mutex.Lock()
	defer g.mutex.Unlock()
	building := g.named(true)
	if len(building) == 0 {
		building = g.named(false)
	}
	// With nothing being built, what is remembered and sent takes the memory, and most of that goes again.
	if len(building) > 0 || used > g.limit+g.limit/2 {
		g.end(building)
	}
}

// named lists what is being built. What was left behind has taken longer than it may, and goes on beside whatever has its
// place now, even beside what is built alone: so where there is any, the rest is not suspected.
func (g *guard) named(left bool) []string {
	var names []string
	for one, isLeft := range g.running {
		if isLeft == left && !slices.Contains(names, one.name) {
			names = append(names, one.name)
		}
	}
	sort.Strings(names)
	return names
}

// begin notes that something is being built, until its end is called.
func (g *guard) begin(name string) *work {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	one := &work{g, name}
	g.running[one] = false
	return one
}

// end is called by the work itself, also when nobody waits for it any more.
func (w *work) end() {
	w.guard.mutex.Lock()
	defer w.guard.mutex.Unlock()
	delete(w.guard.running, w)
}

// leave is called by who waited for the work and does so no more: what has not ended by then is left behind.
func (w *work) leave() {
	w.guard.mutex.Lock()
	defer w.guard.mutex.Unlock()
	if _, runs := w.guard.running[w]; runs {
		w.guard.running[w] = true
	}
}

// outOfMemory is what a build that is done without fails with.
func (g *guard) outOfMemory(what string) *failure {
	return failed("out-of-memory", "", 0,
		"building %s was given up because it takes more than %d MiB of memory: make it smaller or raise the limit by --memory-limit", what, g.limit>>20)
}

// inTurn runs the work on one object when it is its turn, watched. What it gives to the work is called when the work is over,
// which may be after it was left behind.
func (r *renderer) inTurn(ctx context.Context, item unit, run func(ended func()) *outcome) *outcome {
	if r.without[item.label()] {
		return failedOutcome(item.label(), withLocation(r.guard.outOfMemory(item.label()), item.kustomization))
	}
	release, err := r.turns.take(ctx, item.label())
	if err != nil {
		return failedOutcome(item.label(), failed("cancelled", "", 0, "rendering was cancelled"))
	}
	defer release()
	running := r.guard.begin(item.label())
	defer running.leave()
	return run(running.end)
}

// late is what a build that took too long fails with.
func late(cause error, what string, after time.Duration) *failure {
	if errors.Is(cause, context.Canceled) {
		return failed("cancelled", "", 0, "rendering was cancelled")
	}
	return failed("timeout", "", 0, "building %s was given up after %.1f seconds: %s", what, after.Seconds(), cutoff.Remedy)
}

func memoryInUse() uint64 {
	samples := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}, {Name: "/memory/classes/heap/free:bytes"}}
	metrics.Read(samples)
	return samples[0].Value.Uint64() - samples[1].Value.Uint64() - samples[2].Value.Uint64()
}
