package render

import (
	"slices"

	"github.com/fluxcd/pkg/envsubst/parse"
)

// uses are the variables of a text, as Flux's envsubst parses it.
type uses struct {
	// order is that in which they are looked up.
	order []string
	seen  map[string]bool
	// bare are those that must have a value wherever substitution is strict.
	bare map[string]bool
	// within are, by variable, those in the defaults of which it is used.
	within map[string]map[string]bool
}

func newUses(tree *parse.Tree) *uses {
	found := &uses{seen: map[string]bool{}, bare: map[string]bool{}, within: map[string]map[string]bool{}}
	found.add(tree.Root, "")
	return found
}

func (u *uses) add(node parse.Node, holder string) {
	switch node := node.(type) {
	case *parse.ListNode:
		for _, one := range node.Nodes {
			u.add(one, holder)
		}
	case *parse.FuncNode:
		inner := ""
		if isDefault(node.Name) {
			inner = node.Param
		} else {
			u.bare[node.Param] = true
		}
		for _, one := range node.Args {
			u.add(one, inner)
		}
		if !u.seen[node.Param] {
			u.seen[node.Param] = true
			u.order = append(u.order, node.Param)
		}
		if holder == "" {
			return
		}
		if u.within[node.Param] == nil {
			u.within[node.Param] = map[string]bool{}
		}
		u.within[node.Param][holder] = true
	}
}

// isDefault tells the operators with which a variable needs no value (github.com/fluxcd/pkg/envsubst, eval.go,
// isDefaultOp).
func isDefault(operator string) bool {
	switch operator {
	case "-", "+", "=", "?", ":-", ":+", ":=", ":?":
		return true
	}
	return false
}

// holding are the variables in whose defaults one of these is used, or one in whose defaults it is, and so on.
func (u *uses) holding(variables []string) map[string]bool {
	held := map[string]bool{}
	for queue := slices.Clone(variables); len(queue) > 0; {
		next := queue[0]
		queue = queue[1:]
		for holder := range u.within[next] {
			if !held[holder] {
				held[holder] = true
				queue = append(queue, holder)
			}
		}
	}
	return held
}
