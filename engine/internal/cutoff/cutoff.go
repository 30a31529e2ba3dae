// Package cutoff waits for work that nothing can interrupt, as Go's templates cannot be, and leaves it behind when its time
// is over.
package cutoff

import (
	"context"
	"fmt"
	"time"
)

// Remedy is what helps against work that is given up; the limit is an option of the command line.
const Remedy = "make it smaller or raise the limit by --time-limit"

// Panic is work that panicked.
type Panic struct{ Cause any }

func (p *Panic) Error() string { return fmt.Sprint(p.Cause) }

// After gives what the work gives. Its error is a *Panic, or why the context ended before the work did. The work's own
// context ends with its time; ended, nil for none, is called when the work is over: before After returns, or some time after
// it gave up waiting.
func After[T any](ctx context.Context, limit time.Duration, ended func(), work func(context.Context) T) (T, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	type answer struct {
		value T
		err   error
	}
	done := make(chan answer, 1)
	go func() {
		var result answer
		defer func() {
			if cause := recover(); cause != nil {
				result = answer{err: &Panic{cause}}
			}
			if ended != nil {
				ended()
			}
			done <- result
		}()
		result.value = work(ctx)
	}()
	select {
	case result := <-done:
		return result.value, result.err
	case <-ctx.Done():
		var none T
		return none, context.Cause(ctx)
	}
}
