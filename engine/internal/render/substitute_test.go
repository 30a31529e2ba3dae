package render

import (
	"fmt"
	"strings"
	"testing"
)

// Rendering rules 5 and 10. Every case substitutes into the same ConfigMap `app`, whose data the case gives.
func TestSubstitution(t *testing.T) {
	const cluster = `
-- c/vars.yaml --
apiVersion: v1
kind: ConfigMap
metadata: {name: vars, namespace: flux-system}
data: {MAPPING: "x: y", STAGE: prod, REGION: weu, LINES: "a\nb\n", NUMBER: "3", EMPTY: ""}
---
apiVersion: v1
kind: Secret
metadata: {name: secret, namespace: flux-system}
data: {REGION: bmV1}
stringData: {TOKEN: plain}
---
apiVersion: v1
kind: Secret
metadata: {name: locked, namespace: flux-system}
data: {LOCKED: "ENC[AES256_GCM,data:x]"}
sops: {mac: "ENC[x]"}
`
	const fromVars = "postBuild:\n  substituteFrom:\n  - {kind: ConfigMap, name: vars}\n"
	for _, test := range []struct {
		name, spec, data, want, unknowns, problem, state string
	}{
		{name: "no postBuild, no substitution", spec: "", data: "a: ${STAGE}", want: "a: ${STAGE}"},
		{name: "no variable at all, no substitution", spec: "postBuild: {}", data: "a: ${STAGE:=x}", want: "a: ${STAGE:=x}"},
		{name: "from a ConfigMap", spec: fromVars, data: "a: ${STAGE}-${REGION}", want: "a: prod-weu"},
		{name: "later ones win", spec: fromVars + "  - {kind: Secret, name: secret}\n", data: "a: ${REGION}-${TOKEN}", want: "a: neu-plain"},
		{name: "inline wins over all", spec: fromVars + "  substitute: {REGION: here}\n", data: "a: ${REGION}", want: "a: here"},
		{name: "newlines are taken away", spec: fromVars, data: "a: ${LINES}", want: "a: ab"},
		{name: "a bare $var stays", spec: fromVars, data: "a: $STAGE ${STAGE}", want: "a: $STAGE prod"},
		{name: "$$ escapes", spec: fromVars, data: "a: $${STAGE}", want: "a: ${STAGE}"},
		{name: "defaults and expressions", spec: fromVars, data: "a: ${NO:=x}${EMPTY:-y}${STAGE^^}${STAGE:0:2}${STAGE/r/l}", want: "a: xyPRODprplod"},
		{name: "on the built YAML, so that types may change", spec: fromVars, data: "a: ${NUMBER}", want: "a: 3"},
		{name: "a variable that nobody gives a value fails, as in Flux 2.9", spec: fromVars, data: "x: \"y\"\n  a: ${STAG}",
			problem: "variable-not-set app/app.yaml:6 flux-system/app"},
		{name: "an optional reference that Git does not have leaves defaults alone",
			spec: fromVars + "  - {kind: Secret, name: outside, optional: true}\n", data: "a: ${NO:=x} ${NO2}", want: "a: x ${NO2}",
			unknowns: "NO2 from Secret/flux-system/outside at app/app.yaml:5"},
		{name: "a required reference that Git does not have makes what it may hold unknown: defaults stand for themselves, the rest stays as it is written",
			spec: fromVars + "  - {kind: Secret, name: outside}\n", data: "a: ${NO:=x} ${NO2} ${NO2^^} ${STAGE}", want: "a: x ${NO2} ${NO2^^} prod",
			unknowns: "NO2 from Secret/flux-system/outside at app/app.yaml:5, NO by its default from Secret/flux-system/outside at app/app.yaml:5"},
		{name: "a default keeps the type", spec: fromVars + "  - {kind: Secret, name: outside}\n", data: "a: ${NO:=3}", want: "a: 3",
			unknowns: "NO by its default from Secret/flux-system/outside at app/app.yaml:5"},
		{name: "a default that quotes a known value", spec: fromVars + "  - {kind: Secret, name: outside}\n", data: "a: ${q:='}${MAPPING}${q:='}", want: "a: 'x: y'",
			unknowns: "q by its default from Secret/flux-system/outside at app/app.yaml:5"},
		{name: "a default that is unknown itself", spec: fromVars + "  - {kind: Secret, name: outside}\n", data: "a: ${NO:=${NO2}}", want: "a: ${NO:=${NO2}}",
			unknowns: "NO2 from Secret/flux-system/outside at app/app.yaml:5, NO from Secret/flux-system/outside at app/app.yaml:5"},
		{name: "a default that is unknown itself, of a variable that is known", spec: fromVars + "  - {kind: Secret, name: outside, optional: true}\n", data: "a: ${STAGE:=${NO2}}", want: "a: prod",
			unknowns: "NO2 from Secret/flux-system/outside at app/app.yaml:5"},
		{name: "a use without a default says that the cluster has a value, whatever the default",
			spec: fromVars + "  - {kind: Secret, name: outside}\n", data: "a: ${NO:=x} ${NO}", want: "a: ${NO:=x} ${NO}",
			unknowns: "NO from Secret/flux-system/outside at app/app.yaml:5"},
		{name: "what is no YAML without the value is unknown, not failed", spec: fromVars + "  - {kind: Secret, name: outside}\n", data: "a: ${q}${MAPPING}${q}",
			problem: "substitution-unknown app/app.yaml:5 flux-system/app", state: "unknown"},
		{name: "what is no YAML with the default is unknown, not failed", spec: fromVars + "  - {kind: Secret, name: outside}\n", data: "a: ${q:=}${MAPPING}",
			problem: "substitution-unknown app/app.yaml:5 flux-system/app", state: "unknown"},
		{name: "what is no YAML with what Git says has failed", spec: fromVars, data: "a: ${MAPPING}",
			problem: "substitution-failed app/app.yaml:1 flux-system/app", state: "failed"},
		{name: "what is no expression has failed, whatever the cluster knows", spec: fromVars + "  - {kind: Secret, name: outside}\n", data: "a: ${NO} ${a-b.c}",
			problem: "substitution-failed app/app.yaml:1 flux-system/app", state: "failed"},
		{name: "nothing but a required reference that Git does not have",
			spec: "postBuild:\n  substituteFrom:\n  - {kind: ConfigMap, name: outside}\n", data: "a: ${NO} $${KEPT}", want: "a: ${NO} ${KEPT}",
			unknowns: "NO from ConfigMap/flux-system/outside at app/app.yaml:5"},
		{name: "a name that Flux does not accept refuses everything, also what has no variable", spec: "postBuild:\n  substitute: {a-b: c}\n", data: "a: b",
			problem: "substitution-failed app/app.yaml:1 flux-system/app"},
		{name: "what SOPS encrypts is unknown, never its cipher text",
			spec: "postBuild:\n  substituteFrom:\n  - {kind: Secret, name: locked}\n", data: "a: ${LOCKED}", want: "a: ${LOCKED}",
			unknowns: "LOCKED from Secret/flux-system/locked (encrypted) at app/app.yaml:5"},
	} {
		t.Run(test.name, func(t *testing.T) {
			text := cluster + "-- c/app.yaml --\n" + kustomizationYAML("app", "./app", test.spec) +
				"-- c/kustomization.yaml --\nresources: [vars.yaml, app.yaml]\n" +
				"-- app/app.yaml --\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: app}\ndata:\n  " + test.data + "\n"
			// The root has to decrypt to apply the encrypted Secret.
			got := render(t, strings.Replace(text, "-- c/app.yaml --\n", "-- c/app.yaml --\n"+kustomizationYAML("flux-system", "./c", "decryption: {provider: sops}")+"---\n", 1))
			if test.problem != "" {
				same2(t, "problems", got.problems(), test.problem)
				if state := got.part(t, "app").Kustomization.State; test.state != "" && state != test.state {
					t.Errorf("state %s, want %s", state, test.state)
				}
				return
			}
			same2(t, "object", got.object(t, "ConfigMap", "app"), "apiVersion: v1\ndata:\n  "+test.want+"\nkind: ConfigMap\nmetadata:\n  name: app\n")
			var unknowns []string
			for _, unknown := range got.part(t, "app").Kustomization.Unknowns {
				how := ""
				if unknown.Defaulted {
					how = " by its default"
				}
				unknowns = append(unknowns, fmt.Sprintf("%s%s from %s at %s:%d", unknown.Variable, how, unknown.From, unknown.File, unknown.Line))
			}
			same2(t, "unknowns", strings.Join(unknowns, ", "), test.unknowns)
			same2(t, "problems", got.problems(), "")
		})
	}
}

