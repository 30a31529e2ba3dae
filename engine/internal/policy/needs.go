package policy

import (
	"encoding/json"
	"regexp"

	regoschema "github.com/open-policy-agent/frameworks/constraint/pkg/client/drivers/rego/schema"
	"github.com/open-policy-agent/frameworks/constraint/pkg/core/templates"
	celschema "github.com/open-policy-agent/gatekeeper/v3/pkg/drivers/k8scel/schema"
	"github.com/open-policy-agent/opa/v1/ast"
)

// needs says which facts of the live cluster a template's code reads. They are found in the code, whether
// or not an evaluation comes that far: a template that may depend on a fact that nobody knows is not decided.
type needs struct {
	// inventory: objects synchronised from the cluster, `data.inventory`.
	inventory bool
	// user: who sends the request, `input.review.userInfo` or `request.userInfo`.
	user bool
	// namespace: the Namespace of the object, `input.review.namespaceObject` or `namespaceObject`.
	namespace bool
}

func needsOf(template *templates.ConstraintTemplate) (needs, error) {
	source, cel := effectiveSource(template)
	if cel != nil {
		return celNeeds(cel)
	}
	if source == nil {
		return needs{}, nil
	}
	program, err := compileRego(source)
	if err != nil {
		return needs{}, err
	}
	return regoNeeds(program.modules), nil
}

// effectiveSource returns the code that the client runs: CEL where a template has it, else Rego.
func effectiveSource(template *templates.ConstraintTemplate) (*regoschema.Source, *templates.Code) {
	for _, target := range template.Spec.Targets {
		for index := range target.Code {
			if target.Code[index].Engine == celschema.Name {
				return nil, &target.Code[index]
			}
		}
	}
	source, err := regoSource(template)
	if err != nil {
		return nil, nil
	}
	return source, nil
}

func regoNeeds(modules []*ast.Module) needs {
	var found needs
	for _, module := range modules {
		ast.WalkTerms(module, func(term *ast.Term) bool {
			switch value := term.Value.(type) {
			case ast.String:
				switch string(value) {
				case "userInfo":
					found.user = true
				case "namespaceObject":
					found.namespace = true
				}
			case ast.Ref:
				if len(value) > 1 && value[0].Equal(ast.DefaultRootDocument) && value[1].Equal(ast.StringTerm("inventory")) {
					found.inventory = true
				}
			}
			return false
		})
	}
	return found
}

var (
	celUser      = regexp.MustCompile(`\brequest\.userInfo\b|\bauthorizer\b`)
	celNamespace = regexp.MustCompile(`\bnamespaceObject\b`)
)

func celNeeds(code *templates.Code) (needs, error) {
	text, err := json.Marshal(code.Source)
	if err != nil {
		return needs{}, err
	}
	return needs{user: celUser.Match(text), namespace: celNamespace.Match(text)}, nil
}
