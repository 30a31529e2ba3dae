package render

import (
	"context"
	"strings"
	"testing"
	"time"
)

func TestGuardGivesUpWhatIsBeingBuilt(t *testing.T) {
	g := newGuard(100)
	used := uint64(50 << 20)
	g.used = func() uint64 { return used }
	ended := ""
	g.end = func(format string, _ ...any) { ended = format }
	ctx, release := g.bounded(t.Context(), time.Minute)
	defer release()
	g.check()
	if ctx.Err() != nil {
		t.Fatal("given up below the limit")
	}
	used = 120 << 20
	g.check()
	if ctx.Err() == nil || ended != "" {
		t.Fatalf("not given up above the limit, or ended: %q", ended)
	}
	if says := g.exceeded(ctx, "building ./a", 0).message(); !strings.Contains(says, "more than 100 MiB") {
		t.Fatal(says)
	}
	later, releaseLater := g.bounded(t.Context(), time.Minute)
	defer releaseLater()
	if later.Err() != nil {
		t.Fatal("what comes later is given up too")
	}
	used = 200 << 20
	if g.check(); ended == "" {
		t.Fatal("a build that goes on taking memory does not end the process")
	}
}

func TestGuardEndsABuildInTime(t *testing.T) {
	g := newGuard(0)
	ctx, release := g.bounded(context.Background(), time.Nanosecond)
	defer release()
	<-ctx.Done()
	if says := g.exceeded(ctx, "building ./a", time.Second).message(); !strings.Contains(says, "after 1.0 seconds") {
		t.Fatal(says)
	}
}
