package cutoff_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"fleetkeep.dev/engine/internal/cutoff"
)

func TestWhatTheWorkGives(t *testing.T) {
	ended := false
	value, err := cutoff.After(context.Background(), time.Minute, func() { ended = true }, func(context.Context) int { return 7 })
	if value != 7 || err != nil || !ended {
		t.Errorf("got %d, %v, ended %v", value, err, ended)
	}
}

func TestAPanicIsTold(t *testing.T) {
	ended := false
	_, err := cutoff.After(context.Background(), time.Minute, func() { ended = true }, func(context.Context) int { panic("it broke") })
	var panicked *cutoff.Panic
	if !errors.As(err, &panicked) || panicked.Error() != "it broke" || !ended {
		t.Errorf("got %v, ended %v", err, ended)
	}
}

func TestWorkIsLeftBehind(t *testing.T) {
	goOn, ended := make(chan struct{}), make(chan struct{})
	_, err := cutoff.After(context.Background(), time.Millisecond, func() { close(ended) }, func(ctx context.Context) int {
		<-ctx.Done()
		<-goOn
		return 7
	})
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	select {
	case <-ended:
		t.Error("it is told to have ended while it runs")
	default:
	}
	close(goOn)
	<-ended
}
