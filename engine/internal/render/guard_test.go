package render

import (
	"context"
	"strings"
	"testing"
	"time"
)

func TestGuardEndsTheProcessAndNamesWhatIsBeingBuilt(t *testing.T) {
	g := newGuard(100)
	used := uint64(50 << 20)
	g.used = func() uint64 { return used }
	ended := ""
	g.end = func(building []string) { ended = strings.Join(building, " ") }
	first, second := g.begin("./b"), g.begin("./a")
	defer second()
	if g.check(); ended != "" {
		t.Fatalf("ended below the limit: %s", ended)
	}
	used = 120 << 20
	if g.check(); ended != "./a ./b" {
		t.Fatalf("ended with %q", ended)
	}
	first()
	if g.check(); ended != "./a" {
		t.Fatalf("ended with %q", ended)
	}
	second()
	ended = ""
	if g.check(); ended != "" {
		t.Fatalf("ended while nothing is being built: %s", ended)
	}
	g.end = func([]string) { ended = "nothing is being built" }
	used = 200 << 20
	if g.check(); ended == "" {
		t.Fatal("goes on taking memory")
	}
	if says := g.outOfMemory("./a").message(); !strings.Contains(says, "more than 100 MiB") {
		t.Fatal(says)
	}
}

func TestSomeBuildsRunAlone(t *testing.T) {
	turns := newTurns([]string{"alone"})
	release, err := turns.take(t.Context(), "other")
	if err != nil {
		t.Fatal(err)
	}
	short, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := turns.take(short, "alone"); err == nil {
		t.Fatal("it runs beside another one")
	}
	release()
	release, err = turns.take(t.Context(), "alone")
	if err != nil {
		t.Fatal(err)
	}
	shorter, cancelShorter := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancelShorter()
	if _, err := turns.take(shorter, "other"); err == nil {
		t.Fatal("another one runs beside it")
	}
	release()
}
