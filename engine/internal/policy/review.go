package policy

import (
	"context"
	"fmt"
	"reflect"
	"runtime"
	"sort"
	"strings"
	"sync"

	"github.com/open-policy-agent/frameworks/constraint/pkg/client/reviews"
	"github.com/open-policy-agent/frameworks/constraint/pkg/types"
	"github.com/open-policy-agent/gatekeeper/v3/pkg/expansion"
	mutationtypes "github.com/open-policy-agent/gatekeeper/v3/pkg/mutation/types"
	"github.com/open-policy-agent/gatekeeper/v3/pkg/util"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"fleetkeep.dev/engine/internal/scope"
)

// defaultNamespace is where kubectl and Flux put a namespaced object that says none.
const defaultNamespace = corev1.NamespaceDefault

// ReviewAll judges requests on all cores and hands over each verdict as it is ready, one at a time and in
// no particular order. It returns early, without the remaining verdicts, when the context ends.
func (s *Set) ReviewAll(ctx context.Context, namespaces *Namespaces, requests []Request, emit func(Verdict)) error {
	work := make(chan Request)
	var workers sync.WaitGroup
	var emitting sync.Mutex
	for range min(runtime.GOMAXPROCS(0), max(len(requests), 1)) {
		workers.Go(func() {
			for request := range work {
				verdict := s.Review(ctx, namespaces, request)
				if ctx.Err() != nil {
					continue
				}
				emitting.Lock()
				emit(verdict)
				emitting.Unlock()
			}
		})
	}
	for _, request := range requests {
		select {
		case work <- request:
			continue
		case <-ctx.Done():
		}
		break
	}
	close(work)
	workers.Wait()
	return ctx.Err()
}

// Review judges one request as Gatekeeper's admission webhook would (pkg/webhook/policy.go, Handle and
// reviewRequest). It never panics and ends with the context or after the set's time.
func (s *Set) Review(ctx context.Context, namespaces *Namespaces, request Request) (verdict Verdict) {
	defer func() {
		if cause := recover(); cause != nil {
			verdict = Verdict{ID: request.ID, Error: fmt.Sprintf("the evaluation stopped unexpectedly: %v", cause), Volatile: true}
		}
	}()
	if err := request.validate(); err != nil {
		return Verdict{ID: request.ID, Error: err.Error()}
	}
	ctx, cancel := s.limited(ctx)
	defer cancel()
	ctx, mark := withVolatileMark(ctx)
	defer func() { verdict.Volatile = verdict.Volatile || mark.Load() || ctx.Err() != nil }()
	subject := request.subject()
	if request.Target != nil {
		return s.reviewIn(ctx, namespaces, request, request.Target.Namespace)
	}
	switch s.scopeOf(namespaces, subject.GroupVersionKind().GroupKind()) {
	case scope.Cluster:
		return s.reviewIn(ctx, namespaces, request, "")
	case scope.Namespaced:
		return s.reviewIn(ctx, namespaces, request, namespaceOf(subject))
	default:
		return s.reviewUnscoped(ctx, namespaces, request)
	}
}

func namespaceOf(object *unstructured.Unstructured) string {
	if namespace := object.GetNamespace(); namespace != "" {
		return namespace
	}
	return defaultNamespace
}

// reviewUnscoped judges an object of a kind whose scope nobody declared. With a namespace it is namespaced;
// without one it is judged as both, which must come to the same.
func (s *Set) reviewUnscoped(ctx context.Context, namespaces *Namespaces, request Request) Verdict {
	subject := request.subject()
	if subject.GetNamespace() != "" {
		return s.reviewIn(ctx, namespaces, request, subject.GetNamespace())
	}
	cluster := s.reviewIn(ctx, namespaces, request, "")
	namespaced := s.reviewIn(ctx, namespaces, request, defaultNamespace)
	if reflect.DeepEqual(cluster, namespaced) {
		return cluster
	}
	for _, other := range []Verdict{cluster, namespaced} {
		cluster.failWithoutUser(other.WithoutUser...)
		if other.OtherError != "" {
			cluster.fail(other.OtherError)
		}
	}
	cluster.fail(fmt.Sprintf(
		"%s has no namespace, and whether %s is namespaced decides the verdict, but its CustomResourceDefinition is not in Git: set metadata.namespace or add the definition",
		describe(subject), subject.GroupVersionKind().GroupKind()))
	cluster.finish()
	return cluster
}

