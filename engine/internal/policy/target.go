package policy

import (
	"encoding/json"
	"fmt"

	"github.com/open-policy-agent/frameworks/constraint/pkg/core/constraints"
	"github.com/open-policy-agent/gatekeeper/v3/pkg/mutation/match"
	mutationtypes "github.com/open-policy-agent/gatekeeper/v3/pkg/mutation/types"
	"github.com/open-policy-agent/gatekeeper/v3/pkg/target"
	"github.com/open-policy-agent/opa/v1/ast"
	admissionv1 "k8s.io/api/admission/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
)

// parsedTarget is Gatekeeper's target with reviews whose objects are parsed once. Gatekeeper's own matcher parses the
// request's JSON again for every constraint, which costs more than the evaluation (pkg/target/matcher.go, Match). What
// matches is decided by the same function, match.Matches; the test in differential/ compares the
// verdicts with those of Gatekeeper's own webhook, target and client on generated reviews.
type parsedTarget struct {
	*target.K8sValidationTarget
}

// parsedReview is what drivers and matchers are given.
type parsedReview struct {
	request admissionv1.AdmissionRequest
	// object and old are those of the request, which has them not itself.
	object, old *unstructured.Unstructured
	namespace   *corev1.Namespace
	source      mutationtypes.SourceType
	admission   bool
}

// GetAdmissionRequest implements the client's interface for the operations of templates.
func (r *parsedReview) GetAdmissionRequest() *admissionv1.AdmissionRequest { return &r.request }

// HandleReview implements handler.TargetHandler.
func (t parsedTarget) HandleReview(object interface{}) (bool, interface{}, error) {
	review, ok := object.(*parsedReview)
	return ok, review, nil
}

// ToMatcher implements handler.TargetHandler.
func (t parsedTarget) ToMatcher(constraint *unstructured.Unstructured) (constraints.Matcher, error) {
	declared, found, err := unstructured.NestedMap(constraint.Object, "spec", "match")
	if err != nil {
		return nil, fmt.Errorf("%w: %w", target.ErrCreatingMatcher, err)
	}
	if !found || declared == nil {
		return parsedMatcher{}, nil
	}
	rules, err := matchOf(constraint)
	if err != nil {
		return nil, fmt.Errorf("%w: could not convert JSON to Match: %w", target.ErrCreatingMatcher, err)
	}
	return parsedMatcher{&rules}, nil
}

type parsedMatcher struct {
	// rules are nil where the constraint has none: it matches everything.
	rules *match.Match
}

// Match implements constraints.Matcher: the object or the old object has to match.
func (m parsedMatcher) Match(given interface{}) (bool, error) {
	if m.rules == nil {
		return true, nil
	}
	review, ok := given.(*parsedReview)
	if !ok {
		return false, fmt.Errorf("%w: expect %T, got %T", target.ErrReviewFormat, &parsedReview{}, given)
	}
	if review.object == nil && review.old == nil {
		return false, fmt.Errorf("%w: neither object nor old object are defined", target.ErrRequestObject)
	}
	for _, each := range []*unstructured.Unstructured{review.object, review.old} {
		if each == nil {
			continue
		}
		matched, err := match.Matches(m.rules, &match.Matchable{Object: each, Namespace: review.namespace, Source: review.source})
		if err != nil {
			return false, fmt.Errorf("%w: %v :%w", target.ErrMatching, each.GetName(), err)
		}
		if matched {
			return true, nil
		}
	}
	return false, nil
}

// value is `input.review` as the webhook would have it after a round trip through JSON, without the trip: every number is
// a float, as Go's JSON makes it, for so policies print them (frameworks pkg/client/drivers/rego, toInterfaceMap).
func (r *parsedReview) value(namespace map[string]interface{}) (ast.Value, error) {
	frame := r.request
	frame.Object, frame.OldObject = runtime.RawExtension{}, runtime.RawExtension{}
	data, err := json.Marshal(&frame)
	if err != nil {
		return nil, err
	}
	fields := map[string]interface{}{}
	if err := json.Unmarshal(data, &fields); err != nil {
		return nil, err
	}
	if r.object != nil {
		fields["object"] = asJSON(r.object.Object)
	}
	if r.old != nil {
		fields["oldObject"] = asJSON(r.old.Object)
	}
	fields["namespaceObject"] = namespace
	return ast.InterfaceToValue(fields)
}

func asJSON(value interface{}) interface{} {
	switch value := value.(type) {
	case map[string]interface{}:
		fields := make(map[string]interface{}, len(value))
		for name, each := range value {
			fields[name] = asJSON(each)
		}
		return fields
	case []interface{}:
		items := make([]interface{}, len(value))
		for index, each := range value {
			items[index] = asJSON(each)
		}
		return items
	case int64:
		return float64(value)
	default:
		return value
	}
}

// raw fills in the objects' JSON, which only CEL reads.
func (r *parsedReview) raw() (*admissionv1.AdmissionRequest, error) {
	request := r.request
	var err error
	if request.Object, err = raw(r.object); err != nil {
		return nil, err
	}
	request.OldObject, err = raw(r.old)
	return &request, err
}

// parsed makes the review of a request as the target's own HandleReview does: on DELETE the object is the old object.
func parsed(request admissionv1.AdmissionRequest, object, old *unstructured.Unstructured, in *namespace, source mutationtypes.SourceType) *parsedReview {
	review := &parsedReview{request: request, object: object, old: old, source: source}
	if in != nil {
		review.namespace = in.object
	}
	if request.Operation == admissionv1.Delete {
		review.object = old
	}
	return review
}

// parsedResultant makes the review of a generated object (pkg/target/target.go, augmentedUnstructuredToAdmissionRequest).
func parsedResultant(object *unstructured.Unstructured, operation admissionv1.Operation, in *namespace) *parsedReview {
	kind := object.GroupVersionKind()
	request := admissionv1.AdmissionRequest{
		Kind: metav1.GroupVersionKind{Group: kind.Group, Version: kind.Version, Kind: kind.Kind},
		Name: object.GetName(), Namespace: object.GetNamespace(), Operation: operation,
	}
	var old *unstructured.Unstructured
	if operation == admissionv1.Delete {
		old = object
	}
	return parsed(request, object, old, in, mutationtypes.SourceTypeGenerated)
}
