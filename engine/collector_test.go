package main

import (
	"runtime"
	"runtime/debug"
	"testing"
	"time"
)

func TestPace(t *testing.T) {
	for live, want := range map[uint64]uint64{
		0:             leastHeap + roomyHeap,
		leastHeap:     leastHeap + roomyHeap,
		64 << 20:      64<<20 + roomyHeap,
		roomyHeap / 2: roomyHeap/2 + roomyHeap,
		300 << 20:     600 << 20,
		2 << 30:       4 << 30,
	} {
		grown := max(live, leastHeap) * uint64(100+pace(live)) / 100
		// The percentage is a whole number.
		if grown > want || want-grown > max(live, leastHeap)/100 {
			t.Errorf("with %d bytes in use the heap may grow to %d, wanted %d", live, grown, want)
		}
	}
}

func TestAfterEachCollection(t *testing.T) {
	collected := make(chan struct{}, 16)
	afterEachCollection(func() {
		// It goes on after the test, whose channel nobody empties then.
		select {
		case collected <- struct{}{}:
		default:
		}
	})
	for range 3 {
		runtime.GC()
		select {
		case <-collected:
		case <-time.After(time.Minute):
			t.Fatal("the collector ran, and nobody was told")
		}
	}
}

func TestGarbageIsCollectedWhereThereIsSome(t *testing.T) {
	collections := func() uint32 {
		before, after := runtime.MemStats{}, runtime.MemStats{}
		runtime.ReadMemStats(&before)
		collectGarbage()
		runtime.ReadMemStats(&after)
		return after.NumGC - before.NumGC
	}
	// Nothing else collects it.
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	runtime.GC()
	if count := collections(); count != 0 {
		t.Errorf("%d collections of nothing", count)
	}
	garbage := make([]byte, worthwhileHeap+1)
	runtime.KeepAlive(garbage)
	if count := collections(); count == 0 {
		t.Error("garbage is left")
	}
}
