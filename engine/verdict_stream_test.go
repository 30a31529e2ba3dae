package main

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"fleetkeep.dev/engine/internal/protocol"
)

func TestVerdictsAreToldTogether(t *testing.T) {
	var sizes []int
	var ids []string
	stream := &verdictStream{token: "t", last: time.Now().Add(time.Hour), notify: func(method string, params any) {
		told := params.(protocol.Verdicts)
		if method != "review/verdicts" || told.Token != "t" {
			t.Errorf("%s %s", method, told.Token)
		}
		sizes = append(sizes, len(told.Verdicts))
		for _, verdict := range told.Verdicts {
			ids = append(ids, verdict.ID)
		}
	}}
	var want []string
	add := func(count int) {
		for range count {
			want = append(want, fmt.Sprint(len(want)))
			stream.add(protocol.Verdict{ID: want[len(want)-1]})
		}
	}
	add(mostTogether)
	stream.last = time.Now().Add(time.Hour)
	add(3)
	// Nobody waits for many when they come slowly.
	stream.last = time.Now().Add(-time.Second)
	add(1)
	add(2)
	stream.flush()
	stream.flush()
	if !slices.Equal(sizes, []int{mostTogether, 4, 2}) || !slices.Equal(ids, want) {
		t.Errorf("%v %v", sizes, ids)
	}
}
