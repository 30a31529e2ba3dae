package main

import (
	"context"
	"encoding/json"
	"fmt"
	"sync/atomic"
	"time"

	admissionv1 "k8s.io/api/admission/v1"
	authenticationv1 "k8s.io/api/authentication/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"fleetkeep.dev/engine/internal/diskcache"
	"fleetkeep.dev/engine/internal/policy"
	"fleetkeep.dev/engine/internal/protocol"
	"fleetkeep.dev/engine/internal/rpc"
)

// keptPolicySets is how many policy sets stay compiled; clusters of one content share one.
const keptPolicySets = 32

// policies answers load and review.
type policies struct {
	sets *policy.Sets
	// cache of verdicts; nil without one.
	cache *diskcache.Cache
	loads loadCache
	// engine identifies what judges.
	engine string
	// last is the policy set of the last review.
	last atomic.Pointer[string]
}

func newPolicies(cache *diskcache.Cache, engine string) *policies {
	return &policies{sets: policy.NewSets(keptPolicySets), cache: cache, loads: loadCache{cache, engine}, engine: engine}
}

// prepare does ahead what a review may need that all was remembered for so far: it compiles the policies that were asked
// last.
func (p *policies) prepare() {
	if last := p.last.Load(); last != nil {
		// Who needs them is told of an error.
		_, _ = p.sets.Get(context.Background(), *last)
	}
}

func (p *policies) load(ctx context.Context, params protocol.LoadParams, _ func(string, any)) (*protocol.LoadResult, error) {
	objects := make([]policy.Object, len(params.Objects))
	for i, given := range params.Objects {
		parsed, err := parse(fmt.Sprintf("objects[%d]", i), given.Object)
		if err != nil {
			return nil, err
		}
		objects[i] = policy.Object{Location: policy.Location{File: given.File, Line: given.Line}, Object: parsed}
	}
	for i, given := range params.Inventory {
		parsed, err := parse(fmt.Sprintf("inventory[%d]", i), given)
		if err != nil {
			return nil, err
		}
		objects = append(objects, policy.Object{Object: parsed, Synced: true})
	}
	source, err := policy.NewSource(objects)
	if err != nil {
		return nil, err
	}
	if known := p.loads.find(source.ID); known != nil {
		// Compiled only if a verdict is missing.
		p.sets.Defer(source)
		return known, nil
	}
	set, problems, err := p.sets.Load(ctx, source)
	if err != nil {
		return nil, err
	}
	result := loadResult(set, problems)
	// Problems name places, and those may be others.
	if len(problems) == 0 && len(params.Inventory) == 0 {
		p.loads.keep(source.ID, result)
	}
	return result, nil
}

func loadResult(set *policy.Set, problems []policy.Problem) *protocol.LoadResult {
	result := &protocol.LoadResult{
		PolicySet: set.ID, Templates: []protocol.LoadedTemplate{}, Constraints: []protocol.LoadedConstraint{},
		Problems: []protocol.Problem{},
	}
	for _, template := range set.Templates {
		result.Templates = append(result.Templates,
			protocol.LoadedTemplate{Kind: template.Kind, Name: template.Name, Targets: template.Targets})
	}
	for _, constraint := range set.Constraints {
		result.Constraints = append(result.Constraints, protocol.LoadedConstraint{
			Kind: constraint.Kind, Name: constraint.Name, EnforcementAction: constraint.EnforcementAction,
		})
	}
	for _, problem := range problems {
		result.Problems = append(result.Problems, protocol.Problem{
			Location: protocol.Location{File: problem.File, Line: problem.Line}, Code: problem.Code, Message: problem.Message,
			Resource: &protocol.ResourceId{
				APIVersion: problem.APIVersion, Kind: problem.Kind, Namespace: problem.Namespace, Name: problem.Name,
			},
		})
	}
	return result
}

