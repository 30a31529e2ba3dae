package main

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

const (
	// roomyHeap is how far the heap may grow, in bytes, before the collector runs at all: rendering and judging make much
	// garbage and keep little, and most runs end before they come this far.
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

// pace is the percentage of what is in use, in bytes, by which the heap may grow: up to roomyHeap, above half of it to twice
// of what is in use.
func pace(live uint64) int {
	live = max(live, leastHeap)
	if live > roomyHeap/2 {
		return 100
	}
	return int((roomyHeap - live) * 100 / live)
}

// afterEachCollection works by an object that nobody holds: whenever it is collected, another takes its place.
func afterEachCollection(work func()) {
	type sentinel struct{ _ [16]byte }
	runtime.SetFinalizer(&sentinel{}, func(*sentinel) {
		work()
		afterEachCollection(work)
	})
}
