package render

import (
	"strings"
	"testing"

	"fleetkeep.dev/engine/internal/protocol"
	"fleetkeep.dev/engine/internal/testrepo"
)

func gitRepository(namespace, name, spec string) string {
	return "apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: {name: " + name + ", namespace: " + namespace + "}\nspec: " + spec + "\n"
}

func from(kind, name string, text string) string {
	return strings.Replace(text, "kind: GitRepository\n    name: flux-system", "kind: "+kind+"\n    name: "+name, 1)
}

func TestSources(t *testing.T) {
	const own = `{url: 'ssh://git@github.com/acme/fleet', ref: {branch: main}}`
	app := func(source string) string {
		return from("GitRepository", source, kustomizationYAML("app", "./app", ""))
	}
	for _, test := range []struct{ name, files, app, problems string }{
		{"the same repository by another address is this one",
			gitRepository("flux-system", "flux-system", own) + "---\n" + gitRepository("flux-system", "other", `{url: 'https://GitHub.com/acme/fleet.git', ref: {branch: main}}`),
			app("other"), ""},
		{"another branch of it is another source",
			gitRepository("flux-system", "flux-system", own) + "---\n" + gitRepository("flux-system", "other", `{url: 'https://github.com/acme/fleet', ref: {branch: dev}}`),
			app("other"), "source-unavailable c/s.yaml:6 flux-system/app"},
		{"another repository is another source",
			gitRepository("flux-system", "flux-system", own) + "---\n" + gitRepository("flux-system", "other", `{url: 'https://github.com/acme/other', ref: {branch: main}}`),
			app("other"), "source-unavailable c/s.yaml:6 flux-system/app"},
		{"one that nothing declares", gitRepository("flux-system", "flux-system", own), app("other"), "source-unavailable c/k.yaml:1 flux-system/app"},
		{"flux-system needs no declaration", gitRepository("flux-system", "another", own), app("flux-system"), ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := render(t, "-- c/s.yaml --\n"+test.files+"-- c/k.yaml --\n"+test.app+"-- app/x.yaml --\n"+configMap("x", ""))
			same2(t, "problems", got.problems(), test.problems)
			want := "rendered"
			if test.problems != "" {
				want = "unknown"
			}
			if state := got.part(t, "app").Kustomization.State; state != want {
				t.Errorf("state %s, want %s", state, want)
			}
		})
	}
}

func TestUnknownSourceSaysHowToGiveIt(t *testing.T) {
	got := render(t, "-- c/s.yaml --\n"+gitRepository("flux-system", "other", `{url: 'https://example.com/x', ref: {tag: v1}}`)+
		"-- c/k.yaml --\n"+from("GitRepository", "other", kustomizationYAML("app", "./app", "")))
	for _, says := range []string{"https://example.com/x at tag v1", "--source GitRepository/flux-system/other=PATH"} {
		if message := got.part(t, "app").Kustomization.Message; !strings.Contains(message, says) {
			t.Errorf("no %q in %s", says, message)
		}
	}
}

func TestGivenSources(t *testing.T) {
	other := t.TempDir()
	testrepo.Write(t, other, testrepo.Files("-- app/x.yaml --\n"+configMap("x", "")+"-- app/logo.yaml --\n"+configMap("y", "")))
	params := params(testrepo.New(t, "-- c/s.yaml --\n"+gitRepository("flux-system", "other", "{url: 'https://example.com/x', ignore: logo.yaml}")+
		"-- c/k.yaml --\n"+from("GitRepository", "other", kustomizationYAML("app", "./app", ""))), "HEAD", "c=c")
	params.Sources = []protocol.SourcePath{{Source: "GitRepository/flux-system/other", Path: other}}
	got := renderParams(t, params)
	same2(t, "summary", got.summary(), "flux-system/flux-system rendered: Kustomization/app@c/k.yaml:1 GitRepository/other@c/s.yaml:1\n"+
		"flux-system/app rendered: ConfigMap/x@GitRepository/flux-system/other:app/x.yaml:1")
	params.Sources[0].Path = "/nowhere"
	same2(t, "problems", renderParams(t, params).problems(), "source-unavailable c/k.yaml:1 flux-system/app")
}

// Rendering rule 1, as far as only the graph knows it: the root's own GitRepository decides what its artifact holds.
func TestRootSourceSaysWhatItsArtifactHolds(t *testing.T) {
	got := render(t, "-- c/s.yaml --\n"+gitRepository("flux-system", "flux-system", `{url: 'https://x/y', ignore: "x.yaml\n", include: [{repository: {name: more}, fromPath: app, toPath: c/more}]}`)+
		"-- c/more.yaml --\n"+gitRepository("flux-system", "more", `{url: 'https://x/y'}`)+
		"-- c/x.yaml --\n"+configMap("x", "")+"-- app/y.yaml --\n"+configMap("y", ""))
	same2(t, "summary", got.summary(), "flux-system/flux-system rendered: ConfigMap/y@app/y.yaml:1 GitRepository/more@c/more.yaml:1 GitRepository/flux-system@c/s.yaml:1")
}

