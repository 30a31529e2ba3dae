package policy

import (
	"context"
	"fmt"
	"reflect"
	"sort"
	"strings"
	"testing"

	"github.com/open-policy-agent/gatekeeper/v3/pkg/gator/test"
	admissionv1 "k8s.io/api/admission/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// gatorLines are the results of `gator test`'s own package for the given objects.
func gatorLines(t testing.TB, policies, objects []Object) []string {
	t.Helper()
	var all []*unstructured.Unstructured
	for _, object := range append(append([]Object{}, policies...), objects...) {
		all = append(all, object.Object.DeepCopy())
	}
	responses, err := test.Test(all, test.WithK8sCEL(false))
	if err != nil {
		t.Fatal(err)
	}
	judged := map[string]bool{}
	for _, object := range objects {
		judged[identity(object.Object)] = true
	}
	shown := []string{}
	for _, result := range responses.Results() {
		if judged[identity(result.ViolatingObject)] {
			shown = append(shown, fmt.Sprintf("%s: %s/%s %s %s", identity(result.ViolatingObject),
				result.Constraint.GetKind(), result.Constraint.GetName(), result.EnforcementAction, result.Msg))
		}
	}
	sort.Strings(shown)
	return shown
}

// ourLines are those of ReviewAll, each object created.
func ourLines(t testing.TB, set *Set, objects []Object) []string {
	t.Helper()
	var requests []Request
	var namespaces []*unstructured.Unstructured
	for _, object := range objects {
		requests = append(requests, Request{ID: identity(object.Object), Operation: admissionv1.Create, Object: object.Object})
		if isNamespace(object.Object) {
			namespaces = append(namespaces, object.Object)
		}
	}
	known, err := NewNamespaces(namespaces)
	if err != nil {
		t.Fatal(err)
	}
	shown := []string{}
	err = set.ReviewAll(context.Background(), known, requests, func(verdict Verdict) {
		if verdict.Error != "" {
			t.Errorf("%s: %s", verdict.ID, verdict.Error)
		}
		for _, line := range lines(verdict) {
			shown = append(shown, verdict.ID+": "+line)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	sort.Strings(shown)
	return shown
}

func identity(object *unstructured.Unstructured) string {
	return object.GetKind() + " " + object.GetNamespace() + "/" + object.GetName()
}

const requiredLabels = `
package requiredlabels
violation contains {"msg": sprintf("no label %v", [missing]), "details": {"missing": missing}} if {
	some missing in input.parameters.labels
	not input.review.object.metadata.labels[missing]
}
`

const allowedImages = `
package allowedimages
import data.lib.containers
violation contains {"msg": sprintf("container %v has image %v", [container.name, container.image])} if {
	some container in containers.all(input.review.object)
	not startswith(container.image, "registry.example.test/")
}
`

const containersLibrary = `
package lib.containers
all(object) := [container |
	some field in ["containers", "initContainers"]
	some container in object.spec[field]
]
`

// corpus is every kind of object for which gator is right: namespaced ones that say their namespace, in
// Namespaces that are there, created, and constraints that leave cluster-scoped objects alone.
func corpus(t testing.TB, pods int) (policies, objects []Object) {
	library := withLibraries(template("AllowedImages", allowedImages), containersLibrary)
	policies = parse(t, documents(
		template("RequiredLabels", requiredLabels), library, template("Always", always), bothLanguages,
		constraint("RequiredLabels", "owner", "match: {kinds: [{apiGroups: [\"\"], kinds: [Pod]}]}\nparameters: {labels: [owner, tier]}"),
		constraint("RequiredLabels", "team", "enforcementAction: warn\nmatch: {namespaceSelector: {matchLabels: {team: shop}}}\nparameters: {labels: [team]}"),
		constraint("AllowedImages", "ours", "enforcementAction: dryrun\nmatch: {kinds: [{apiGroups: [\"\"], kinds: [Pod]}], excludedNamespaces: [kube-*]}"),
		constraint("Always", "labelled", "match: {labelSelector: {matchLabels: {watched: \"yes\"}}}"),
		constraint("Always", "generated", "match: {source: Generated, namespaces: [shop]}"),
		constraint("Both", "pods", "match: {kinds: [{apiGroups: [\"\"], kinds: [Pod]}], namespaces: [payments]}"),
		expandDeployments, expandCronJobs))
	objects = parse(t, documents(shopNamespace,
		"apiVersion: v1\nkind: Namespace\nmetadata: {name: payments}", deployment, cronJob, pod,
		strings.Replace(deployment, "namespace: shop", "namespace: payments", 1)))
	for index := range pods {
		objects = append(objects, parse(t, fmt.Sprintf(`
apiVersion: v1
kind: Pod
metadata:
  name: pod-%d
  namespace: %s
  labels: {owner: team-%d, watched: "%s"}
spec:
  initContainers: [{name: prepare, image: registry.example.test/prepare:%d}]
  containers: [{name: web, image: %s/web:%d}]
`, index, []string{"shop", "payments"}[index%2], index%7, []string{"yes", "no", "no"}[index%3], index,
			[]string{"registry.example.test", "docker.io", "ghcr.io"}[index%3], index))...)
	}
	return policies, objects
}

func TestGatorAgreesWhereItIsRight(t *testing.T) {
	policies, objects := corpus(t, 60)
	set, problems, err := Load(context.Background(), policies)
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	ours := ourLines(t, set, objects)
	gators := gatorLines(t, policies, objects)
	// gator judges what is generated without an operation; ours says the parent's.
	for index, line := range gators {
		if strings.HasSuffix(line, " by ") {
			gators[index] = line + "CREATE"
		}
	}
	sort.Strings(gators)
	if len(ours) < 100 {
		t.Errorf("only %d results: the comparison is empty", len(ours))
	}
	if !reflect.DeepEqual(ours, gators) {
		t.Errorf("ours\n%s\ngator's\n%s", strings.Join(difference(ours, gators), "\n"), strings.Join(difference(gators, ours), "\n"))
	}
}

func difference(of, without []string) []string {
	known := map[string]int{}
	for _, line := range without {
		known[line]++
	}
	var left []string
	for _, line := range of {
		if known[line] == 0 {
			left = append(left, line)
			continue
		}
		known[line]--
	}
	return left
}
