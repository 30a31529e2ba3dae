package render

import (
	"context"
	"errors"
	"strings"
	"testing"

	"fleetkeep.dev/engine/internal/protocol"
	"fleetkeep.dev/engine/internal/repository"
	"fleetkeep.dev/engine/internal/testrepo"
)

// Bad input: each keeps its own Kustomization `bad` from being rendered, names file and line, and leaves `good` alone.
func TestBadInput(t *testing.T) {
	bomb := "a: &a [x, x, x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]\nc: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]\nd: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]\ne: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]\nf: &f [*e, *e, *e, *e, *e, *e, *e, *e, *e, *e]\n"
	for _, test := range []struct{ name, spec, files, problem, says string }{
		{name: "a syntax error in a manifest", files: "-- bad/a.yaml --\nkind: A\n\tb: c\n-- bad/b.yaml --\na: [\n",
			problem: "yaml-syntax bad/a.yaml:2 flux-system/bad\nyaml-syntax bad/b.yaml:1 flux-system/bad", says: "not valid YAML"},
		{name: "a syntax error behind a kustomization file", files: "-- bad/kustomization.yaml --\nresources: [a.yaml]\n-- bad/a.yaml --\nkind: A\na: 'b\n",
			problem: "yaml-syntax bad/a.yaml:2 flux-system/bad", says: "not valid YAML"},
		{name: "a syntax error in a kustomization file", files: "-- bad/kustomization.yaml --\nresources: [a.yaml\n",
			problem: "yaml-syntax bad/kustomization.yaml:1 flux-system/bad", says: "not valid YAML"},
		{name: "a document that is no Kubernetes object", files: "-- bad/a.yaml --\n{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}\n---\nfoo: bar\n",
			problem: "build-failed bad/a.yaml:3 flux-system/bad", says: "bad/a.yaml"},
		{name: "a path that is not there", spec: "path: ./bat", files: "-- bad/a.md --\n",
			problem: "path-missing c/bad.yaml:1 flux-system/bad", says: "near names: bad"},
		{name: "a path that the source ignores", files: "-- .sourceignore --\n/bad\n-- bad/a.yaml --\n" + configMap("a", ""),
			problem: "path-missing c/bad.yaml:1 flux-system/bad", says: "ignore rules"},
		{name: "a resource that the source ignores", files: "-- .sourceignore --\na.yaml\n-- bad/a.yaml --\n" + configMap("a", "") + "-- bad/kustomization.yaml --\nresources: [a.yaml]\n",
			problem: "resource-missing bad/kustomization.yaml:1 flux-system/bad", says: "ignore rules"},
		{name: "a path that is a file", spec: "path: ./bad/a.yaml", files: "-- bad/a.yaml --\n",
			problem: "path-missing c/bad.yaml:1 flux-system/bad", says: "is the file bad/a.yaml"},
		{name: "a resource that is not there", files: "-- bad/kustomization.yaml --\nresources:\n- deploy.yaml\n-- bad/deployment.yaml --\n",
			problem: "resource-missing bad/kustomization.yaml:2 flux-system/bad", says: "bad/deployment.yaml"},
		{name: "a base that is not there", files: "-- bad/kustomization.yaml --\nresources:\n- ../goood\n",
			problem: "resource-missing bad/kustomization.yaml:2 flux-system/bad", says: "near names: good"},
		{name: "a large file", files: "-- bad/a.yaml --\n# " + strings.Repeat("x", 4000) + "\n",
			problem: "file-too-large bad/a.yaml:1 flux-system/bad", says: "4003 bytes"},
		{name: "a link out of the repository", files: "-- bad/kustomization.yaml --\nresources: [a.yaml]\n-- bad/a.yaml --\nlink: /etc/passwd\n",
			problem: "symlink-escape bad/a.yaml:1 flux-system/bad", says: "/etc/passwd"},
		{name: "an alias bomb", files: "-- bad/a.yaml --\n" + bomb,
			problem: "alias-bomb bad/a.yaml:6 flux-system/bad", says: "expand"},
		{name: "the same resource twice", files: "-- bad/a.yaml --\n" + configMap("a", "") + "-- bad/b.yaml --\n" + configMap("a", ""),
			problem: "build-failed bad/b.yaml:1 flux-system/bad", says: "already registered id"},
		{name: "an unknown kind of source", spec: "sourceRef: {kind: HelmRepository, name: a}", files: "-- bad/a.md --\n",
			problem: "source-unsupported c/bad.yaml:1 flux-system/bad", says: "HelmRepository"},
		{name: "a Secret that nobody decrypts", files: "-- bad/a.yaml --\napiVersion: v1\nkind: Secret\nmetadata: {name: a}\nsops: {mac: x}\n",
			problem: "decryption-missing bad/a.yaml:1 flux-system/bad", says: "spec.decryption"},
	} {
		t.Run(test.name, func(t *testing.T) {
			declared := kustomizationYAML("bad", "./bad", "")
			if name, value, set := strings.Cut(test.spec, ": "); set {
				declared = replaceField(declared, name, value)
			}
			params := params(testrepo.New(t, "-- c/bad.yaml --\n"+declared+"-- c/good.yaml --\n"+kustomizationYAML("good", "./good", "")+
				"-- good/x.yaml --\n"+configMap("x", "")+test.files), "HEAD", "c=./c")
			params.Limits = &protocol.RenderLimits{FileBytes: 3000}
			got := renderParams(t, params)
			same2(t, "problems", got.problems(), test.problem)
			if !strings.Contains(got.messages(), test.says) {
				t.Errorf("message without %q: %s", test.says, got.messages())
			}
			if state := got.part(t, "bad").Kustomization.State; state != "failed" || len(got.part(t, "bad").Resources) > 0 {
				t.Errorf("state %s", state)
			}
			if state := got.part(t, "good").Kustomization.State; state != "rendered" || len(got.part(t, "good").Resources) != 1 {
				t.Errorf("the good one is %s", state)
			}
			if strings.Contains(got.messages(), repository.Root) {
				t.Errorf("a path of ours is in: %s", got.messages())
			}
		})
	}
}

