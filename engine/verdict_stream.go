package main

import (
	"time"

	"fleetkeep.dev/engine/internal/protocol"
)

const (
	// mostTogether is how many verdicts one message has at most.
	mostTogether = 32
	// longestWait is how long a verdict waits for others, as long as others come.
	longestWait = 50 * time.Millisecond
)

// verdictStream hands verdicts over several at a time: to be told of each costs the client more than to read it.
type verdictStream struct {
	token    string
	notify   func(method string, params any)
	verdicts []protocol.Verdict
	// last is when it told something, or began.
	last time.Time
}

func (s *verdictStream) add(verdict protocol.Verdict) {
	s.verdicts = append(s.verdicts, verdict)
	if len(s.verdicts) == mostTogether || time.Since(s.last) > longestWait {
		s.flush()
	}
}

// flush hands over what waits.
func (s *verdictStream) flush() {
	if len(s.verdicts) == 0 {
		return
	}
	s.notify(protocol.NotificationReviewVerdicts, protocol.Verdicts{Token: s.token, Verdicts: s.verdicts})
	s.verdicts = nil
	s.last = time.Now()
}
