package policy

import (
	"fmt"

	"github.com/open-policy-agent/frameworks/constraint/pkg/core/templates"
	celschema "github.com/open-policy-agent/gatekeeper/v3/pkg/drivers/k8scel/schema"
	"github.com/open-policy-agent/gatekeeper/v3/pkg/drivers/k8scel/transform"
	"k8s.io/apiserver/pkg/admission/plugin/cel"
	"k8s.io/apiserver/pkg/cel/environment"
)

// celProblems compiles a template's CEL as Gatekeeper's driver does (pkg/drivers/k8scel/driver.go,
// AddTemplate) and returns the errors, which the driver keeps until a review stumbles over them.
// A template without CEL has none.
func celProblems(template *templates.ConstraintTemplate) []string {
	if _, code := effectiveSource(template); code == nil {
		return nil
	}
	source, err := celschema.GetSourceFromTemplate(template)
	if err != nil {
		return []string{err.Error()}
	}
	compiler, err := cel.NewCompositedCompiler(environment.MustBaseEnvSet(environment.DefaultCompatibilityVersion()))
	if err != nil {
		return []string{err.Error()}
	}
	var problems []string
	compile := func(what string, expression cel.ExpressionAccessor, options cel.OptionalVariableDeclarations) {
		result := compiler.CompileCELExpression(expression, options, environment.StoredExpressions)
		if result.Error != nil {
			problems = append(problems, fmt.Sprintf("%s %q: %s", what, expression.GetExpression(), result.Error.Detail))
		}
	}
	withParameters := cel.OptionalVariableDeclarations{HasParams: true}
	variables, err := source.GetVariables()
	if err != nil {
		return []string{err.Error()}
	}
	for _, variable := range append(transform.AllVariablesCEL(), variables...) {
		result := compiler.CompileAndStoreVariable(variable, withParameters, environment.StoredExpressions)
		if result.Error != nil {
			problems = append(problems, fmt.Sprintf("variable %s: %s", variable.GetName(), result.Error.Detail))
		}
	}
	without := cel.OptionalVariableDeclarations{}
	for _, group := range []struct {
		what string
		get  func() ([]cel.ExpressionAccessor, error)
	}{
		{"match condition", source.GetMatchConditions},
		{"validation", source.GetValidations},
		{"message expression", source.GetMessageExpressions},
	} {
		expressions, err := group.get()
		if err != nil {
			problems = append(problems, err.Error())
			continue
		}
		for _, expression := range expressions {
			if expression != nil {
				compile(group.what, expression, without)
			}
		}
	}
	return problems
}
