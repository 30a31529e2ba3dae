package main

import (
	"encoding/json"
	"fmt"
	"testing"

	"fleetkeep.dev/engine/internal/protocol"
)

func TestKnownResourcesAreNotSentAgain(t *testing.T) {
	known := map[string]bool{}
	send := func(line int) protocol.RenderedKustomization {
		rendered := protocol.RenderedKustomization{Digest: fmt.Sprint(line), Resources: []protocol.RenderedResource{{Hash: "1", Line: line, Object: json.RawMessage(`{"kind": "A"}`)}}}
		withoutKnownResources(&rendered, known)
		return rendered
	}
	if first := send(1); len(first.Resources) != 1 || first.Digest == "" {
		t.Errorf("%+v", first)
	}
	if again := send(1); len(again.Resources) != 0 || !known[again.Digest] {
		t.Errorf("%+v", again)
	}
	if other := send(2); len(other.Resources) != 1 {
		t.Errorf("%+v", other)
	}
}

// What was listed is remembered, and told again: it stays as it is.
func TestKnownObjectsAreTakenOutOfACopy(t *testing.T) {
	object := json.RawMessage(`{"kind": "A"}`)
	listed := []protocol.RenderedResource{{Hash: "1", Object: object}, {Hash: "2", Object: object}}
	told := withoutKnown(listed, map[string]bool{"2": true})
	if string(told[0].Object) != string(object) || string(told[1].Object) != "{}" {
		t.Errorf("%+v", told)
	}
	if string(listed[1].Object) != string(object) {
		t.Errorf("what was listed has changed: %+v", listed)
	}
}
