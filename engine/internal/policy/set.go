package policy

import (
	"context"
	"time"

	constraintclient "github.com/open-policy-agent/frameworks/constraint/pkg/client"
	"github.com/open-policy-agent/gatekeeper/v3/pkg/expansion"
	"github.com/open-policy-agent/gatekeeper/v3/pkg/mutation"
	"github.com/open-policy-agent/gatekeeper/v3/pkg/target"
	"github.com/open-policy-agent/gatekeeper/v3/pkg/util"

	"fleetkeep.dev/engine/internal/scope"
)

// Template is a ConstraintTemplate that was loaded.
type Template struct {
	Kind, Name string
	Targets    []string
}

// Constraint is a constraint that is in force.
type Constraint struct {
	Kind, Name        string
	EnforcementAction string
}

// Set is everything that decides a verdict. It does not change after Load and is safe for concurrent use.
type Set struct {
	// ID is a hash of the content: the same objects in any order give the same id.
	ID string
	// Templates are sorted by kind.
	Templates []Template
	// Constraints are sorted by kind and name.
	Constraints []Constraint

	client     *constraintclient.Client
	expansion  *expansion.System
	exemptions *exemptions
	mutation   *mutation.System
	// mutators counts those in the mutation system; the external ones are not in it.
	mutators         int
	externalMutators []externalMutator
	// validating and mutating are how the API server asks Gatekeeper; hooksDeclared when Git says it.
	validating, mutating admissionHooks
	hooksDeclared        bool
	scopes               *scope.Scopes
	doubtful             []*doubtful
	// inventory: what stands in the cluster was given, so that data.inventory is known.
	inventory bool
	timeout   time.Duration
}

// DefaultTimeout caps one review; a live webhook gets three seconds by default.
const DefaultTimeout = 20 * time.Second

func newSet() (*Set, error) {
	cel, err := newIsolatedCEL()
	if err != nil {
		return nil, err
	}
	rego, err := newPreparedRego()
	if err != nil {
		return nil, err
	}
	// The order of the drivers is their priority: CEL wins where a template has both, as in Gatekeeper's main.go.
	client, err := constraintclient.NewClient(
		constraintclient.Targets(parsedTarget{&target.K8sValidationTarget{}}),
		constraintclient.Driver(cel),
		constraintclient.Driver(rego),
		constraintclient.EnforcementPoints(util.AuditEnforcementPoint, util.WebhookEnforcementPoint),
	)
	if err != nil {
		return nil, err
	}
	mutators := mutation.NewSystem(mutation.SystemOpts{})
	return &Set{
		client:     client,
		mutation:   mutators,
		expansion:  expansion.NewSystem(mutators),
		exemptions: newExemptions(),
		scopes:     scope.New(),
		timeout:    DefaultTimeout,
	}, nil
}

// limited gives a review its time.
func (s *Set) limited(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, s.timeout)
}
