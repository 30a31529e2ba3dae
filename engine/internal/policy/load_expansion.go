package policy

import (
	"context"
	"sort"
	"strings"

	"github.com/open-policy-agent/gatekeeper/v3/pkg/expansion"
)

func (l *loader) expansion(_ context.Context, object Object) {
	l.checkName(object)
	template, err := toExpansion(object.Object)
	if err != nil {
		l.problem(object, CodeExpansionInvalid, "%s cannot be read: %v", describe(object.Object), err)
		return
	}
	if err := expansion.ValidateTemplate(template); err != nil {
		l.problem(object, CodeExpansionInvalid, "%s is not applied, because Gatekeeper refuses it: %v", describe(object.Object), err)
		return
	}
	// A cycle is found by the last template that closes it; expansionCycles names all of its members.
	_ = l.set.expansion.UpsertTemplate(template)
}

func (l *loader) expansionCycles(objects []Object) {
	conflicts := l.set.expansion.GetConflicts()
	if len(conflicts) == 0 {
		return
	}
	var names []string
	for name := range conflicts {
		names = append(names, string(name))
	}
	sort.Strings(names)
	for _, object := range objects {
		if isExpansion(object.Object) && conflicts[expansion.TemplateID(object.Object.GetName())] {
			l.problem(object, CodeExpansionInvalid, "%s is not applied: the templates %s expand each other in a circle; remove one applyTo",
				describe(object.Object), strings.Join(names, ", "))
		}
	}
}
