package policy

import (
	"fmt"
	"sort"
	"strings"

	"github.com/open-policy-agent/gatekeeper/v3/pkg/mutation/match"
	mutationtypes "github.com/open-policy-agent/gatekeeper/v3/pkg/mutation/types"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/labels"
)

// constraintKey identifies a constraint; the framework keeps one of each kind and name.
type constraintKey struct {
	kind, name string
}

func (k constraintKey) String() string { return k.kind + "/" + k.name }

// doubtful is a constraint that may depend on something that only the live cluster knows.
type doubtful struct {
	key   constraintKey
	needs needs
	// match is the constraint's spec.match without its namespaceSelector.
	match match.Match
	// selector is the namespaceSelector, nil without one.
	selector *metav1.LabelSelector
	// operations of the template; none means all.
	operations []string
	// webhook is false for a constraint that is enforced elsewhere only.
	webhook bool
}

// newDoubtful returns nil for a constraint that any review decides.
func newDoubtful(key constraintKey, rules match.Match, needs needs, operations []string) *doubtful {
	selector := rules.NamespaceSelector
	rules.NamespaceSelector = nil
	if selector == nil && !needs.inventory && !needs.user && !needs.namespace {
		return nil
	}
	return &doubtful{key: key, needs: needs, match: rules, selector: selector, operations: operations}
}

// candidate is an object that constraints may match: that of the request or one that it expands into.
type candidate struct {
	objects   []*unstructured.Unstructured
	namespace *namespace
	source    mutationtypes.SourceType
	operation string
	user      bool
}

// doubt is why something is not decided: a reason, or what asks for the user, whom nobody knows.
type doubt struct {
	reason, asker string
}

func (d doubt) tell(verdict *Verdict) {
	if d.asker != "" {
		verdict.failWithoutUser(d.asker)
	}
	if d.reason != "" {
		verdict.fail(d.reason)
	}
}

// reason says why the constraint is not decided for the candidate, nothing when it is.
func (d *doubtful) reason(candidate candidate) (doubt, error) {
	if !d.webhook || !d.runsOn(candidate.operation) {
		return doubt{}, nil
	}
	matched, err := d.matches(candidate)
	if err != nil || !matched {
		// A match that fails is told by the review itself.
		return doubt{}, nil //nolint:nilerr
	}
	unknownNamespace := candidate.namespace != nil && candidate.namespace.synthetic
	if unknownNamespace && d.selector != nil {
		unknown, excluded, err := unknownLabels(d.selector, candidate.namespace.object)
		if err != nil || excluded {
			return doubt{}, err
		}
		if len(unknown) > 0 {
			return doubt{reason: fmt.Sprintf("%s selects namespaces by %s, and Namespace %s is not in Git: declare it there, with its labels",
				d.key, strings.Join(unknown, ", "), candidate.namespace.object.Name)}, nil
		}
	} else if d.selector != nil && !d.selects(candidate) {
		return doubt{}, nil
	}
	switch {
	case d.needs.inventory:
		return doubt{reason: fmt.Sprintf("%s reads data.inventory, the objects that Gatekeeper synchronises from the live cluster", d.key)}, nil
	case d.needs.user && !candidate.user:
		return doubt{asker: fmt.Sprintf("%s reads userInfo", d.key)}, nil
	case d.needs.namespace && unknownNamespace:
		return doubt{reason: fmt.Sprintf("%s reads the Namespace of the object, and Namespace %s is not in Git: declare it there, with its labels",
			d.key, candidate.namespace.object.Name)}, nil
	}
	return doubt{}, nil
}

func (d *doubtful) runsOn(operation string) bool {
	if len(d.operations) == 0 {
		return true
	}
	for _, own := range d.operations {
		if own == operation || own == "*" {
			return true
		}
	}
	return false
}

// matches tells whether all of spec.match but the namespaceSelector matches (pkg/target matcher.go: either
// of object and oldObject).
func (d *doubtful) matches(candidate candidate) (bool, error) {
	var object *corev1.Namespace
	if candidate.namespace != nil {
		object = candidate.namespace.object
	}
	for _, each := range candidate.objects {
		matched, err := match.Matches(&d.match, &match.Matchable{Object: each, Namespace: object, Source: candidate.source})
		if err != nil || matched {
			return matched, err
		}
	}
	return false, nil
}

// selects evaluates the namespaceSelector where the labels are known: a Namespace's own, else those of the
// object's Namespace; another cluster-scoped object is always selected.
func (d *doubtful) selects(candidate candidate) bool {
	selector, err := metav1.LabelSelectorAsSelector(d.selector)
	if err != nil {
		return true
	}
	if candidate.namespace != nil {
		return selector.Matches(labels.Set(candidate.namespace.object.Labels))
	}
	for _, each := range candidate.objects {
		if !isNamespace(each) || selector.Matches(labels.Set(each.GetLabels())) {
			return true
		}
	}
	return false
}

// unknownLabels returns the labels on which a selector depends for a Namespace of which nothing but the name
// is known; excluded when the name alone keeps it from being selected.
func unknownLabels(selector *metav1.LabelSelector, namespace *corev1.Namespace) (unknown []string, excluded bool, err error) {
	parsed, err := metav1.LabelSelectorAsSelector(selector)
	if err != nil {
		return nil, false, err
	}
	requirements, selectable := parsed.Requirements()
	if !selectable {
		return nil, true, nil
	}
	seen := map[string]bool{}
	for _, requirement := range requirements {
		if requirement.Key() == nameLabel {
			if !requirement.Matches(labels.Set(namespace.Labels)) {
				return nil, true, nil
			}
			continue
		}
		if !seen[requirement.Key()] {
			seen[requirement.Key()] = true
			unknown = append(unknown, "the label "+requirement.Key())
		}
	}
	sort.Strings(unknown)
	return unknown, false, nil
}