func (s *Set) reviewIn(ctx context.Context, namespaces *Namespaces, request Request, name string) (verdict Verdict) {
	verdict.ID = request.ID
	defer verdict.finish()
	request = s.completed(&verdict, request.placed(name))
	var in *namespace
	if name != "" {
		var err error
		if in, err = namespaces.get(name); err != nil {
			verdict.fail(err.Error())
			return verdict
		}
	}
	plural := s.pluralOf(namespaces, request.subject().GroupVersionKind())
	request = created(&verdict, s.mutated(ctx, &verdict, request, plural, in))
	asked := s.validating.asked(ctx, request, plural, in)
	if asked.exempt == "" {
		var err error
		if asked.exempt, err = s.exemptions.reason(request); err != nil {
			verdict.fail(err.Error())
			return verdict
		}
	}
	if asked.exempt != "" {
		// Nobody asks, so that it does not count what is not known.
		return Verdict{ID: request.ID, Exempt: asked.exempt}
	}
	asked.unknown.tell(&verdict)
	s.judge(ctx, &verdict, request, plural, in)
	if ctx.Err() != nil {
		verdict.fail(timeoutMessage(ctx, s))
	}
	return verdict
}

func timeoutMessage(ctx context.Context, s *Set) string {
	if ctx.Err() == context.DeadlineExceeded {
		return fmt.Sprintf("the evaluation took longer than %s", s.timeout)
	}
	return "the evaluation was cancelled"
}

func (s *Set) judge(ctx context.Context, verdict *Verdict, request Request, plural string, in *namespace) {
	subject := request.subject()
	var object *corev1.Namespace
	if in != nil {
		object = in.object
	}
	resultants, err := s.expansion.Expand(&mutationtypes.Mutable{Object: subject, Namespace: object})
	if err != nil {
		verdict.fail(fmt.Sprintf("unable to expand %s: %v", describe(subject), withoutIdentity(err)))
		return
	}
	sortResultants(resultants)
	undecided := map[constraintKey]bool{}
	own := candidate{namespace: in, source: mutationtypes.SourceTypeOriginal, operation: string(request.Operation), user: request.User != nil}
	for _, each := range []*unstructured.Unstructured{request.Object, request.OldObject} {
		if each != nil {
			own.objects = append(own.objects, each)
		}
	}
	s.doubt(verdict, own, undecided)
	review := parsed(request.admission(plural), request.Object, request.OldObject, in, mutationtypes.SourceTypeOriginal)
	review.admission = true
	responses, err := s.ask(ctx, in, review)
	if err != nil {
		verdict.fail(err.Error())
		return
	}
	verdict.fail(verdict.add(responses, "", undecided)...)
	for _, resultant := range resultants {
		s.judgeResultant(ctx, verdict, request, in, resultant)
	}
}

// judgeResultant judges a generated object: it carries the operation of its parent and no old object, but
// for a DELETE (pkg/webhook/policy.go, createReviewForResultant).
func (s *Set) judgeResultant(ctx context.Context, verdict *Verdict, request Request, in *namespace, resultant *expansion.Resultant) {
	undecided := map[constraintKey]bool{}
	generated := &mutationtypes.Mutable{Object: resultant.Obj, Source: mutationtypes.SourceTypeGenerated}
	if in != nil {
		generated.Namespace = in.object
	}
	s.doubtExternal(verdict, generated)
	s.doubt(verdict, candidate{
		objects:   []*unstructured.Unstructured{resultant.Obj},
		namespace: in,
		source:    mutationtypes.SourceTypeGenerated,
		operation: string(request.Operation),
		user:      request.User != nil,
	}, undecided)
	responses, err := s.ask(ctx, in, parsedResultant(resultant.Obj, request.Operation, in))
	if err != nil {
		verdict.fail(fmt.Sprintf("%s implied by %s: %v", describe(resultant.Obj), resultant.TemplateName, err))
		return
	}
	expansion.OverrideEnforcementAction(resultant.EnforcementAction, responses)
	implied := types.NewResponses()
	expansion.AggregateResponses(resultant.TemplateName, implied, responses)
	verdict.fail(verdict.add(implied, resultant.TemplateName, undecided)...)
}

// doubt records the constraints that the live cluster alone can decide for the candidate.
func (s *Set) doubt(verdict *Verdict, candidate candidate, undecided map[constraintKey]bool) {
	for _, doubtful := range s.doubtful {
		unknown, err := doubtful.reason(candidate)
		if err != nil {
			unknown = doubt{reason: fmt.Sprintf("%s: %v", doubtful.key, err)}
		}
		if unknown != (doubt{}) {
			undecided[doubtful.key] = true
			unknown.tell(verdict)
		}
	}
}

func (s *Set) ask(ctx context.Context, in *namespace, review *parsedReview) (*types.Responses, error) {
	options := []reviews.ReviewOpt{reviews.EnforcementPoint(util.WebhookEnforcementPoint)}
	if in != nil {
		options = append(options, reviews.Namespace(in.value))
	}
	responses, err := s.client.Review(ctx, review, options...)
	if err != nil {
		return nil, fmt.Errorf("the policies could not be evaluated: %s", strings.TrimSpace(err.Error()))
	}
	return responses, nil
}

// sortResultants gives the generated objects an order; upstream's is that of a map.
func sortResultants(resultants []*expansion.Resultant) {
	sort.SliceStable(resultants, func(i, j int) bool {
		return resultants[i].TemplateName < resultants[j].TemplateName
	})
}
