package policy

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	constraintclient "github.com/open-policy-agent/frameworks/constraint/pkg/client"
	"github.com/open-policy-agent/gatekeeper/v3/pkg/mutation/match"
	"github.com/open-policy-agent/gatekeeper/v3/pkg/util"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

func (l *loader) constraint(ctx context.Context, object Object) {
	template, found := l.templates[strings.ToLower(object.Object.GetKind())]
	switch {
	case !found:
		l.problem(object, CodeConstraintWithoutTemplate,
			"%s is not enforced, because no ConstraintTemplate defines the kind %s: add the template or remove the constraint",
			describe(object.Object), object.Object.GetKind())
		return
	case template.broken:
		l.problem(object, CodeConstraintWithoutTemplate,
			"%s is not enforced, because its ConstraintTemplate in %s could not be loaded: correct the template",
			describe(object.Object), place(template.object.Location))
		return
	}
	// The client fills in the defaults of the schema.
	constraint := object.Object.DeepCopy()
	if _, err := l.set.client.AddConstraint(ctx, constraint); err != nil {
		code := CodeConstraintInvalid
		if errors.Is(err, constraintclient.ErrMissingConstraintTemplate) {
			code = CodeConstraintWithoutTemplate
		}
		l.problem(object, code, "%s is not enforced, because Gatekeeper refuses it; correct the field it names: %v", describe(object.Object), err)
		return
	}
	action, err := l.enforcementAction(object, constraint)
	if err != nil {
		return
	}
	rules, err := matchOf(constraint)
	if err != nil {
		l.problem(object, CodeConstraintInvalid, "%s: spec.match: %v", describe(object.Object), err)
		return
	}
	key := constraintKey{kind: constraint.GetKind(), name: constraint.GetName()}
	needs := template.needs
	needs.inventory = needs.inventory && !l.set.inventory
	if doubtful := newDoubtful(key, rules, needs, template.operations); doubtful != nil {
		doubtful.webhook = enforcedAtWebhook(constraint)
		l.set.doubtful = append(l.set.doubtful, doubtful)
	}
	l.set.Constraints = append(l.set.Constraints, Constraint{Kind: key.kind, Name: key.name, EnforcementAction: action})
}

func (l *loader) enforcementAction(object Object, constraint *unstructured.Unstructured) (string, error) {
	declared, _, err := unstructured.NestedString(constraint.Object, "spec", "enforcementAction")
	if err != nil {
		l.problem(object, CodeEnforcementActionUnknown, "%s: spec.enforcementAction: %v", describe(object.Object), err)
		return "", err
	}
	if declared == "" {
		return string(util.Deny), nil
	}
	if err := util.ValidateEnforcementAction(util.EnforcementAction(declared), constraint.Object); err != nil {
		l.problem(object, CodeEnforcementActionUnknown,
			"%s: spec.enforcementAction %q is refused by Gatekeeper's webhook; use deny, warn, dryrun or a complete scoped: %v",
			describe(object.Object), declared, err)
	}
	return declared, nil
}

// enforcedAtWebhook tells whether the admission webhook evaluates the constraint at all.
func enforcedAtWebhook(constraint *unstructured.Unstructured) bool {
	declared, _, _ := unstructured.NestedString(constraint.Object, "spec", "enforcementAction")
	if declared != string(util.Scoped) {
		return true
	}
	actions, err := util.ScopedActionForEP(util.WebhookEnforcementPoint, constraint)
	return err != nil || len(actions) > 0
}

func matchOf(constraint *unstructured.Unstructured) (match.Match, error) {
	var rules match.Match
	declared, found, err := unstructured.NestedMap(constraint.Object, "spec", "match")
	if err != nil || !found {
		return rules, err
	}
	data, err := json.Marshal(declared)
	if err != nil {
		return rules, err
	}
	return rules, json.Unmarshal(data, &rules)
}
