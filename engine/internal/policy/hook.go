package policy

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	admissionregistrationv1 "k8s.io/api/admissionregistration/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apiserver/pkg/admission"
	"k8s.io/apiserver/pkg/admission/plugin/cel"
	"k8s.io/apiserver/pkg/admission/plugin/webhook"
	"k8s.io/apiserver/pkg/admission/plugin/webhook/predicates/object"
	"k8s.io/apiserver/pkg/admission/plugin/webhook/predicates/rules"
	"k8s.io/apiserver/pkg/cel/environment"
)

// admissionHook is one webhook through which the API server asks Gatekeeper. Whether it asks is decided by the API server's own
// code (k8s.io/apiserver pkg/admission/plugin/webhook, generic/webhook.go, ShouldCallHook), fed with what Git knows.
type admissionHook struct {
	accessor webhook.WebhookAccessor
	// needsUser: a match condition reads who sends the request.
	needsUser bool
}

var (
	objectMatcher     object.Matcher
	conditionCompiler = cel.NewConditionCompiler(environment.MustBaseEnvSet(environment.DefaultCompatibilityVersion()))
	conditionUser     = regexp.MustCompile(`\brequest\.userInfo\b|\bauthorizer\b`)
)

func newHook(accessor webhook.WebhookAccessor) *admissionHook {
	own := &admissionHook{accessor: accessor}
	for _, condition := range accessor.GetMatchConditions() {
		own.needsUser = own.needsUser || conditionUser.MatchString(condition.Expression)
	}
	return own
}

// admissionHooks are the webhooks of one phase; the API server asks Gatekeeper when one of them matches.
type admissionHooks []*admissionHook

// answer says whether the API server asks. When it does not, exempt says why; when only the live cluster knows, unknown.
type answer struct {
	exempt  string
	unknown doubt
}

// asked tells what becomes of a request. The object is as it is when the phase begins.
func (hooks admissionHooks) asked(ctx context.Context, request Request, plural string, in *namespace) answer {
	if len(hooks) == 0 {
		return answer{exempt: "the cluster has no webhook that asks Gatekeeper"}
	}
	attributes := request.attributes(plural)
	if rules.IsExemptAdmissionConfigurationResource(attributes) {
		return answer{exempt: "the API server asks no webhook about " + attributes.GetKind().Kind}
	}
	var first answer
	for _, each := range hooks {
		one := each.asked(ctx, attributes, request, in)
		if one == (answer{}) {
			return one
		}
		if first == (answer{}) || first.unknown == (doubt{}) && one.unknown != (doubt{}) {
			first = one
		}
	}
	return first
}

func (h *admissionHook) asked(ctx context.Context, attributes admission.Attributes, request Request, in *namespace) answer {
	name := h.accessor.GetName()
	selected := h.selectsNamespace(request, in)
	if selected.exempt != "" {
		return selected
	}
	matches, failure := objectMatcher.MatchObjectSelector(h.accessor, attributes)
	if failure != nil {
		return answer{unknown: doubt{reason: fmt.Sprintf("webhook %s: %v", name, failure)}}
	}
	if !matches {
		return answer{exempt: fmt.Sprintf("the objectSelector of webhook %s leaves it out", name)}
	}
	if !h.hasRule(attributes) {
		return answer{exempt: fmt.Sprintf("webhook %s is not asked about the %s of %s", name,
			attributes.GetOperation(), resourceOf(attributes))}
	}
	if selected.unknown != (doubt{}) || len(h.accessor.GetMatchConditions()) == 0 {
		return selected
	}
	return h.meetsConditions(ctx, attributes, request)
}

func resourceOf(attributes admission.Attributes) string {
	text := attributes.GetResource().GroupResource().String()
	if subresource := attributes.GetSubresource(); subresource != "" {
		text += "/" + subresource
	}
	return text
}

// hasRule also takes another version of the same kind where the matchPolicy is Equivalent.
func (h *admissionHook) hasRule(attributes admission.Attributes) bool {
	policy := h.accessor.GetMatchPolicy()
	for _, rule := range h.accessor.GetRules() {
		if policy != nil && *policy == admissionregistrationv1.Equivalent {
			rule.APIVersions = []string{"*"}
		}
		matcher := rules.Matcher{Rule: rule, Attr: attributes}
		if matcher.Matches() {
			return true
		}
	}
	return false
}

