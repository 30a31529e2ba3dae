package main

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

const (
	// roomyHeap is by how much the heap may grow beyond what is in use, in bytes, before the collector runs: rendering and
	// judging make much garbage and keep little.
	roomyHeap = 256 << 20
	// leastHeap is Go's own: by so much the percentage of an empty heap counts.
	leastHeap = 4 << 20
)

// collectRarely sets the collector's pace after every run of it, unless the user has set one.
func collectRarely() {
	if os.Getenv("GOGC") != "" {
		return
	}
	debug.SetGCPercent(pace(0))
	afterEachCollection(func() {
		live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
		metrics.Read(live)
		debug.SetGCPercent(pace(live[0].Value.Uint64()))
	})
}

// worthwhileHeap is how much must have been allocated since the last collection for another one while nobody waits.
const worthwhileHeap = roomyHeap / 4

// collectGarbage does between two tasks what would otherwise slow the next one down.
func collectGarbage() {
	samples := []metrics.Sample{{Name: "/gc/heap/live:bytes"}, {Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(samples)
	if live, all := samples[0].Value.Uint64(), samples[1].Value.Uint64(); all > live+worthwhileHeap {
		runtime.GC()
	}
}

// pace is the percentage of what is in use, in bytes, by which the heap may grow: by roomyHeap, and at least to twice of what
// is in use.
func pace(live uint64) int {
	return int(max(100, roomyHeap*100/max(live, leastHeap)))
}

// afterEachCollection works by an object that nobody holds: whenever it is collected, another takes its place.
func afterEachCollection(work func()) {
	type sentinel struct{ _ [16]byte }
	runtime.SetFinalizer(&sentinel{}, func(*sentinel) {
		work()
		afterEachCollection(work)
	})
}