func TestArtifactGenerators(t *testing.T) {
	const generator = `
apiVersion: source.extensions.fluxcd.io/v1beta1
kind: ArtifactGenerator
metadata: {name: g, namespace: flux-system}
spec:
  sources: [{alias: repo, kind: GitRepository, name: flux-system}]
  artifacts:
  - name: made
    copy:
`
	const tree = `
-- app/base/x.yaml --
{apiVersion: v1, kind: ConfigMap, metadata: {name: x}}
-- app/base/deep/y.yaml --
{apiVersion: v1, kind: ConfigMap, metadata: {name: y}}
-- app/readme.md --
`
	for _, test := range []struct{ name, copy, summary, problems string }{
		{"a deep glob keeps what is below its fixed part", "- {from: '@repo/app/**', to: '@artifact/'}",
			"ConfigMap/y@app/base/deep/y.yaml:1 ConfigMap/x@app/base/x.yaml:1", ""},
		{"a flat glob does not cross folders", "- {from: '@repo/app/base/*.yaml', to: '@artifact/in/'}", "ConfigMap/x@app/base/x.yaml:1", ""},
		{"a folder is copied below its own name", "- {from: '@repo/app/base', to: '@artifact/'}",
			"ConfigMap/y@app/base/deep/y.yaml:1 ConfigMap/x@app/base/x.yaml:1", ""},
		{"a file becomes its target", "- {from: '@repo/app/base/x.yaml', to: '@artifact/z.yaml'}", "ConfigMap/x@app/base/x.yaml:1", ""},
		{"exclude", "- {from: '@repo/app/**', to: '@artifact/', exclude: ['**/deep/**']}", "ConfigMap/x@app/base/x.yaml:1", ""},
		{"nothing matches", "- {from: '@repo/ap/**', to: '@artifact/'}", "", "path-missing c/g.yaml:1 flux-system/app"},
		{"an unknown alias", "- {from: '@rep/app/**', to: '@artifact/'}", "", "artifact-invalid c/g.yaml:1 flux-system/app"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := render(t, "-- c/g.yaml --"+generator+"    "+test.copy+"\n-- c/k.yaml --\n"+
				from("ExternalArtifact", "made", kustomizationYAML("app", "./", ""))+tree)
			_, resources, _ := strings.Cut(strings.Split(got.summary(), "\n")[1], ":")
			same2(t, "summary", resources, test.summary)
			same2(t, "problems", got.problems(), test.problems)
		})
	}
}

// A source that was fetched is read at its own spec.ref, each cluster's at its own.
func TestFetchedSources(t *testing.T) {
	other := testrepo.Init(t)
	testrepo.Write(t, other, map[string]string{"app/x.yaml": configMap("old", "")})
	first := testrepo.Commit(t, other)
	testrepo.Write(t, other, map[string]string{"app/x.yaml": configMap("new", "")})
	testrepo.Commit(t, other)
	cluster := func(name, ref string) string {
		return "-- " + name + "/s.yaml --\n" + gitRepository("flux-system", "other", "{url: 'https://example.com/acme/other.git'"+ref+"}") +
			"-- " + name + "/k.yaml --\n" + from("GitRepository", "other", kustomizationYAML("app", "./app", ""))
	}
	request := params(testrepo.New(t, cluster("a", "")+cluster("b", ", ref: {commit: "+first+"}")+cluster("c", ", ref: {tag: v9}")), "HEAD", "a=./a", "b=./b", "c=./c")
	request.Mirrors = []protocol.Mirror{{Address: "ssh://git@example.com/acme/other", Path: other}}
	got := renderParams(t, request)
	same2(t, "summary", got.summary(), `
flux-system/flux-system rendered: Kustomization/app@a/k.yaml:1 GitRepository/other@a/s.yaml:1
flux-system/app rendered: ConfigMap/new@GitRepository/flux-system/other:app/x.yaml:1
flux-system/flux-system rendered: Kustomization/app@b/k.yaml:1 GitRepository/other@b/s.yaml:1
flux-system/app rendered: ConfigMap/old@GitRepository/flux-system/other:app/x.yaml:1
flux-system/flux-system rendered: Kustomization/app@c/k.yaml:1 GitRepository/other@c/s.yaml:1
flux-system/app unknown:`)
	same2(t, "problems", got.problems(), "source-unavailable c/s.yaml:1 flux-system/app")
	if strings.Contains(got.messages(), other) || !strings.Contains(got.messages(), "https://example.com/acme/other.git has no commit") {
		t.Error(got.messages())
	}
}

// What another port of a host serves is not what its own does; another way to the same server is no other source.
func TestFetchedSourcesAreToldApartByTheirPort(t *testing.T) {
	for address, same := range map[string]bool{
		"https://git.corp/a/b.git": true, "https://git.corp:443/a/b": true, "ssh://git@git.corp:22/a/b": true, "git@git.corp:a/b": true,
		"https://git.corp:8443/a/b": false, "ssh://git@git.corp:2222/a/b": false, "https://git.corp:22/a/b": false,
	} {
		if got := mirrorAddress(address) == mirrorAddress("https://git.corp/a/b"); got != same {
			t.Errorf("%s is the mirrored one: %v", address, got)
		}
		if repositoryAddress(address) != repositoryAddress("https://git.corp/a/b") {
			t.Errorf("%s is another repository than the root", address)
		}
	}
	if host := hostOf(reference{kind: "GitRepository"}, "https://git.corp:8443/a/b"); host != "git.corp:8443" {
		t.Error(host)
	}
	other := testrepo.Init(t)
	testrepo.Write(t, other, map[string]string{"app/x.yaml": configMap("x", "")})
	testrepo.Commit(t, other)
	request := params(testrepo.New(t, "-- c/s.yaml --\n"+gitRepository("flux-system", "other", "{url: 'https://git.corp:8443/a/b'}")+
		"-- c/k.yaml --\n"+from("GitRepository", "other", kustomizationYAML("app", "./app", ""))), "HEAD", "c=./c")
	request.Mirrors = []protocol.Mirror{{Address: "https://git.corp/a/b", Path: other}}
	same2(t, "problems", renderParams(t, request).problems(), "source-unavailable c/s.yaml:1 flux-system/app")
}
