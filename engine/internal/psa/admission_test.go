package psa

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	admissionv1 "k8s.io/api/admission/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/pod-security-admission/admission"
	admissionapi "k8s.io/pod-security-admission/admission/api"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/metrics"
	psapolicy "k8s.io/pod-security-admission/policy"

	"fleetkeep.dev/engine/internal/policy"
)

// TestAdmissionIsTheStandards compares whole verdicts: Gatekeeper's, with expansions, on pods, on workloads of every
// kind and on updates, with those of Kubernetes' own admission plugin in the same level and edition.
func TestAdmissionIsTheStandards(t *testing.T) {
	set := loadPolicySet(t)
	t.Logf("-seed %d -pods %d", *seed, *podCount)
	gates := make([]*gate, len(set.Editions))
	for index, e := range set.Editions {
		gates[index] = newGate(t, set, e)
	}
	var mutex sync.Mutex
	asked, denied := map[string]int{}, map[string]int{}
	disagreements := 0
	forEachPod(func(index int) {
		g := newGenerator(*seed, uint64(index))
		pod := g.pod(index)
		gate := gates[index%len(gates)]
		c := pick(g, casesOf(t, g, pod, pick(g, workloadKinds...))...)
		theirs := gate.standard(t, c)
		ours := gate.gatekeeper(t, c)
		mutex.Lock()
		defer mutex.Unlock()
		asked[c.what]++
		if !theirs {
			denied[c.what]++
		}
		if theirs == (len(ours) == 0) {
			return
		}
		disagreements++
		if disagreements <= 5 {
			t.Errorf("%s, %s: the standard says allowed=%t, we say %v\n-seed %d, pod %d:\n%s\nbefore:\n%s",
				gate.edition, c.what, theirs, ours, *seed, index, encode(t, c.object), encode(t, c.old))
		}
	})
	t.Logf("%d requests, %d disagreements", *podCount, disagreements)
	for _, what := range slices.Sorted(maps.Keys(asked)) {
		t.Logf("%-40s asked %d, denied %d", what, asked[what], denied[what])
		unchanged := strings.HasPrefix(what, "a pod is labelled") || strings.HasPrefix(what, "a pod tolerates")
		if asked[what] >= 100 && (denied[what] == 0) != unchanged {
			t.Errorf("%s: %d of %d denied: the generator does not try both verdicts", what, denied[what], asked[what])
		}
	}
}

// admissionCase is a request as both sides are asked it.
type admissionCase struct {
	what        string
	operation   admissionv1.Operation
	object, old object
	// workload is nil for pods.
	workload *workloadKind
}

// casesOf are the ways in which a pod comes to a cluster, and its updates.
func casesOf(t *testing.T, g *generator, pod object, kind workloadKind) []admissionCase {
	t.Helper()
	clean := newGenerator(0, 0)
	clean.carelessness = 0
	before := clean.pod(0)
	workload := kind.of(pod)
	return []admissionCase{
		{"a pod is created", admissionv1.Create, pod, nil, nil},
		{"a " + kind.kind + " is created", admissionv1.Create, workload, nil, &kind},
		{"a " + kind.kind + " is updated", admissionv1.Update, workload, kind.of(before), &kind},
		{"a " + kind.kind + " is labelled", admissionv1.Update, workload, labelled(workload), &kind},
		{"a pod is labelled", admissionv1.Update, pod, labelled(pod), nil},
		{"a pod tolerates more", admissionv1.Update, withSpec(pod, "tolerations", []any{object{"operator": "Exists"}}), pod, nil},
		{"an image is changed", admissionv1.Update, withImage(pod, g), pod, nil},
		{"a debug container is added", admissionv1.Update, pod, withSpec(pod, "ephemeralContainers", nil), nil},
	}
}

func withSpec(pod object, field string, value any) object {
	spec := maps.Clone(pod["spec"].(object))
	spec[field] = value
	return withField(pod, "spec", spec)
}

func withField(of object, field string, value any) object {
	changed := maps.Clone(of)
	changed[field] = value
	return changed
}

func labelled(of object) object {
	metadata := maps.Clone(of["metadata"].(object))
	metadata["labels"] = object{"before": "yes"}
	return withField(of, "metadata", metadata)
}

// withImage changes the image of a container anywhere in the pod.
func withImage(pod object, g *generator) object {
	list := pick(g, "initContainers", "containers", "ephemeralContainers")
	containers, _ := pod["spec"].(object)[list].([]any)
	if len(containers) == 0 {
		list = "containers"
		containers = pod["spec"].(object)[list].([]any)
	}
	changed := append([]any{}, containers...)
	position := g.random.IntN(len(changed))
	changed[position] = withField(changed[position].(object), "image", "registry.example.com/shop/web:2")
	return withSpec(pod, list, changed)
}

// gate is an edition as Gatekeeper enforces it and as Kubernetes itself does.
type gate struct {
	edition    edition
	set        *policy.Set
	namespaces *policy.Namespaces
	plugin     *admission.Admission
	level      api.LevelVersion
}

