package render

import (
	"strings"
	"testing"

	"fleetkeep.dev/engine/internal/testrepo"
)

// A clone knows where it comes from: a GitRepository of that address is the repository itself, however it is written, as
// long as nothing says that another state of it is meant.
func TestAGitRepositoryOfTheOriginIsTheRepositoryItself(t *testing.T) {
	declared := func(name, url, ref string) string {
		return "-- c/" + name + ".yaml --\n" + gitRepository("flux-system", name, "{url: '"+url+"'"+ref+"}")
	}
	app := "-- c/k.yaml --\n" + from("GitRepository", "home", kustomizationYAML("app", "./app", "")) + "-- app/x.yaml --\n" + configMap("x", "")
	for _, test := range []struct{ name, origin, tree, problems string }{
		{"another way to the same address", "https://github.com/acme/home-ops", declared("home", "ssh://git@GitHub.com/acme/home-ops.git", ", ref: {branch: main}"), ""},
		{"without a reference", "https://github.com/acme/home-ops", declared("home", "https://github.com/acme/home-ops", ""), ""},
		{"nobody knows the origin", "", declared("home", "https://github.com/acme/home-ops", ""), "source-unavailable c/home.yaml:1 flux-system/app"},
		{"another address", "https://github.com/acme/home-ops", declared("home", "https://github.com/acme/home", ""), "source-unavailable c/home.yaml:1 flux-system/app"},
		{"another host", "https://github.com/acme/home-ops", declared("home", "https://gitlab.com/acme/home-ops", ""), "source-unavailable c/home.yaml:1 flux-system/app"},
		{"a tag may be another state", "https://github.com/acme/home-ops", declared("home", "https://github.com/acme/home-ops", ", ref: {tag: v1}"), "source-unavailable c/home.yaml:1 flux-system/app"},
		{"a commit on a branch may be another state", "https://github.com/acme/home-ops",
			declared("home", "https://github.com/acme/home-ops", ", ref: {branch: main, commit: abc}"), "source-unavailable c/home.yaml:1 flux-system/app"},
		{"two branches, and nothing says which lies here", "https://github.com/acme/home-ops",
			declared("home", "https://github.com/acme/home-ops", ", ref: {branch: main}") + declared("next", "https://github.com/acme/home-ops", ", ref: {branch: next}"),
			"source-unavailable c/home.yaml:1 flux-system/app"},
		{"the root says which lies here", "https://github.com/acme/home-ops",
			declared("home", "https://github.com/acme/home-ops", ", ref: {branch: main}") + declared("flux-system", "https://mirror.corp/home-ops", ", ref: {branch: main}"), ""},
		{"the root says that another lies here", "https://github.com/acme/home-ops",
			declared("home", "https://github.com/acme/home-ops", ", ref: {branch: main}") + declared("flux-system", "https://github.com/acme/home-ops", ", ref: {branch: next}"),
			"source-unavailable c/home.yaml:1 flux-system/app"},
	} {
		t.Run(test.name, func(t *testing.T) {
			request := params(testrepo.New(t, test.tree+app), "HEAD", "c=./c")
			request.Origin = test.origin
			same2(t, "problems", renderParams(t, request).problems(), test.problems)
		})
	}
}

// Of Applications, too: the default branch, or the one revision that any of them names. Else the message says the value, and
// what would tell; never what opens the address.
func TestAnApplicationOfTheOriginTakesTheRepositoryItself(t *testing.T) {
	at := func(revision, application string) string {
		return strings.ReplaceAll(strings.Replace(application, "targetRevision: main", "targetRevision: "+revision, 1), "https://example.com", "https://user:secret@example.com")
	}
	tree := "-- x/x.yaml --\n" + configMap("x", "") + "-- y/y.yaml --\n" + configMap("y", "")
	for _, test := range []struct{ name, origin, first, second, said string }{
		{"the default branch", "https://example.com/fleet", at("HEAD", applicationYAML("a", "x", "", "")), "", ""},
		{"the only revision", "https://example.com/fleet", applicationYAML("a", "x", "", ""), applicationYAML("b", "y", "", ""), ""},
		{"two revisions", "https://example.com/fleet", applicationYAML("a", "x", "", ""), at("v1", applicationYAML("b", "y", "", "")),
			"Application/argocd/a takes its manifests from https://example.com/fleet.git at main, and nothing says that this is what lies here (the clone's origin has that address, but other Applications take another revision of it)"},
		{"another origin", "https://example.com/other", at("HEAD", applicationYAML("a", "x", "", "")), "",
			"Application/argocd/a takes its manifests from https://example.com/fleet.git at HEAD, and nothing says that this is what lies here (the clone's origin is example.com/other): " +
				"if it is, read a clone whose origin has that address (git config remote.origin.url tells and sets it); if not, give a copy by --source Application/argocd/a=PATH"},
		{"no origin", "", at("HEAD", applicationYAML("a", "x", "", "")), "", "(the clone has no remote 'origin' with an address that would tell)"},
	} {
		t.Run(test.name, func(t *testing.T) {
			request := params(testrepo.New(t, "-- c/a.yaml --\n"+test.first+"-- c/b.yaml --\n"+test.second+tree), "HEAD", "c=./c")
			request.Origin = test.origin
			said := renderParams(t, request).messages()
			if test.said == "" && said != "" || !strings.Contains(said, test.said) || strings.Contains(said, "secret") {
				t.Error(said)
			}
		})
	}
}
