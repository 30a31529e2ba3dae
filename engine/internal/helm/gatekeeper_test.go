package helm

import (
	"context"
	"strings"
	"testing"
)

func gatekeeperRelease(version string) string {
	return "targetNamespace: gatekeeper-system\nreleaseName: gatekeeper\ninstall: {crds: CreateReplace, createNamespace: true}\n" +
		"chart: {spec: {chart: gatekeeper, version: '" + version + "', sourceRef: {kind: HelmRepository, name: gatekeeper}}}\n" +
		"values: {replicas: 5, enableDeleteOperations: true}"
}

// It needs the embedded chart: `go run ./tools/embed-charts`.
func TestEmbeddedGatekeeper(t *testing.T) {
	version := EmbeddedGatekeeperVersion()
	if version == "" {
		t.Skip("the Gatekeeper chart is not embedded: run `go run ./tools/embed-charts` in engine/")
	}
	for _, constraint := range []string{version, "v" + version, "3.x", ">=3.20.0 <4.0.0", "*"} {
		objects, problems := Render(context.Background(), releaseOf(t, gatekeeperRelease(constraint)), Inputs{})
		if len(problems) > 0 {
			t.Errorf("%s: %+v", constraint, problems)
			continue
		}
		count := map[string]int{}
		for _, each := range objects {
			count[each.GetKind()]++
			if each.GetNamespace() != "" && each.GetNamespace() != "gatekeeper-system" {
				t.Errorf("%s %s is in namespace %s", each.GetKind(), each.GetName(), each.GetNamespace())
			}
		}
		for kind, least := range map[string]int{
			"CustomResourceDefinition": 15, "Deployment": 2, "ValidatingWebhookConfiguration": 1, "Namespace": 1, "ServiceAccount": 1,
		} {
			if count[kind] < least {
				t.Errorf("%s: %d of %s, wanted %d or more", constraint, count[kind], kind, least)
			}
		}
	}
	if _, problems := Render(context.Background(), releaseOf(t, gatekeeperRelease("<3.0.0")), Inputs{}); len(problems) != 1 ||
		!strings.Contains(problems[0].Message, "pin the version that is built in ("+version+")") {
		t.Errorf("an old version: %+v", problems)
	}
}

func TestEmbeddedGatekeeperOfAnOCIRepository(t *testing.T) {
	version := EmbeddedGatekeeperVersion()
	if version == "" {
		t.Skip("the Gatekeeper chart is not embedded: run `go run ./tools/embed-charts` in engine/")
	}
	repository := func(ref string) Inputs {
		return Inputs{Lookup: cluster{object(t, "apiVersion: source.toolkit.fluxcd.io/v1\nkind: OCIRepository\nmetadata: {name: gatekeeper, namespace: apps}\nspec: {url: oci://registry.example.test/charts/gatekeeper, ref: "+ref+"}")}.lookup}
	}
	release := releaseOf(t, "chartRef: {kind: OCIRepository, name: gatekeeper}")
	for _, ref := range []string{"{tag: " + version + "}", "{semver: 3.x}"} {
		if objects, problems := Render(context.Background(), release, repository(ref)); len(problems) > 0 || len(objects) < 20 {
			t.Errorf("%s: %d objects, %+v", ref, len(objects), problems)
		}
	}
	for _, ref := range []string{"{tag: latest}", "{digest: 'sha256:00'}"} {
		if _, problems := Render(context.Background(), release, repository(ref)); len(problems) != 1 || problems[0].Code != CodeChartUnavailable {
			t.Errorf("%s: %+v", ref, problems)
		}
	}
}