func newGate(t *testing.T, printed policySet, e edition) *gate {
	t.Helper()
	var objects []policy.Object
	used := map[string]bool{}
	for _, raw := range e.Constraints {
		used[fromJSON[constraint](t, raw).Kind] = true
		objects = append(objects, policyObject(t, raw))
	}
	for _, raw := range printed.Templates {
		if kind, _, _ := fromJSON[template](t, raw).source(); used[kind] {
			objects = append(objects, policyObject(t, raw))
		}
	}
	for _, raw := range printed.Expansions {
		objects = append(objects, policyObject(t, raw))
	}
	set, problems, err := policy.Load(context.Background(), objects)
	if err != nil || len(problems) > 0 {
		t.Fatal(problems, err)
	}
	labels := map[string]string{api.EnforceLevelLabel: string(e.Level), api.EnforceVersionLabel: "v" + e.Version}
	namespace := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: "shop", Labels: labels}}
	namespaces, err := policy.NewNamespaces([]*unstructured.Unstructured{{Object: object{
		"apiVersion": "v1", "kind": "Namespace", "metadata": object{"name": "shop"},
	}}})
	if err != nil {
		t.Fatal(err)
	}
	evaluator, err := psapolicy.NewEvaluator(psapolicy.DefaultChecks(), nil)
	if err != nil {
		t.Fatal(err)
	}
	privileged := "privileged"
	plugin := &admission.Admission{
		Configuration: &admissionapi.PodSecurityConfiguration{Defaults: admissionapi.PodSecurityDefaults{
			Enforce: privileged, EnforceVersion: "latest", Audit: privileged, AuditVersion: "latest", Warn: privileged, WarnVersion: "latest",
		}},
		Evaluator: evaluator, Metrics: noMetrics{}, NamespaceGetter: oneNamespace{namespace}, PodLister: noPods{},
	}
	if err := plugin.CompleteConfiguration(); err != nil {
		t.Fatal(err)
	}
	if err := plugin.ValidateConfiguration(); err != nil {
		t.Fatal(err)
	}
	return &gate{e, set, namespaces, plugin, api.LevelVersion{Level: e.Level, Version: e.version(t)}}
}

func policyObject(t *testing.T, raw []byte) policy.Object {
	t.Helper()
	return policy.Object{Object: &unstructured.Unstructured{Object: fromJSON[object](t, raw)}}
}

// standard says whether Kubernetes itself allows the request. Its plugin only warns of workloads: their pods are
// evaluated as it evaluates them for its warnings.
func (g *gate) standard(t *testing.T, c admissionCase) bool {
	t.Helper()
	if c.workload != nil {
		metadata, spec, err := admission.DefaultPodSpecExtractor{}.ExtractPodSpec(c.workload.decode(t, c.object))
		if err != nil {
			t.Fatal(err)
		}
		return psapolicy.AggregateCheckResults(g.plugin.Evaluator.EvaluatePod(g.level, metadata, spec)).Allowed
	}
	attributes := &api.AttributesRecord{
		Name: "web", Namespace: "shop", Operation: c.operation, Username: "someone",
		Kind: corev1.SchemeGroupVersion.WithKind("Pod"), Resource: corev1.SchemeGroupVersion.WithResource("pods"),
		Object: decode[corev1.Pod](t, c.object),
	}
	if c.old != nil {
		attributes.OldObject = decode[corev1.Pod](t, c.old)
	}
	return g.plugin.Validate(context.Background(), attributes).Allowed
}

func (g *gate) gatekeeper(t *testing.T, c admissionCase) []string {
	t.Helper()
	request := policy.Request{ID: c.what, Operation: c.operation, Object: asUnstructured(t, c.object)}
	if c.old != nil {
		request.OldObject = asUnstructured(t, c.old)
	}
	verdict := g.set.Review(context.Background(), g.namespaces, request)
	if verdict.Error != "" {
		t.Fatalf("%s: %s", c.what, verdict.Error)
	}
	var said []string
	for _, result := range verdict.Results {
		said = append(said, fmt.Sprintf("%s: %s", result.Kind, result.Message))
	}
	return said
}

// asUnstructured is an object as it comes over the wire.
func asUnstructured(t *testing.T, of object) *unstructured.Unstructured {
	t.Helper()
	parsed := &unstructured.Unstructured{}
	if err := parsed.UnmarshalJSON(encode(t, of)); err != nil {
		t.Fatal(err)
	}
	return parsed
}

type oneNamespace struct{ namespace *corev1.Namespace }

func (n oneNamespace) GetNamespace(context.Context, string) (*corev1.Namespace, error) {
	return n.namespace, nil
}

type noPods struct{}

func (noPods) ListPods(context.Context, string) ([]*corev1.Pod, error) { return nil, nil }

type noMetrics struct{}

func (noMetrics) RecordEvaluation(metrics.Decision, api.LevelVersion, metrics.Mode, api.Attributes) {
}
func (noMetrics) RecordExemption(api.Attributes)   {}
func (noMetrics) RecordError(bool, api.Attributes) {}
