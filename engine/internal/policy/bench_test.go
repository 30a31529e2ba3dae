package policy

import (
	"context"
	"fmt"
	"syscall"
	"testing"
	"time"

	admissionv1 "k8s.io/api/admission/v1"
)

// sixteen are 16 templates with a constraint each, of the weight of a Pod Security policy.
func sixteen(t testing.TB) []Object {
	stream := ""
	for index := range 16 {
		kind := fmt.Sprintf("Policy%d", index)
		stream = documents(stream, template(kind, fmt.Sprintf(`
package policy%d
containers contains container if some container in input.review.object.spec.containers
containers contains container if some container in input.review.object.spec.initContainers
containers contains container if some container in input.review.object.spec.ephemeralContainers
allowed(container) if {
	some repository in input.parameters.labels
	startswith(container.image, repository)
}
violation contains {"msg": msg, "details": {"container": container.name}} if {
	some container in containers
	not allowed(container)
	msg := sprintf("policy %d: container %%v has the image %%v", [container.name, container.image])
}
`, index, index)), constraint(kind, "all", `match: {kinds: [{apiGroups: [""], kinds: [Pod]}], excludedNamespaces: [kube-system]}
parameters: {labels: [registry.example.test/, ghcr.io/]}`))
	}
	return parse(t, stream)
}

func benchmarkPods(t testing.TB, count int) []Object {
	_, objects := corpus(t, count)
	return objects[len(objects)-count:]
}

// measureCPU reports the processor time of an iteration, which other programs on the machine do not change.
func measureCPU(b *testing.B) func() {
	used := func() time.Duration {
		var usage syscall.Rusage
		if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
			b.Fatal(err)
		}
		return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
	}
	before := used()
	return func() { b.ReportMetric((used()-before).Seconds()/float64(b.N), "cpu-s/op") }
}

// BenchmarkReview judges 1,000 Pods by 16 constraints.
func BenchmarkReview(b *testing.B) {
	set, problems, err := Load(context.Background(), sixteen(b))
	if err != nil || len(problems) > 0 {
		b.Fatal(err, problems)
	}
	namespaces := namespacesOf(b, documents(shopNamespace, "apiVersion: v1\nkind: Namespace\nmetadata: {name: payments}"))
	var requests []Request
	for _, object := range benchmarkPods(b, 1000) {
		requests = append(requests, Request{ID: identity(object.Object), Operation: admissionv1.Create, Object: object.Object})
	}
	defer measureCPU(b)()
	for b.Loop() {
		results := 0
		if err := set.ReviewAll(context.Background(), namespaces, requests, func(verdict Verdict) { results += len(verdict.Results) }); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(results), "results")
	}
}

// BenchmarkLoad compiles 16 templates.
func BenchmarkLoad(b *testing.B) {
	objects := sixteen(b)
	defer measureCPU(b)()
	for b.Loop() {
		if _, _, err := Load(context.Background(), objects); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkGator is what `gator test` does for the same objects, compilation included.
func BenchmarkGator(b *testing.B) {
	policies, pods := sixteen(b), benchmarkPods(b, 1000)
	defer measureCPU(b)()
	for b.Loop() {
		b.ReportMetric(float64(len(gatorLines(b, policies, pods))), "results")
	}
}
