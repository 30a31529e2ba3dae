package render

import (
	"context"
	"errors"
	"log"
	"runtime/debug"
	"runtime/metrics"
	"sync"
	"time"
)

// defaultMebibytes is the default of protocol.RenderLimits.MemoryMebibytes.
const defaultMebibytes = 4096

// errMemory is the cause of a build's end when memory runs out.
var errMemory = errors.New("rendering took more memory than it may")

// guard watches the memory of the process while a request renders. Past the limit it gives up what is being built, for
// one of those is what takes it; a build that goes on taking memory can only be stopped together with the process, which
// is better than to bring down the machine.
type guard struct {
	limit uint64
	// used is what the process takes, in bytes.
	used func() uint64
	// end ends the process.
	end func(format string, args ...any)

	mutex   sync.Mutex
	running map[int]context.CancelCauseFunc
	next    int
}

func newGuard(mebibytes int) *guard {
	if mebibytes <= 0 {
		mebibytes = defaultMebibytes
	}
	return &guard{limit: uint64(mebibytes) << 20, used: memoryInUse, end: log.Fatalf, running: map[int]context.CancelCauseFunc{}}
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
	if used > g.limit+g.limit/2 {
		g.end("rendering took %d MiB of memory, far more than the %d allowed: something in the repository has no end, or raise the limit", used>>20, g.limit>>20)
		return
	}
	g.mutex.Lock()
	defer g.mutex.Unlock()
	for _, cancel := range g.running {
		cancel(errMemory)
	}
}

// bounded is the context of one build: it ends after a time, or with errMemory as its cause.
func (g *guard) bounded(ctx context.Context, most time.Duration) (context.Context, func()) {
	ctx, giveUp := context.WithCancelCause(ctx)
	ctx, cancel := context.WithTimeout(ctx, most)
	g.mutex.Lock()
	defer g.mutex.Unlock()
	id := g.next
	g.next++
	g.running[id] = giveUp
	return ctx, func() {
		g.mutex.Lock()
		delete(g.running, id)
		g.mutex.Unlock()
		cancel()
		giveUp(nil)
	}
}

// exceeded says why a build was given up.
func (g *guard) exceeded(ctx context.Context, what string, after time.Duration) *failure {
	if errors.Is(context.Cause(ctx), errMemory) {
		return failed("out-of-memory", "", 0,
			"%s was given up because rendering took more than %d MiB of memory: make it smaller or raise the limit", what, g.limit>>20)
	}
	return failed("timeout", "", 0, "%s was given up after %.1f seconds: make it smaller or raise the limit", what, after.Seconds())
}

func memoryInUse() uint64 {
	samples := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}, {Name: "/memory/classes/heap/free:bytes"}}
	metrics.Read(samples)
	return samples[0].Value.Uint64() - samples[1].Value.Uint64() - samples[2].Value.Uint64()
}