func (p *policies) review(ctx context.Context, params protocol.ReviewParams, notify func(string, any)) (*protocol.ReviewResult, error) {
	if !p.sets.Knows(params.PolicySet) {
		return nil, unknownSet(params.PolicySet)
	}
	p.last.Store(&params.PolicySet)
	objects := make([]*unstructured.Unstructured, len(params.Namespaces))
	for i, given := range params.Namespaces {
		parsed, err := parse(fmt.Sprintf("namespaces[%d]", i), given)
		if err != nil {
			return nil, err
		}
		objects[i] = parsed
	}
	namespaces, err := policy.NewNamespaces(objects)
	if err != nil {
		return nil, &rpc.Error{Code: rpc.InvalidParams, Message: err.Error()}
	}
	for _, kind := range params.Kinds {
		namespaces.Declare(schema.GroupKind{Group: kind.Group, Kind: kind.Kind}, kind.Plural, kind.Scope)
	}
	result := &protocol.ReviewResult{}
	stream := &verdictStream{token: params.Token, notify: notify, last: time.Now()}
	defer stream.flush()
	answer := func(verdict protocol.Verdict) {
		result.Reviewed++
		if verdict.Error != "" {
			result.Failed++
		}
		stream.add(verdict)
	}
	cache := newVerdictCache(p.cache, p.engine, params)
	defer p.cache.Flush()
	requests := make([]policy.Request, 0, len(params.Reviews))
	keys := map[string]*diskcache.Key{}
	for _, review := range params.Reviews {
		key := cache.key(review)
		if verdict, known := cache.find(key); known {
			verdict.ID = review.ID
			answer(verdict)
			continue
		}
		request, err := requestOf(review)
		if err != nil {
			answer(protocol.Verdict{ID: review.ID, Results: []protocol.Violation{}, Error: err.Error()})
			continue
		}
		keys[review.ID] = key
		requests = append(requests, request)
	}
	if len(requests) == 0 {
		return result, ctx.Err()
	}
	set, err := p.sets.Get(ctx, params.PolicySet)
	switch {
	case err != nil:
		return nil, err
	case set == nil:
		// Forgotten meanwhile, for many others.
		return nil, unknownSet(params.PolicySet)
	}
	err = set.ReviewAll(ctx, namespaces, requests, func(verdict policy.Verdict) {
		told := verdictOf(verdict)
		if !verdict.Volatile {
			cache.keep(keys[verdict.ID], told)
		}
		answer(told)
	})
	return result, err
}

func unknownSet(id string) error {
	return &rpc.Error{Code: protocol.ErrorPolicySetUnknown,
		Message: fmt.Sprintf("policy set %q is not loaded: call load with its objects again", id)}
}

func requestOf(review protocol.Review) (policy.Request, error) {
	request := policy.Request{ID: review.ID, Operation: admissionv1.Operation(review.Operation)}
	if user := review.User; user != nil {
		request.User = &authenticationv1.UserInfo{Username: user.Username, Groups: user.Groups}
	}
	if target := review.Target; target != nil {
		request.Target = &policy.SubresourceTarget{
			Resource: target.Resource, SubResource: target.SubResource, Namespace: target.Namespace, Name: target.Name,
		}
	}
	var err error
	if len(review.Object) > 0 {
		if request.Object, err = parse("object", review.Object); err != nil {
			return request, err
		}
	}
	if len(review.OldObject) > 0 {
		request.OldObject, err = parse("oldObject", review.OldObject)
	}
	return request, err
}

func verdictOf(verdict policy.Verdict) protocol.Verdict {
	result := protocol.Verdict{
		ID: verdict.ID, Results: make([]protocol.Violation, len(verdict.Results)),
		Error: verdict.Error, Exempt: verdict.Exempt, Volatile: verdict.Volatile,
	}
	if len(verdict.WithoutUser) > 0 {
		result.WithoutUser, result.OtherError = verdict.WithoutUser, verdict.OtherError
	}
	for i, found := range verdict.Results {
		result.Results[i] = protocol.Violation{
			Constraint:        protocol.ConstraintReference{Kind: found.Kind, Name: found.Name},
			EnforcementAction: found.EnforcementAction, ScopedEnforcementActions: found.ScopedEnforcementActions,
			Message: found.Message, ImpliedBy: found.ImpliedBy,
		}
		if found.Details == nil {
			continue
		}
		if details, err := json.Marshal(found.Details); err == nil {
			result.Results[i].Details = details
		}
	}
	return result
}

// parse keeps integers integers, as the API server and Gatekeeper do.
func parse(what string, data json.RawMessage) (*unstructured.Unstructured, error) {
	object := &unstructured.Unstructured{}
	if err := object.UnmarshalJSON(data); err != nil {
		return nil, &rpc.Error{Code: rpc.InvalidParams, Message: fmt.Sprintf("%s is no Kubernetes object: %v", what, err)}
	}
	return object, nil
}
