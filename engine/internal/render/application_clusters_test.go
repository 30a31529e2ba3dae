package render

import (
	"slices"
	"strings"
	"testing"

	"fleetkeep.dev/engine/internal/protocol"
	"fleetkeep.dev/engine/internal/testrepo"
)

// hub is an Argo CD whose first Application lies outside of what it applies, and that delivers three clusters.
var hub = "-- bootstrap/root.yaml --\n# first\n" + applicationYAML("root", "apps", "", "") + "---\n" + applicationSetYAML("list: {elements: [{path.basename: z, path: z}]}", "{{path}}") +
	"-- apps/near.yaml --\n" + applicationYAML("near", "x", "", "") +
	"-- apps/far.yaml --\n" + to("https://far.example.com", applicationYAML("far", "y", "", "")) +
	"-- apps/unknown.yaml --\n" + to("https://unknown.example.com", applicationYAML("unknown", "y", "", "")) +
	"-- apps/set.yaml --\n" + strings.Replace(applicationSetYAML("pullRequest: {}", "x"), "name: set", "name: asks", 1) +
	"-- x/x.yaml --\n" + bare("x") + "-- y/y.yaml --\n" + bare("y") + "-- z/z.yaml --\n" + bare("z")

func to(server, application string) string {
	return strings.Replace(application, "https://kubernetes.default.svc", server, 1)
}

func TestClustersOfOneArgo(t *testing.T) {
	params := params(testrepo.New(t, hub), "HEAD", "near=./bootstrap", "far=./bootstrap")
	known := append(slices.Clone(here), "https://far.example.com")
	for i, destinations := range [][]string{here, {"https://far.example.com"}} {
		params.Entries[i].Argo = &protocol.ArgoEntry{Files: []string{"bootstrap/root.yaml"}, Destinations: destinations, Known: known}
	}
	got := renderParams(t, params)
	var told []string
	for _, part := range got.parts {
		line := part.Cluster + " " + part.Kustomization.Name + " " + part.Kustomization.State
		for _, resource := range part.Resources {
			line += " " + resource.Kind + "/" + resource.Name
		}
		told = append(told, line)
	}
	same2(t, "parts", strings.Join(told, "\n"), "near root rendered Application/far Application/near ApplicationSet/asks Application/unknown\nnear near rendered ConfigMap/x\nnear set-z rendered ConfigMap/z\n"+
		"near asks unknown\nnear set rendered Application/set-z\nfar far rendered ConfigMap/y\nfar asks unknown")
	for _, cluster := range got.result.Clusters {
		var codes []string
		for _, problem := range cluster.Problems {
			codes = append(codes, problem.Code)
		}
		same2(t, cluster.Cluster, strings.Join(codes, " "), "application-elsewhere application-set-not-evaluated")
	}
}

func TestAllThatOneArgoApplies(t *testing.T) {
	params := params(testrepo.New(t, hub), "HEAD", "all=./bootstrap")
	params.Entries[0].Argo = &protocol.ArgoEntry{Files: []string{"bootstrap/root.yaml"}}
	got := renderParams(t, params)
	same2(t, "problems", got.problems(), "application-set-not-evaluated apps/set.yaml:1 ApplicationSet/argocd/asks")
	if line := got.part(t, "root").Kustomization.Line; line != 2 {
		t.Errorf("root is declared at line %d", line)
	}
}

func TestFirstApplicationsOfSeveralRepositories(t *testing.T) {
	other := "---\n" + strings.Replace(applicationYAML("other", "x", "", ""), "fleet.git", "other.git", 1)
	params := params(testrepo.New(t, strings.Replace(hub, "---\n", other+"---\n", 1)), "HEAD", "all=./bootstrap")
	params.Entries[0].Argo = &protocol.ArgoEntry{Files: []string{"bootstrap/root.yaml"}}
	got := renderParams(t, params)
	if state := got.part(t, "root").Kustomization.State; state != "unknown" {
		t.Error(state)
	}
}
