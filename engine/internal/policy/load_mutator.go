package policy

import (
	"context"
	"fmt"
	"sort"
	"strings"

	"github.com/open-policy-agent/gatekeeper/v3/apis/mutations/unversioned"
	"github.com/open-policy-agent/gatekeeper/v3/pkg/mutation/mutators"
	mutationtypes "github.com/open-policy-agent/gatekeeper/v3/pkg/mutation/types"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
)

const mutationsGroup = "mutations.gatekeeper.sh"

func isMutator(object *unstructured.Unstructured) bool {
	return object.GroupVersionKind().Group == mutationsGroup
}

// externalMutator is a mutator that asks an external data provider: what it would write is not known here.
type externalMutator struct {
	mutationtypes.Mutator
	provider string
}

func (l *loader) mutator(_ context.Context, object Object) {
	l.checkName(object)
	mutator, external, err := toMutator(object.Object)
	if err != nil {
		l.problem(object, CodeMutatorInvalid, "%s is not applied, because Gatekeeper refuses it: %v", describe(object.Object), err)
		return
	}
	if external != nil {
		l.set.externalMutators = append(l.set.externalMutators, externalMutator{Mutator: mutator, provider: external.Provider})
		return
	}
	l.set.mutators++
	// A conflict is found by the last mutator of it; mutatorConflicts names all of its members.
	_ = l.set.mutation.Upsert(mutator)
}

// mutatorConflicts tells of the mutators that want the same place to be of different types: Gatekeeper applies none of them.
func (l *loader) mutatorConflicts(objects []Object) {
	for _, object := range objects {
		if !isMutator(object.Object) {
			continue
		}
		conflicts := l.set.mutation.GetConflicts(mutationtypes.MakeID(object.Object))
		if len(conflicts) == 0 {
			continue
		}
		var names []string
		for id := range conflicts {
			names = append(names, id.Kind+" "+id.Name)
		}
		sort.Strings(names)
		l.problem(object, CodeMutatorInvalid, "%s is not applied: %s take the same place for different types; correct the location of one",
			describe(object.Object), strings.Join(names, ", "))
	}
}

// toMutator converts as Gatekeeper's controllers do (pkg/controller/mutators/instances). CRD defaults are filled in.
func toMutator(object *unstructured.Unstructured) (mutationtypes.Mutator, *unversioned.ExternalData, error) {
	versioned, err := typed(object)
	if err != nil {
		return nil, nil, err
	}
	convert := func(into runtime.Object) error {
		err := scheme.Convert(versioned, into, nil)
		into.GetObjectKind().SetGroupVersionKind(object.GroupVersionKind())
		return err
	}
	switch object.GetKind() {
	case "Assign":
		assign := &unversioned.Assign{}
		if err := convert(assign); err != nil {
			return nil, nil, err
		}
		mutator, err := mutators.MutatorForAssign(assign)
		return mutator, assign.Spec.Parameters.Assign.ExternalData, err
	case "AssignMetadata":
		assign := &unversioned.AssignMetadata{}
		if err := convert(assign); err != nil {
			return nil, nil, err
		}
		mutator, err := mutators.MutatorForAssignMetadata(assign)
		return mutator, assign.Spec.Parameters.Assign.ExternalData, err
	case "ModifySet":
		modify := &unversioned.ModifySet{}
		if err := convert(modify); err != nil {
			return nil, nil, err
		}
		if modify.Spec.Parameters.Operation == "" {
			modify.Spec.Parameters.Operation = unversioned.MergeOp
		}
		mutator, err := mutators.MutatorForModifySet(modify)
		return mutator, nil, err
	case "AssignImage":
		assign := &unversioned.AssignImage{}
		if err := convert(assign); err != nil {
			return nil, nil, err
		}
		mutator, err := mutators.MutatorForAssignImage(assign)
		return mutator, nil, err
	default:
		return nil, nil, fmt.Errorf("kind %s is not a mutator of Gatekeeper 3.23", object.GetKind())
	}
}
