package psa

import (
	"slices"
	"testing"

	corev1 "k8s.io/api/core/v1"
)

// mutants are mistakes as they could be made in the catalogue's Rego. Each stands for a dimension of the generated pods.
var mutants = []struct{ what, text, instead string }{
	{"init containers are overlooked", `["initContainers", "containers", "ephemeralContainers"]`, `["containers", "ephemeralContainers"]`},
	{"containers are overlooked", `["initContainers", "containers", "ephemeralContainers"]`, `["initContainers", "ephemeralContainers"]`},
	{"debug containers are overlooked", `["initContainers", "containers", "ephemeralContainers"]`, `["initContainers", "containers"]`},
	{"Windows is judged like Linux", `spec.os.name == "windows"`, `spec.os.name == "plan9"`},
	{"everything is judged like Windows", `spec.os.name == "windows"`, `spec`},
	{"user namespaces are not known", `spec.hostUsers == false`, `spec.hostUsers == "no"`},
	{"every pod counts as in a user namespace", `spec.hostUsers == false`, `spec`},
	{"no root user is seen", `securityContext.runAsUser == 0`, `securityContext.runAsUser == -1`},
	{"hooks of containers are overlooked", `["postStart", "preStop"]`, `["postStart"]`},
	{"a probe is overlooked", `["livenessProbe", "readinessProbe", "startupProbe"]`, `["livenessProbe", "startupProbe"]`},
	{"sockets are overlooked", `["httpGet", "tcpSocket"]`, `["httpGet"]`},
	{"an annotation is overlooked", `container.apparmor.security.beta.kubernetes.io/`, `container.apparmor.security.kubernetes.io/`},
	{"capabilities are compared in small letters", `upper(required) in dropped`, `lower(required) in dropped`},
	{"an empty SELinux option counts", `not value in {"", null}`, `value != null`},
	{"a sysctl may be spelt with slashes", `matches(name, entries) if name in entries`, `matches(name, entries) if replace(name, "/", ".") in entries`},
}

// TestMistakesAreFound: a mistake in the policies, or a policy that says nothing, is a disagreement with the standard. This
// is what says that the generated pods are worth something.
func TestMistakesAreFound(t *testing.T) {
	judge := newJudge(t, loadPolicySet(t))
	var comparisons []comparison
	for _, e := range judge.set.Editions {
		comparisons = append(comparisons, comparisonsOf(t, e)...)
	}
	for _, m := range mutants {
		if mutant, found := judge.changed(t, m.text, m.instead); !found {
			t.Errorf("%s: no policy contains %s any more", m.what, m.text)
		} else if !mutant.disagreesSomewhere(t, comparisons) {
			t.Errorf("%s, and no generated pod shows it: %s became %s", m.what, m.text, m.instead)
		}
	}
	for check, kinds := range kindsOf {
		of := slices.DeleteFunc(slices.Clone(comparisons), func(c comparison) bool { return c.check != check })
		if !judge.silenced(t, kinds).disagreesSomewhere(t, of) {
			t.Errorf("the policies of %s say nothing, and no generated pod shows it", check)
		}
	}
}

// disagreesSomewhere tries pods until one shows that the standard is another.
func (j judge) disagreesSomewhere(t *testing.T, comparisons []comparison) bool {
	t.Helper()
	for index := range 3_000 {
		pod := newGenerator(*seed, uint64(index)).pod(index)
		typed := decode[corev1.Pod](t, pod)
		findings := j.of(t, request{operation: "CREATE", pod: pod})
		if slices.ContainsFunc(comparisons, func(c comparison) bool {
			return c.oracle(&typed.ObjectMeta, &typed.Spec).Allowed != (len(findings(c)) == 0)
		}) {
			return true
		}
	}
	return false
}
