package policy

import (
	"context"
	"fmt"
	"strings"

	"github.com/open-policy-agent/gatekeeper/v3/pkg/controller/config/process"
	mutationtypes "github.com/open-policy-agent/gatekeeper/v3/pkg/mutation/types"
	admissionv1 "k8s.io/api/admission/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"fleetkeep.dev/engine/internal/defaults"
)

// completed is the request as the API server has it before any webhook: with its defaults. What it cannot read stays as it
// is written, and the verdict says so.
func (s *Set) completed(verdict *Verdict, request Request) Request {
	for _, each := range []**unstructured.Unstructured{&request.Object, &request.OldObject} {
		if *each == nil {
			continue
		}
		completed, err := defaults.Apply(*each)
		if err != nil {
			verdict.fail(err.Error())
			continue
		}
		*each = completed
	}
	return request
}

// created is the request as the API server has it between its mutating and its validating webhooks.
func created(verdict *Verdict, request Request) Request {
	if request.Operation != admissionv1.Create {
		return request
	}
	object, err := defaults.Created(request.Object)
	if err != nil {
		verdict.fail(err.Error())
		return request
	}
	request.Object = object
	return request
}

// mutated is the request as Gatekeeper's mutating webhook hands it on (pkg/webhook/mutation.go, Handle and mutateRequest).
func (s *Set) mutated(ctx context.Context, verdict *Verdict, request Request, plural string, in *namespace) Request {
	if s.mutators == 0 && len(s.externalMutators) == 0 {
		return request
	}
	if request.Operation != admissionv1.Create && request.Operation != admissionv1.Update || isGatekeepers(request.Object) {
		return request
	}
	asked := s.mutating.asked(ctx, request, plural, in)
	asked.unknown.tell(verdict)
	if asked != (answer{}) {
		return request
	}
	if excluded, err := s.exemptions.excludes(process.Mutation, request.Object); err != nil || excluded {
		if err != nil {
			verdict.fail(err.Error())
		}
		return request
	}
	object := request.Object.DeepCopy()
	mutable := &mutationtypes.Mutable{
		Object: object, Source: mutationtypes.SourceTypeOriginal, Operation: request.Operation,
		Namespace: mutableNamespace(object, in),
	}
	if request.User != nil {
		mutable.Username = request.User.Username
	}
	s.doubtExternal(verdict, mutable)
	if _, err := s.mutation.Mutate(ctx, mutable); err != nil {
		verdict.fail(fmt.Sprintf("unable to mutate %s: %v", describe(object), withoutIdentity(err)))
		return request
	}
	request.Object = object
	// The API server fills in the defaults of what a webhook added.
	return s.completed(verdict, request)
}

// mutableNamespace: a Namespace counts as its own.
func mutableNamespace(object *unstructured.Unstructured, in *namespace) *corev1.Namespace {
	if isNamespace(object) {
		if own, err := readNamespace(object); err == nil {
			return own.object
		}
	}
	if in == nil {
		return nil
	}
	return in.object
}

// doubtExternal records the mutators that would write what only an external data provider knows.
func (s *Set) doubtExternal(verdict *Verdict, mutable *mutationtypes.Mutable) {
	for _, each := range s.externalMutators {
		if matches, err := each.Matches(mutable); err == nil && !matches {
			continue
		}
		id := each.ID()
		verdict.fail(fmt.Sprintf("%s/%s asks the external data provider %s, which only the cluster can reach", id.Kind, id.Name, each.provider))
	}
}

// withoutIdentity takes out of upstream's message the random id of the mutation, which would make verdicts differ.
func withoutIdentity(err error) string {
	words := strings.Fields(err.Error())
	kept := words[:0]
	for _, word := range words {
		if len(word) == 36 && strings.Count(word, "-") == 4 {
			continue
		}
		kept = append(kept, word)
	}
	return strings.Join(kept, " ")
}

// isGatekeepers are the kinds that Gatekeeper never mutates (pkg/webhook/common.go, isGatekeeperResource).
func isGatekeepers(object *unstructured.Unstructured) bool {
	switch object.GroupVersionKind().Group {
	case "templates.gatekeeper.sh", "constraints.gatekeeper.sh", mutationsGroup, "config.gatekeeper.sh",
		"externaldata.gatekeeper.sh", "expansion.gatekeeper.sh", "status.gatekeeper.sh":
		return true
	default:
		return false
	}
}