// One resource that cannot be told takes no other with it, and is itself no reason to say that a dependency is missing.
func TestOneResourceThatOnlyTheClusterKnows(t *testing.T) {
	got := render(t, "-- c/app.yaml --\n"+kustomizationYAML("app", "./app", "postBuild:\n  substitute: {MAPPING: 'x: y'}\n  substituteFrom: [{kind: Secret, name: outside}]\n")+
		"---\n"+kustomizationYAML("after", "./after", "dependsOn: [{name: hidden}]")+"-- after/after.md --\n"+
		"-- app/known.yaml --\n"+configMap("known", `a: "${NO:=x}"`)+"-- app/odd.yaml --\n"+configMap("odd", "a: b")+"odd: ${q}${MAPPING}\n"+
		"-- app/kind.yaml --\napiVersion: v1\nkind: ${KIND:=}\nmetadata: {name: kind}\n")
	same2(t, "summary", got.summary(), "flux-system/flux-system rendered: Kustomization/app@c/app.yaml:1 Kustomization/after@c/app.yaml:17\n"+
		"flux-system/after rendered:\nflux-system/app unknown: ConfigMap/known@app/known.yaml:1")
	same2(t, "problems", got.problems(), "depends-on-missing c/app.yaml:17 flux-system/after\nsubstitution-unknown app/kind.yaml:2 flux-system/app\nsubstitution-unknown app/odd.yaml:7 flux-system/app")
	for _, says := range []string{"it may be in what could not be rendered: flux-system/app", "without the values of q, which only the cluster knows (from Secret/flux-system/outside)", "with which it is valid (it has no kind)"} {
		if !strings.Contains(got.messages(), says) {
			t.Errorf("no %q in %s", says, got.messages())
		}
	}
}

