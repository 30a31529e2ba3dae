package differential

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"testing"

	jsonpatch "github.com/evanphx/json-patch/v5"
	"github.com/open-policy-agent/frameworks/constraint/pkg/apis"
	constraintclient "github.com/open-policy-agent/frameworks/constraint/pkg/client"
	regodriver "github.com/open-policy-agent/frameworks/constraint/pkg/client/drivers/rego"
	"github.com/open-policy-agent/frameworks/constraint/pkg/client/reviews"
	"github.com/open-policy-agent/frameworks/constraint/pkg/core/templates"
	"github.com/open-policy-agent/frameworks/constraint/pkg/types"
	gatekeeperapis "github.com/open-policy-agent/gatekeeper/v3/apis"
	configv1alpha1 "github.com/open-policy-agent/gatekeeper/v3/apis/config/v1alpha1"
	expansionunversioned "github.com/open-policy-agent/gatekeeper/v3/apis/expansion/unversioned"
	"github.com/open-policy-agent/gatekeeper/v3/apis/mutations/unversioned"
	"github.com/open-policy-agent/gatekeeper/v3/pkg/controller/config/process"
	"github.com/open-policy-agent/gatekeeper/v3/pkg/drivers/k8scel"
	"github.com/open-policy-agent/gatekeeper/v3/pkg/expansion"
	"github.com/open-policy-agent/gatekeeper/v3/pkg/mutation"
	"github.com/open-policy-agent/gatekeeper/v3/pkg/mutation/mutators"
	mutationtypes "github.com/open-policy-agent/gatekeeper/v3/pkg/mutation/types"
	"github.com/open-policy-agent/gatekeeper/v3/pkg/target"
	"github.com/open-policy-agent/gatekeeper/v3/pkg/util"
	gatekeeperwebhook "github.com/open-policy-agent/gatekeeper/v3/pkg/webhook"
	admissionv1 "k8s.io/api/admission/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/rest"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/client/fake"
	"sigs.k8s.io/controller-runtime/pkg/manager"
	"sigs.k8s.io/controller-runtime/pkg/webhook"
	"sigs.k8s.io/controller-runtime/pkg/webhook/admission"
)

// gatekeeper is upstream's own webhook server, the handlers of pkg/webhook, around upstream's own client, excluder, mutation
// and expansion systems. Only the cluster is missing: its Namespaces come from a fake client.
type gatekeeper struct {
	client     *constraintclient.Client
	excluder   *process.Excluder
	namespaces client.Client
	handlers   map[string]*admission.Webhook
}

var scheme = func() *runtime.Scheme {
	scheme := runtime.NewScheme()
	for _, add := range []func(*runtime.Scheme) error{apis.AddToScheme, gatekeeperapis.AddToScheme, corev1.AddToScheme} {
		if err := add(scheme); err != nil {
			panic(err)
		}
	}
	return scheme
}()

func newGatekeeper(t *testing.T, policies, namespaces []*unstructured.Unstructured) *gatekeeper {
	t.Helper()
	cel, err := k8scel.New()
	check(t, err)
	rego, err := regodriver.New()
	check(t, err)
	own := &gatekeeper{excluder: process.New(), handlers: map[string]*admission.Webhook{}}
	own.client, err = constraintclient.NewClient(constraintclient.Targets(&target.K8sValidationTarget{}),
		constraintclient.Driver(cel), constraintclient.Driver(rego),
		constraintclient.EnforcementPoints(util.AuditEnforcementPoint, util.WebhookEnforcementPoint))
	check(t, err)
	mutationSystem := mutation.NewSystem(mutation.SystemOpts{})
	expansionSystem := expansion.NewSystem(mutationSystem)
	for _, object := range policies {
		own.learn(t, object, mutationSystem, expansionSystem)
	}
	for _, object := range policies {
		if object.GroupVersionKind().Group == "constraints.gatekeeper.sh" {
			_, err := own.client.AddConstraint(context.Background(), object.DeepCopy())
			check(t, err)
		}
	}
	var known []client.Object
	for _, object := range namespaces {
		namespace := &corev1.Namespace{}
		check(t, runtime.DefaultUnstructuredConverter.FromUnstructured(object.Object, namespace))
		known = append(known, namespace)
	}
	own.namespaces = cached{fake.NewClientBuilder().WithScheme(scheme).WithObjects(known...).Build()}
	dependencies := gatekeeperwebhook.Dependencies{
		OpaClient: own.client, ProcessExcluder: own.excluder, MutationSystem: mutationSystem, ExpansionSystem: expansionSystem,
	}
	check(t, gatekeeperwebhook.AddPolicyWebhook(withoutCluster{gatekeeper: own}, dependencies))
	check(t, gatekeeperwebhook.AddMutatingWebhook(withoutCluster{gatekeeper: own}, dependencies))
	return own
}