// selectsNamespace is upstream's predicates/namespace, MatchNamespaceSelector: a Namespace by its own labels, an object by
// those of its Namespace, another cluster-scoped object always.
func (h *admissionHook) selectsNamespace(request Request, in *namespace) answer {
	subject := request.subject()
	var name string
	var known map[string]string
	synthetic := false
	switch {
	case isNamespace(subject):
		name, known = subject.GetName(), subject.GetLabels()
	case in != nil:
		name, known, synthetic = in.object.Name, in.object.Labels, in.synthetic
	default:
		return answer{}
	}
	selector, err := h.accessor.GetParsedNamespaceSelector()
	if err != nil {
		return answer{unknown: doubt{reason: fmt.Sprintf("webhook %s: %v", h.accessor.GetName(), err)}}
	}
	if synthetic {
		unknown, excluded, err := unknownLabels(h.accessor.GetNamespaceSelector(), in.object)
		if err == nil && !excluded {
			// Gatekeeper refuses the label that takes a Namespace out of its reach, but on namespaces that it is told.
			if unknown = without(unknown, "the label "+ignoreLabel); len(unknown) > 0 {
				return answer{unknown: doubt{reason: fmt.Sprintf("webhook %s selects namespaces by %s, and Namespace %s is not in Git: declare it there, with its labels",
					h.accessor.GetName(), strings.Join(unknown, ", "), name)}}
			}
			return answer{}
		}
	}
	if selector.Matches(labels.Set(known)) {
		return answer{}
	}
	if _, ignored := known[ignoreLabel]; ignored {
		return answer{exempt: "namespace " + name + " has the label " + ignoreLabel}
	}
	if name == gatekeeperNamespace {
		return answer{exempt: "Gatekeeper does not judge its own namespace " + name}
	}
	return answer{exempt: fmt.Sprintf("the namespaceSelector of webhook %s leaves namespace %s out", h.accessor.GetName(), name)}
}

func without(all []string, one string) []string {
	var left []string
	for _, each := range all {
		if each != one {
			left = append(left, each)
		}
	}
	return left
}

func (h *admissionHook) meetsConditions(ctx context.Context, attributes admission.Attributes, request Request) answer {
	if h.needsUser && request.User == nil {
		return answer{unknown: doubt{asker: fmt.Sprintf("the matchConditions of webhook %s read userInfo", h.accessor.GetName())}}
	}
	versioned := &admission.VersionedAttributes{
		Attributes: attributes, VersionedObject: attributes.GetObject(), VersionedOldObject: attributes.GetOldObject(),
		VersionedKind: attributes.GetKind(),
	}
	result := h.accessor.GetCompiledMatcher(conditionCompiler).Match(ctx, versioned, nil, nil)
	switch {
	case result.Error != nil:
		return answer{unknown: doubt{reason: fmt.Sprintf("the matchConditions of webhook %s cannot be evaluated: %v", h.accessor.GetName(), result.Error)}}
	case !result.Matches:
		return answer{exempt: fmt.Sprintf("the match condition %q of webhook %s leaves it out", result.FailedConditionName, h.accessor.GetName())}
	default:
		return answer{}
	}
}

// Where Git has no webhook configuration, who installed Gatekeeper knows what it is asked about: then it counts as asked
// about everything, but for what no installation asks: its own namespace, and those with its label.
var (
	assumedSelector = &metav1.LabelSelector{MatchExpressions: []metav1.LabelSelectorRequirement{
		{Key: ignoreLabel, Operator: metav1.LabelSelectorOpDoesNotExist},
		{Key: nameLabel, Operator: metav1.LabelSelectorOpNotIn, Values: []string{gatekeeperNamespace}},
	}}
	assumedRules = []admissionregistrationv1.RuleWithOperations{{
		Operations: []admissionregistrationv1.OperationType{admissionregistrationv1.OperationAll},
		Rule:       admissionregistrationv1.Rule{APIGroups: []string{"*"}, APIVersions: []string{"*"}, Resources: []string{"*/*"}},
	}}
)

func assumedValidatingHook() *admissionHook {
	return newHook(webhook.NewValidatingWebhookAccessor("", "", &admissionregistrationv1.ValidatingWebhook{
		Name: "validation.gatekeeper.sh", NamespaceSelector: assumedSelector, ObjectSelector: &metav1.LabelSelector{}, Rules: assumedRules,
	}))
}

func assumedMutatingHook() *admissionHook {
	return newHook(webhook.NewMutatingWebhookAccessor("", "", &admissionregistrationv1.MutatingWebhook{
		Name: "mutation.gatekeeper.sh", NamespaceSelector: assumedSelector, ObjectSelector: &metav1.LabelSelector{}, Rules: assumedRules,
	}))
}