// Where a Kustomization lies that only the cluster can tell is unknown, unless its default leads somewhere.
func TestAPathThatOnlyTheClusterKnows(t *testing.T) {
	got := render(t, "-- c/kustomization.yaml --\nresources: [root.yaml, apps.yaml]\n-- c/root.yaml --\n"+
		kustomizationYAML("flux-system", "./c", "postBuild: {substitute: {KNOWN: none}, substituteFrom: [{kind: Secret, name: outside}]}")+
		"-- c/apps.yaml --\n"+kustomizationYAML("kept", "./apps/${NAME}", "")+"---\n"+kustomizationYAML("there", "./apps/${NAME:=a}", "")+"---\n"+
		kustomizationYAML("gone", "./apps/${NAME:=b}", "")+"---\n"+kustomizationYAML("wrong", "./apps/${KNOWN}", "targetNamespace: ${NAME:=a}")+
		"-- apps/a/x.yaml --\n"+configMap("x", ""))
	_, children, _ := strings.Cut(got.summary(), "\n")
	same2(t, "summary", children, "flux-system/gone unknown:\nflux-system/kept unknown:\nflux-system/there rendered: ConfigMap/x@apps/a/x.yaml:1\nflux-system/wrong failed:")
	same2(t, "problems", got.problems(), "path-missing c/apps.yaml:40 flux-system/wrong\npath-unknown c/apps.yaml:1 flux-system/kept\npath-unknown c/apps.yaml:27 flux-system/gone")
	if says := `spec.path is "./apps/${NAME}" without the values of NAME`; !strings.Contains(got.messages(), says) {
		t.Errorf("no %q in %s", says, got.messages())
	}
}

func TestSubstitutionCanBeRefused(t *testing.T) {
	got := render(t, "-- c/app.yaml --\n"+kustomizationYAML("app", "./app", "postBuild:\n  substitute: {A: x}\n")+`
-- app/app.yaml --
apiVersion: v1
kind: ConfigMap
metadata: {name: label, labels: {kustomize.toolkit.fluxcd.io/substitute: disabled}}
data: {a: "${A} ${B}"}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: annotation, annotations: {kustomize.toolkit.fluxcd.io/substitute: disabled}}
data: {a: "${A} ${B}"}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: neither}
data: {a: "${A}"}
`)
	for name, want := range map[string]string{"label": "a: ${A} ${B}", "annotation": "a: ${A} ${B}", "neither": "a: x"} {
		if object := got.object(t, "ConfigMap", name); !strings.Contains(object, want) {
			t.Errorf("%s: %s", name, object)
		}
	}
}

func TestWhatIsNotForFluxIsSaidToBeAnnotated(t *testing.T) {
	const dashboard = "-- app/a.yaml --\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a%s}\ndata: {a: \"${DS_PROMETHEUS}\"}\n"
	app := "-- c/app.yaml --\n" + kustomizationYAML("app", "./app", "postBuild:\n  substitute: {A: x}\n")
	const annotation = "kustomize.toolkit.fluxcd.io/substitute: disabled"
	got := render(t, app+fmt.Sprintf(dashboard, ""))
	if says := "if it is not for Flux, as in a dashboard, annotate the ConfigMap with " + annotation; !strings.HasSuffix(got.messages(), says) {
		t.Errorf("%q does not say: %s", got.messages(), says)
	}
	followed := render(t, app+fmt.Sprintf(dashboard, ", annotations: {"+annotation+"}"))
	same2(t, "problems", followed.problems(), "")
}

func TestControllersOwnFlagsDecideOnStrictness(t *testing.T) {
	const controller = `
-- c/controller.yaml --
apiVersion: apps/v1
kind: Deployment
metadata: {name: kustomize-controller, namespace: flux-system}
spec:
  template:
    spec:
      containers:
      - name: manager
        args: [--watch-all-namespaces=true, --no-cross-namespace-refs=true, "--feature-gates=A=true,StrictPostBuildSubstitutions=false"]
`
	other := strings.Replace(kustomizationYAML("other", "./app", ""), "name: flux-system\n", "name: flux-system\n    namespace: elsewhere\n", 1)
	got := render(t, controller+"-- c/app.yaml --\n"+kustomizationYAML("app", "./app", "postBuild:\n  substitute: {A: x}\n")+
		"-- c/other.yaml --\n"+other+"-- app/a.yaml --\n"+configMap("a", `b: "${A}${NO}"`))
	if object := got.object(t, "ConfigMap", "a"); !strings.Contains(object, "b: x\n") {
		t.Error(object)
	}
	same2(t, "problems", got.problems(), "cross-namespace-denied c/other.yaml:1 flux-system/other")
}