func (g *gatekeeper) learn(t *testing.T, object *unstructured.Unstructured, mutationSystem *mutation.System, expansionSystem *expansion.System) {
	t.Helper()
	switch object.GetKind() {
	case "ConstraintTemplate":
		template, ok := typed(t, object).(interface {
			ToVersionless() (*templates.ConstraintTemplate, error)
		})
		if !ok {
			t.Fatalf("%s is no template", object.GetName())
		}
		versionless, err := template.ToVersionless()
		check(t, err)
		_, err = g.client.AddTemplate(context.Background(), versionless)
		check(t, err)
	case "Config":
		g.excluder.Add(typed(t, object).(*configv1alpha1.Config).Spec.Match)
	case "ExpansionTemplate":
		template := &expansionunversioned.ExpansionTemplate{}
		check(t, scheme.Convert(typed(t, object), template, nil))
		check(t, expansionSystem.UpsertTemplate(template))
	case "Assign":
		into := &unversioned.Assign{}
		convert(t, object, into)
		upsert(t, mutationSystem)(mutators.MutatorForAssign(into))
	case "AssignMetadata":
		into := &unversioned.AssignMetadata{}
		convert(t, object, into)
		upsert(t, mutationSystem)(mutators.MutatorForAssignMetadata(into))
	case "ModifySet":
		into := &unversioned.ModifySet{}
		convert(t, object, into)
		upsert(t, mutationSystem)(mutators.MutatorForModifySet(into))
	case "AssignImage":
		into := &unversioned.AssignImage{}
		convert(t, object, into)
		upsert(t, mutationSystem)(mutators.MutatorForAssignImage(into))
	}
}

func upsert(t *testing.T, system *mutation.System) func(mutationtypes.Mutator, error) {
	return func(mutator mutationtypes.Mutator, err error) {
		t.Helper()
		check(t, err)
		check(t, system.Upsert(mutator))
	}
}

func convert(t *testing.T, object *unstructured.Unstructured, into runtime.Object) {
	t.Helper()
	check(t, scheme.Convert(typed(t, object), into, nil))
	into.GetObjectKind().SetGroupVersionKind(object.GroupVersionKind())
}

func typed(t *testing.T, object *unstructured.Unstructured) runtime.Object {
	t.Helper()
	empty, err := scheme.New(object.GroupVersionKind())
	check(t, err)
	data, err := object.MarshalJSON()
	check(t, err)
	check(t, json.Unmarshal(data, empty))
	return empty
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// mutate has the mutating webhook asked, and applies what it answers as the API server does.
func (g *gatekeeper) mutate(t *testing.T, request admissionv1.AdmissionRequest) (object []byte, failed bool) {
	t.Helper()
	response := g.handlers["/v1/mutate"].Handle(context.Background(), admission.Request{AdmissionRequest: request})
	if !response.Allowed {
		return request.Object.Raw, true
	}
	if len(response.Patches) == 0 {
		return request.Object.Raw, false
	}
	data, err := json.Marshal(response.Patches)
	check(t, err)
	patch, err := jsonpatch.DecodePatch(data)
	check(t, err)
	object, err = patch.Apply(request.Object.Raw)
	check(t, err)
	return object, false
}

// validate has the validating webhook asked.
func (g *gatekeeper) validate(request admissionv1.AdmissionRequest) admission.Response {
	return g.handlers["/v1/admit"].Handle(context.Background(), admission.Request{AdmissionRequest: request})
}

// review asks the client alone: it tells of every constraint, while the webhook tells of those that deny or warn. What the
// webhook does before is repeated (pkg/webhook/policy.go, createReviewForRequest).
func (g *gatekeeper) review(t *testing.T, request admissionv1.AdmissionRequest) []*types.Result {
	t.Helper()
	if request.Kind.Kind == "Namespace" && request.Kind.Group == "" {
		request.Namespace = ""
	}
	augmented := &target.AugmentedReview{AdmissionRequest: &request, Source: mutationtypes.SourceTypeOriginal, IsAdmission: true}
	options := []reviews.ReviewOpt{reviews.EnforcementPoint(util.WebhookEnforcementPoint)}
	if request.Namespace != "" {
		augmented.Namespace = &corev1.Namespace{}
		check(t, g.namespaces.Get(context.Background(), client.ObjectKey{Name: request.Namespace}, augmented.Namespace))
		value, err := util.NamespaceToMap(augmented.Namespace)
		check(t, err)
		options = append(options, reviews.Namespace(value))
	}
	responses, err := g.client.Review(context.Background(), augmented, options...)
	check(t, err)
	return responses.Results()
}

// withoutCluster is as much of a manager as the webhooks ask for when they are registered.
type withoutCluster struct {
	manager.Manager
	gatekeeper *gatekeeper
}

func (m withoutCluster) GetConfig() *rest.Config          { return &rest.Config{Host: "127.0.0.1:1"} }
func (m withoutCluster) GetClient() client.Client         { return m.gatekeeper.namespaces }
func (m withoutCluster) GetAPIReader() client.Reader      { return m.gatekeeper.namespaces }
func (m withoutCluster) GetWebhookServer() webhook.Server { return registry{gatekeeper: m.gatekeeper} }

type registry struct {
	webhook.Server
	gatekeeper *gatekeeper
}

func (r registry) Register(path string, handler http.Handler) {
	own, ok := handler.(*admission.Webhook)
	if !ok {
		panic(fmt.Sprintf("the handler of %s is %T", path, handler))
	}
	r.gatekeeper.handlers[path] = own
}

// cached gives out objects as a manager's client does, from its cache: with their kind (controller-runtime
// pkg/cache/internal/cache_reader.go, Get). What was never stored has no version.
type cached struct{ client.Client }

func (c cached) Get(ctx context.Context, key client.ObjectKey, into client.Object, options ...client.GetOption) error {
	if err := c.Client.Get(ctx, key, into, options...); err != nil {
		return err
	}
	kind, err := c.GroupVersionKindFor(into)
	into.GetObjectKind().SetGroupVersionKind(kind)
	into.SetResourceVersion("")
	return err
}
