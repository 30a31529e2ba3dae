package policy

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"

	clienterrors "github.com/open-policy-agent/frameworks/constraint/pkg/client/errors"
	"github.com/open-policy-agent/frameworks/constraint/pkg/core/templates"
)

// maximalName is the longest name that Gatekeeper's webhook accepts for its own kinds
// (gatekeeper pkg/webhook/policy.go, validateGatekeeperResources).
const maximalName = 63

func (l *loader) template(ctx context.Context, object Object) {
	state := templateState{object: object, broken: true}
	key := strings.ToLower(object.Object.GetName())
	defer func() { l.templates[key] = state }()
	l.checkName(object)
	template, err := l.convert(object.Object)
	if err != nil {
		l.problem(object, CodeTemplateInvalid, "%s cannot be read: %v", describe(object.Object), err)
		return
	}
	key = strings.ToLower(template.Spec.CRD.Spec.Names.Kind)
	if err := checkOperations(template); err != nil {
		l.problem(object, CodeTemplateInvalid, "%s is refused: %v", describe(object.Object), err)
	}
	if compileErrors := celProblems(template); len(compileErrors) > 0 {
		for _, compileError := range compileErrors {
			l.problem(object, CodeCELCompile, "%s does not compile: %s", describe(object.Object), compileError)
		}
		return
	}
	if _, err := l.set.client.AddTemplate(ctx, template); err != nil {
		code, message := templateProblem(err)
		l.problem(object, code, "%s %s", describe(object.Object), message)
		return
	}
	if state.needs, err = needsOf(template); err != nil {
		l.problem(object, CodeTemplateInvalid, "%s cannot be analysed: %v", describe(object.Object), err)
		return
	}
	state.broken = false
	loaded := Template{Kind: template.Spec.CRD.Spec.Names.Kind, Name: template.Name}
	for _, target := range template.Spec.Targets {
		loaded.Targets = append(loaded.Targets, target.Target)
		for _, operation := range target.Operations {
			state.operations = append(state.operations, string(operation))
		}
	}
	l.set.Templates = append(l.set.Templates, loaded)
}

func (l *loader) checkName(object Object) {
	if name := object.Object.GetName(); len(name) > maximalName {
		l.problem(object, CodeNameTooLong, "metadata.name %q of the %s has %d characters and Gatekeeper's webhook refuses more than %d: shorten it",
			name, object.Object.GetKind(), len(name), maximalName)
	}
}

// checkOperations is gatekeeper's pkg/webhook/policy.go, validateTemplate.
func checkOperations(template *templates.ConstraintTemplate) error {
	for _, target := range template.Spec.Targets {
		for _, operation := range target.Operations {
			if string(operation) == "*" && len(target.Operations) > 1 {
				return errors.New("operations has '*' and others: leave '*' alone or remove it")
			}
		}
	}
	return nil
}

// regoPosition finds upstream's own position of an error, `template:12:` or `libs["lib_0"]:3:`.
var regoPosition = regexp.MustCompile(`(template\d*|libs\["lib_(\d+)"\]):(\d+): `)

func templateProblem(err error) (code, message string) {
	text := err.Error()
	if errors.Is(err, clienterrors.ErrCompile) || strings.Contains(text, "rego_") {
		where := "its Rego"
		if position := regoPosition.FindStringSubmatch(text); position != nil {
			where = fmt.Sprintf("its Rego (line %s of the rego field)", position[3])
			if position[2] != "" {
				where = fmt.Sprintf("its Rego (line %s of libs[%s])", position[3], position[2])
			}
		}
		if strings.Contains(text, "hooks.hooks_builtin:") {
			where = "its `violation` rule, whose elements must be objects with a msg,"
		}
		return CodeRegoCompile, fmt.Sprintf("is not enforced, because %s does not compile; correct it: %s", where, text)
	}
	return CodeTemplateInvalid, fmt.Sprintf("is not enforced, because Gatekeeper refuses it: %s", text)
}
