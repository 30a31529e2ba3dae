package policy

import (
	"maps"
	"slices"
	"sort"
	"strings"

	clienterrors "github.com/open-policy-agent/frameworks/constraint/pkg/client/errors"
	"github.com/open-policy-agent/frameworks/constraint/pkg/types"
	"github.com/open-policy-agent/gatekeeper/v3/pkg/util"
)

// Verdict is the answer to one request.
type Verdict struct {
	// ID is the request's.
	ID string
	// Results are sorted by constraint, expansion and message.
	Results []Result
	// Error says why the object could not be judged, or not by every constraint; then Results is not the
	// whole truth.
	Error string
	// WithoutUser are the reasons in Error that are the want of a user: what asks for it. OtherError are the others.
	WithoutUser []string
	OtherError  string
	// Exempt says why no constraint was asked, for instance an excluded namespace.
	Exempt string
	// Volatile: the same request may be judged otherwise next time, because a policy asked for the time, or time ran out.
	Volatile bool

	// reasons and askers, of the user that nobody knows, become Error.
	reasons, askers map[string]bool
}

// Result is one violation of one constraint.
type Result struct {
	Kind, Name string
	// EnforcementAction is what happens: deny, warn, dryrun or scoped. An ExpansionTemplate may override
	// the constraint's.
	EnforcementAction string
	// ScopedEnforcementActions are the actions for the admission webhook when the action is scoped.
	ScopedEnforcementActions []string
	// Message is the policy's, with Gatekeeper's prefix `[Implied by NAME]` for a generated object.
	Message string
	// Details is what the policy gave beside its message, nil when it gave nothing.
	Details any
	// ImpliedBy is the ExpansionTemplate whose generated object violates.
	ImpliedBy string
}

// add takes the framework's results, errors of evaluation apart, and leaves out the constraints that are
// not decided.
func (v *Verdict) add(responses *types.Responses, impliedBy string, undecided map[constraintKey]bool) []string {
	var failures []string
	for _, result := range responses.Results() {
		key := constraintKey{kind: result.Constraint.GetKind(), name: result.Constraint.GetName()}
		if undecided[key] {
			continue
		}
		if isError(result) {
			failures = append(failures, key.String()+": "+result.Msg)
			continue
		}
		own := Result{
			Kind:              key.kind,
			Name:              key.name,
			EnforcementAction: result.EnforcementAction,
			Message:           result.Msg,
			Details:           details(result),
			ImpliedBy:         impliedBy,
		}
		if result.EnforcementAction == string(util.Scoped) {
			own.ScopedEnforcementActions = append([]string{}, result.ScopedEnforcementActions...)
			sort.Strings(own.ScopedEnforcementActions)
		}
		v.Results = append(v.Results, own)
	}
	return failures
}

// isError tells errors of evaluation and of matching from violations.
func isError(result *types.Result) bool {
	if _, marked := result.Metadata[errorMark]; marked {
		return true
	}
	return result.Metadata == nil && strings.Contains(result.Msg, clienterrors.ErrAutoreject.Error())
}

func details(result *types.Result) any {
	found := result.Metadata["details"]
	if empty, ok := found.(map[string]interface{}); ok && len(empty) == 0 {
		return nil
	}
	return found
}

func (v *Verdict) sort() {
	sort.SliceStable(v.Results, func(i, j int) bool {
		a, b := v.Results[i], v.Results[j]
		switch {
		case a.Kind != b.Kind:
			return a.Kind < b.Kind
		case a.Name != b.Name:
			return a.Name < b.Name
		case a.ImpliedBy != b.ImpliedBy:
			return a.ImpliedBy < b.ImpliedBy
		default:
			return a.Message < b.Message
		}
	})
}

// fail records reasons why the verdict is not complete.
func (v *Verdict) fail(reasons ...string) { note(&v.reasons, reasons) }

// failWithoutUser records what asks for the user, whom nobody knows.
func (v *Verdict) failWithoutUser(askers ...string) { note(&v.askers, askers) }

func note(known *map[string]bool, added []string) {
	if *known == nil && len(added) > 0 {
		*known = map[string]bool{}
	}
	for _, one := range added {
		(*known)[one] = true
	}
}

// withoutUser is the whole reason for which something that asks for the user is not decided.
func withoutUser(asker string) string {
	return asker + ", and who will send the request is known in the live cluster only"
}

// finish puts results and reasons in order.
func (v *Verdict) finish() {
	v.sort()
	reasons := slices.Sorted(maps.Keys(v.reasons))
	v.OtherError = strings.Join(reasons, "; ")
	v.WithoutUser = slices.Sorted(maps.Keys(v.askers))
	for _, asker := range v.WithoutUser {
		reasons = append(reasons, withoutUser(asker))
	}
	slices.Sort(reasons)
	v.Error = strings.Join(reasons, "; ")
	v.reasons, v.askers = nil, nil
}
