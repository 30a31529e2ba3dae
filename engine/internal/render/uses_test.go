package render

import (
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"testing"

	"github.com/fluxcd/pkg/envsubst"
	"github.com/fluxcd/pkg/envsubst/parse"

	"fleetkeep.dev/engine/internal/protocol"
	"fleetkeep.dev/engine/internal/testrepo"
)

// What is read off the parsed text is what evaluating it tells: which variables are looked up, which must have a value, and
// which defaults show another variable.
func TestUsesAreThoseOfEvaluation(t *testing.T) {
	random := rand.New(rand.NewSource(4301))
	pick := func(from ...string) string { return from[random.Intn(len(from))] }
	var text func(depth int) string
	text = func(depth int) string {
		if depth == 0 || random.Intn(4) == 0 {
			return pick("", "x", " a ", "$", "$$", "$${A}", "{")
		}
		name := pick("A", "B", "C", "D", "É_1")
		switch random.Intn(4) {
		case 0:
			return text(depth-1) + "${" + name + "}" + text(depth-1)
		case 1:
			return "${" + pick("#", "") + name + pick("^^", ",", "%x", "/x/y", ":1:1", "") + "}"
		default:
			return text(depth-1) + "${" + name + pick(":=", ":-", "=", "-", ":+", "+", ":?", "?") + text(depth-1) + "}"
		}
	}
	parsed, holding := 0, 0
	for range 20_000 {
		written := text(3)
		tree, err := parse.Parse(written)
		if err != nil {
			continue
		}
		parsed++
		found := newUses(tree)
		var order []string
		_, _ = envsubst.Eval(written, func(name string) (string, bool) {
			if !slices.Contains(order, name) {
				order = append(order, name)
			}
			return "", true
		})
		if !slices.Equal(found.order, order) {
			t.Fatalf("%q uses %q, not %q", written, order, found.order)
		}
		for _, one := range order {
			_, err := envsubst.Eval(written, func(name string) (string, bool) { return "", name != one })
			if found.bare[one] != (err != nil) {
				t.Fatalf("%q: without %s: %v", written, one, err)
			}
		}
		for _, one := range order {
			for holder := range found.holding([]string{one}) {
				holding++
				shown := func(value string) int {
					result, _ := envsubst.Eval(written, func(name string) (string, bool) {
						switch name {
						case one:
							return "\x00", true
						case holder:
							return value, true
						}
						return "", true
					})
					return strings.Count(result, "\x00")
				}
				if holder != one && !found.bare[holder] && shown("") < shown("x") {
					t.Fatalf("%q: the default of %s does not hold %s", written, holder, one)
				}
			}
		}
	}
	if parsed < 10_000 || holding < 1_000 {
		t.Errorf("%d texts with %d defaults that hold a variable", parsed, holding)
	}
}

// A text of tens of thousands of variables takes its time and no more than the time that there is.
func TestManyVariablesAreGivenUp(t *testing.T) {
	var data strings.Builder
	for i := range 20_000 {
		fmt.Fprintf(&data, "  k%d: \"${V%d:=x} ${W%d} ${V%d:=${W%d}}\"\n", i, i, i, i, i)
	}
	directory := testrepo.New(t, "-- c/k.yaml --\n"+kustomizationYAML("a", "./a", "postBuild: {substituteFrom: [{kind: Secret, name: s}]}")+
		"-- c/b.yaml --\n"+kustomizationYAML("b", "./b", "")+"-- b/x.yaml --\n"+configMap("x", "")+
		"-- a/x.yaml --\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: x, namespace: shop}\ndata:\n"+data.String())
	request := params(directory, "HEAD", "c=./c")
	request.Limits = &protocol.RenderLimits{Seconds: 2}
	got := renderParams(t, request)
	if part := got.part(t, "a"); got.problems() != "timeout c/k.yaml:1 flux-system/a" && len(part.Kustomization.Unknowns) != 40_000 {
		t.Errorf("%s, %d unknown variables, %s", part.Kustomization.State, len(part.Kustomization.Unknowns), got.problems())
	}
	if state := got.part(t, "b").Kustomization.State; state != "rendered" {
		t.Errorf("the other one is %s", state)
	}
}
