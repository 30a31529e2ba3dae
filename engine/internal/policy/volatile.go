package policy

import (
	"context"
	"sync/atomic"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/topdown"
)

// volatileMark is the key of a context under which an evaluation notes that it asked for what is another thing next time:
// the time, a random number.
type volatileMark struct{}

func withVolatileMark(ctx context.Context) (context.Context, *atomic.Bool) {
	mark := &atomic.Bool{}
	return context.WithValue(ctx, volatileMark{}, mark), mark
}

func leaveVolatileMark(ctx context.Context) {
	if mark, marked := ctx.Value(volatileMark{}).(*atomic.Bool); marked {
		mark.Store(true)
	}
}

// Every built-in function that OPA calls nondeterministic leaves the mark; what it gives is as it was.
func init() {
	for _, builtin := range ast.Builtins {
		evaluate := topdown.GetBuiltin(builtin.Name)
		if !builtin.Nondeterministic || evaluate == nil {
			continue
		}
		topdown.RegisterBuiltinFunc(builtin.Name, func(ctx topdown.BuiltinContext, operands []*ast.Term, iterate func(*ast.Term) error) error {
			leaveVolatileMark(ctx.Context)
			return evaluate(ctx, operands, iterate)
		})
	}
}
