package policy

import (
	"fmt"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/topdown"
	"github.com/open-policy-agent/opa/v1/types"
)

// The built-in functions that would leave this process. They compile, as in a live cluster, but
// calling one stops the evaluation with an error: undefined, as `gator` has it, would be a pass
// (gatekeeper#2659, gatekeeper#2826).
func init() {
	ast.RegisterBuiltin(&ast.Builtin{
		Name: "external_data",
		Decl: types.NewFunction(types.Args(types.A), types.A),
	})
	for name, reason := range map[string]string{
		"external_data":      "asks an external data provider, which only the cluster can reach",
		"http.send":          "sends an HTTP request, which is not done outside of the cluster",
		"net.lookup_ip_addr": "looks up a name in DNS, which is not done outside of the cluster",
	} {
		topdown.RegisterBuiltinFunc(name, refuse(name, reason))
	}
}

func refuse(name, reason string) topdown.BuiltinFunc {
	return func(ctx topdown.BuiltinContext, _ []*ast.Term, _ func(*ast.Term) error) error {
		leaveVolatileMark(ctx.Context)
		return topdown.Halt{Err: fmt.Errorf("%s %s", name, reason)}
	}
}
