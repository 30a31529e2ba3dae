// Package differential compares verdicts with those of Gatekeeper's own webhook, and of its client, on generated reviews.
package differential

import (
	"context"
	"fmt"
	"os"
	"reflect"
	"sort"
	"strconv"
	"strings"
	"testing"

	"github.com/open-policy-agent/frameworks/constraint/pkg/types"
	admissionv1 "k8s.io/api/admission/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	apitypes "k8s.io/apimachinery/pkg/types"

	"fleetkeep.dev/engine/internal/defaults"
	"fleetkeep.dev/engine/internal/policy"
)

// seeds are how many scenarios are compared; FLEETKEEP_SEEDS=first-last compares others, and
// shows the policies of those that fail.
const seeds = 60

// TestVerdictsAreThoseOfGatekeepersWebhook: objects × operations × namespaces × match criteria × enforcement actions ×
// exclusions × mutators × expansions, each drawn at random from a seed that every failure names.
func TestVerdictsAreThoseOfGatekeepersWebhook(t *testing.T) {
	var compared tally
	first, last := int64(1), int64(seeds)
	if wanted := os.Getenv("FLEETKEEP_SEEDS"); wanted != "" {
		from, to, _ := strings.Cut(wanted, "-")
		var err error
		first, err = strconv.ParseInt(from, 10, 64)
		check(t, err)
		last, err = strconv.ParseInt(to, 10, 64)
		check(t, err)
	}
	for seed := first; seed <= last; seed++ {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) { compared.compare(t, generate(t, seed)) })
	}
	if os.Getenv("FLEETKEEP_SEEDS") == "" {
		compared.isNotEmpty(t)
	}
}

// tally counts what was compared: a comparison of nothing would agree, too.
type tally struct {
	requests, denied, warned, expanded, mutated, exempt, inCEL, onlyByClient int
}

func (c *tally) isNotEmpty(t *testing.T) {
	for name, count := range map[string]int{
		"requests": c.requests, "denials": c.denied, "warnings": c.warned, "of generated objects": c.expanded, "mutated": c.mutated,
		"exempt": c.exempt, "in CEL": c.inCEL, "dry runs": c.onlyByClient,
	} {
		if count < 20 {
			t.Errorf("only %d %s: the comparison is empty", count, name)
		}
	}
	t.Logf("compared %+v", *c)
}

func (c *tally) compare(t *testing.T, made scenario) {
	var policies []policy.Object
	for _, object := range made.policies {
		policies = append(policies, policy.Object{Object: object})
	}
	set, problems, err := policy.Load(context.Background(), policies)
	check(t, err)
	if len(problems) > 0 {
		t.Fatalf("%+v in\n%s", problems, made.text)
	}
	namespaces, err := policy.NewNamespaces(made.namespaces)
	check(t, err)
	upstream := newGatekeeper(t, made.policies, made.namespaces)
	for _, request := range made.requests {
		verdict := set.Review(context.Background(), namespaces, request)
		asked := admissionRequest(t, request)
		mutationFailed := false
		if request.Operation == admissionv1.Create || request.Operation == admissionv1.Update {
			var object []byte
			object, mutationFailed = upstream.mutate(t, asked)
			if string(object) != string(asked.Object.Raw) {
				c.mutated++
			}
			asked.Object.Raw = completed(t, object)
		}
		response := upstream.validate(asked)
		failed := mutationFailed || !response.Allowed && response.Result.Code != 403
		denied, warned := webhookLines(verdict)
		wantDenied := []string{}
		if !response.Allowed && !failed {
			wantDenied = strings.Split(response.Result.Message, "\n")
		}
		wantWarned := append([]string{}, response.Warnings...)
		sort.Strings(wantDenied)
		sort.Strings(wantWarned)
		if failed != (verdict.Error != "") {
			t.Errorf("%s: error %q, Gatekeeper's answer: %+v", describe(request), verdict.Error, response.Result)
		}
		if !failed && !reflect.DeepEqual(denied, wantDenied) {
			t.Errorf("%s: denied\n%s\nby Gatekeeper\n%s", describe(request), strings.Join(denied, "\n"), strings.Join(wantDenied, "\n"))
		}
		if !failed && !reflect.DeepEqual(warned, wantWarned) {
			t.Errorf("%s: warned\n%s\nby Gatekeeper\n%s", describe(request), strings.Join(warned, "\n"), strings.Join(wantWarned, "\n"))
		}
		excluded := response.Allowed && strings.Contains(response.Result.Message, "ignored by Gatekeeper config")
		if excluded != (verdict.Exempt != "") {
			t.Errorf("%s: exempt %q, Gatekeeper's answer: %+v", describe(request), verdict.Exempt, response.Result)
		}
		c.requests++
		c.denied += len(denied)
		c.warned += len(warned)
		if excluded {
			c.exempt++
			continue
		}
		if failed {
			continue
		}
		ours, theirs := ownLines(verdict), clientLines(upstream.review(t, asked))
		if !reflect.DeepEqual(ours, theirs) {
			t.Errorf("%s: results\n%s\nof Gatekeeper's client\n%s", describe(request), strings.Join(ours, "\n"), strings.Join(theirs, "\n"))
		}
		c.inCEL += strings.Count(strings.Join(ours, "\n"), "CEL: ")
		c.onlyByClient += strings.Count(strings.Join(ours, "\n"), "dryrun")
		c.expanded += len(verdict.Results) - len(ours)
	}
	if t.Failed() && os.Getenv("FLEETKEEP_SEEDS") != "" {
		t.Logf("policies\n%s", made.text)
	}
}