// replaceField sets a field of a spec, taking away what stood below it.
func replaceField(text, name, value string) string {
	var lines []string
	below := false
	for _, line := range strings.Split(text, "\n") {
		if strings.HasPrefix(line, "  "+name+":") {
			lines, below = append(lines, "  "+name+": "+value), true
			continue
		}
		if below && strings.HasPrefix(line, "    ") {
			continue
		}
		below = false
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

func TestALinkOutOfTheRepositoryIsToldAlsoWhereFluxIgnoresIt(t *testing.T) {
	got := render(t, "-- c/a.yaml --\nlink: ../../etc\n-- c/b.yaml --\n"+configMap("b", "")+"-- c/c.yaml --\nlink: b.yaml\n")
	same2(t, "summary", got.summary(), "flux-system/flux-system rendered: ConfigMap/b@c/b.yaml:1")
	same2(t, "problems", got.problems(), "symlink-escape c/a.yaml:1 flux-system/flux-system")
}

func TestTooManyResources(t *testing.T) {
	params := params(testrepo.New(t, "-- c/a.yaml --\n"+configMap("a", "")+"---\n"+configMap("b", "")), "HEAD", "c=c")
	params.Limits = &protocol.RenderLimits{Resources: 1}
	same2(t, "problems", renderParams(t, params).problems(), "too-many-resources :0 flux-system/flux-system")
}

func TestTimeout(t *testing.T) {
	params := params(testrepo.New(t, "-- c/a.yaml --\n"+configMap("a", "")), "HEAD", "c=c")
	params.Limits = &protocol.RenderLimits{Seconds: 1e-9}
	got := renderParams(t, params)
	same2(t, "problems", got.problems(), "timeout :0 flux-system/flux-system")
	same2(t, "summary", got.summary(), "flux-system/flux-system failed:")
}

func TestUnusableRequests(t *testing.T) {
	directory := testrepo.New(t, "-- clusters/prod/a.yaml --\n"+configMap("a", ""))
	for _, test := range []struct {
		name, code string
		params     protocol.RenderParams
	}{
		{"no repository", repository.NotARepository, params(t.TempDir(), "", "c=c")},
		{"no such revision", repository.RevisionUnknown, params(directory, "v9", "c=c")},
		{"nothing in it", repository.EmptyRepository, params(testrepo.Init(t), "", "c=c")},
		{"no such entry", repository.EntryMissing, params(directory, "HEAD", "c=./cluster/prod")},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := Render(context.Background(), test.params, func(protocol.RenderedKustomization) {})
			var refusal *repository.Error
			if !errors.As(err, &refusal) || refusal.Code != test.code {
				t.Fatalf("got %v", err)
			}
		})
	}
	_, err := Render(context.Background(), params(directory, "HEAD", "c=./cluster/prod"), nil)
	if err == nil || !strings.Contains(err.Error(), "clusters/prod") {
		t.Errorf("no near name in %v", err)
	}
}

func TestCancelledRenderEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := Render(ctx, params(testrepo.New(t, "-- c/a.yaml --\n"+configMap("a", "")), "HEAD", "c=c"), nil)
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v", err)
	}
}

func TestDependsOn(t *testing.T) {
	on := func(names ...string) string {
		text := "dependsOn:\n"
		for _, name := range names {
			text += "- name: " + name + "\n"
		}
		return text
	}
	got := render(t, "-- c/k.yaml --\n"+strings.Join([]string{
		kustomizationYAML("a", "./x", on("b")), kustomizationYAML("b", "./x", on("d")), kustomizationYAML("d", "./x", on("a")),
		kustomizationYAML("fine", "./x", on("a", "flux-system")), kustomizationYAML("self", "./x", on("self")),
		kustomizationYAML("lost", "./x", on("infra-controler")), kustomizationYAML("infra-controller", "./x", ""),
	}, "---\n")+"-- x/x.md --\n")
	same2(t, "problems", got.problems(), `
depends-on-cycle c/k.yaml:1 flux-system/a
depends-on-cycle c/k.yaml:16 flux-system/b
depends-on-cycle c/k.yaml:31 flux-system/d
depends-on-cycle c/k.yaml:62 flux-system/self
depends-on-missing c/k.yaml:77 flux-system/lost`)
	for _, says := range []string{
		"flux-system/a (c/k.yaml:1) → flux-system/b (c/k.yaml:16) → flux-system/d (c/k.yaml:31) → flux-system/a (c/k.yaml:1)",
		"near names: flux-system/infra-controller",
	} {
		if !strings.Contains(got.messages(), says) {
			t.Errorf("no %q in\n%s", says, got.messages())
		}
	}
}

func TestDependsOnAnotherKind(t *testing.T) {
	got := render(t, "-- c/k.yaml --\n"+kustomizationYAML("a", "./x", "dependsOn: [{name: web}]")+"---\n"+
		"apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: web, namespace: flux-system}\nspec: {dependsOn: [{name: a}], chart: {spec: {chart: ./chart, sourceRef: {kind: GitRepository, name: flux-system}}}}\n"+
		"-- chart/Chart.yaml --\napiVersion: v2\nname: chart\nversion: 1.0.0\n-- x/x.md --\n")
	same2(t, "problems", got.problems(), "depends-on-other-kind c/k.yaml:1 flux-system/a\ndepends-on-other-kind c/k.yaml:15 HelmRelease/flux-system/web")
	if says := "which is a HelmRelease (c/k.yaml:15): each waits for its own kind only"; !strings.Contains(got.messages(), says) {
		t.Errorf("no %q in\n%s", says, got.messages())
	}
}