func describe(request policy.Request) string {
	object := request.Object
	if object == nil {
		object = request.OldObject
	}
	data, _ := object.MarshalJSON()
	return fmt.Sprintf("%s %s", request.Operation, data)
}

// admissionRequest is what the API server sends: the object in its namespace, with its defaults.
func admissionRequest(t *testing.T, request policy.Request) admissionv1.AdmissionRequest {
	t.Helper()
	subject := request.Object
	if subject == nil {
		subject = request.OldObject
	}
	gvk := subject.GroupVersionKind()
	kind := metav1.GroupVersionKind{Group: gvk.Group, Version: gvk.Version, Kind: gvk.Kind}
	resource := metav1.GroupVersionResource{Group: gvk.Group, Version: gvk.Version, Resource: plurals[gvk.Kind]}
	dryRun := false
	asked := admissionv1.AdmissionRequest{
		UID: apitypes.UID(request.ID), Kind: kind, RequestKind: &kind, Name: subject.GetName(), Namespace: subject.GetNamespace(),
		Operation: request.Operation, UserInfo: *request.User, DryRun: &dryRun,
	}
	if gvk.Kind == "Namespace" {
		asked.Namespace = subject.GetName()
	}
	if request.Target != nil {
		resource.Resource = request.Target.Resource
		asked.SubResource, asked.RequestSubResource = request.Target.SubResource, request.Target.SubResource
		asked.Namespace, asked.Name = request.Target.Namespace, request.Target.Name
	}
	asked.Resource, asked.RequestResource = resource, &resource
	for _, each := range []struct {
		object *unstructured.Unstructured
		into   *runtime.RawExtension
	}{{request.Object, &asked.Object}, {request.OldObject, &asked.OldObject}} {
		if each.object != nil {
			data, err := each.object.MarshalJSON()
			check(t, err)
			each.into.Raw = completed(t, data)
		}
	}
	return asked
}

func completed(t *testing.T, data []byte) []byte {
	t.Helper()
	object := &unstructured.Unstructured{}
	check(t, object.UnmarshalJSON(data))
	whole, err := defaults.Apply(object)
	check(t, err)
	data, err = whole.MarshalJSON()
	check(t, err)
	return data
}

// webhookLines are what the webhook would say of a verdict (pkg/webhook/policy.go, getValidationMessages).
func webhookLines(verdict policy.Verdict) (denied, warned []string) {
	denied, warned = []string{}, []string{}
	for _, result := range verdict.Results {
		actions := result.ScopedEnforcementActions
		if result.EnforcementAction != "scoped" {
			actions = []string{result.EnforcementAction}
		}
		for _, action := range actions {
			line := fmt.Sprintf("[%s] %s", result.Name, result.Message)
			switch action {
			case "deny":
				denied = append(denied, line)
			case "warn":
				warned = append(warned, line)
			}
		}
	}
	sort.Strings(denied)
	sort.Strings(warned)
	return denied, warned
}

func ownLines(verdict policy.Verdict) []string {
	lines := []string{}
	for _, result := range verdict.Results {
		if result.ImpliedBy == "" {
			lines = append(lines, line(result.Kind, result.Name, result.EnforcementAction, result.ScopedEnforcementActions, result.Message, result.Details))
		}
	}
	sort.Strings(lines)
	return lines
}

func clientLines(results []*types.Result) []string {
	lines := []string{}
	for _, result := range results {
		lines = append(lines, line(result.Constraint.GetKind(), result.Constraint.GetName(), result.EnforcementAction,
			result.ScopedEnforcementActions, result.Msg, result.Metadata["details"]))
	}
	sort.Strings(lines)
	return lines
}

func line(kind, name, action string, scoped []string, message string, details any) string {
	actions := append([]string{}, scoped...)
	sort.Strings(actions)
	if empty, ok := details.(map[string]interface{}); ok && len(empty) == 0 {
		details = nil
	}
	return fmt.Sprintf("%s/%s %s %v %v %s", kind, name, action, actions, details, message)
}
