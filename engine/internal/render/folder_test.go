package render

import (
	"strings"
	"testing"

	"fleetkeep.dev/engine/internal/protocol"
	"fleetkeep.dev/engine/internal/testrepo"
)

// A FluxInstance may sync an OCI artifact that is made of a folder of the repository: paths are relative to that.
func TestAClusterThatSyncsAnArtifactOfAFolder(t *testing.T) {
	const app = "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: apps, namespace: flux-system}\n" +
		"spec: {path: ./apps, prune: true, sourceRef: {kind: OCIRepository, name: flux-system}}\n"
	params := params(testrepo.New(t, "\n-- kubernetes/clusters/c/apps.yaml --\n"+app+
		"-- kubernetes/apps/a.yaml --\n"+configMap("a", "of: folder")+"-- apps/b.yaml --\n"+configMap("b", "of: root")+
		"-- clusters/c/apps.yaml --\n"+app), "HEAD")
	params.Entries = []protocol.Entry{
		{Cluster: "folder", Path: "./clusters/c", Folder: "./kubernetes"}, {Cluster: "root", Path: "./clusters/c"},
	}
	got := renderParams(t, params)
	same2(t, "problems", got.problems(), "")
	same2(t, "summary", got.summary(), "flux-system/flux-system rendered: Kustomization/apps@kubernetes/clusters/c/apps.yaml:1\n"+
		"flux-system/apps rendered: ConfigMap/a@kubernetes/apps/a.yaml:1\n"+
		"flux-system/flux-system rendered: Kustomization/apps@clusters/c/apps.yaml:1\n"+
		"flux-system/apps rendered: ConfigMap/b@apps/b.yaml:1")
	params.Entries = params.Entries[:1]
	params.Entries[0].Path = "./clusters/d"
	if _, err := Render(t.Context(), params, func(protocol.RenderedKustomization) {}); err == nil {
		t.Error("an entry that is not there was rendered")
	}
}

// How the root decrypts and substitutes is in the instance, which may be no more than values of its chart.
func TestTheRootOfAnInstanceInAFileOfValues(t *testing.T) {
	params := params(testrepo.New(t, "\n-- kubernetes/clusters/c/a.yaml --\n"+configMap("a", `of: "${WHERE}"`)+`
-- kubernetes/values.yaml --
instance:
  sync: {kind: OCIRepository, url: 'oci://example.com/fleet', path: clusters/c}
  kustomize:
    patches:
    - target: {kind: Kustomization, name: flux-system}
      patch: |
        - op: add
          path: /spec/postBuild
          value: {substitute: {WHERE: here}}
`), "HEAD")
	params.Entries = []protocol.Entry{{Cluster: "c", Path: "./clusters/c", Folder: "./kubernetes", Instance: "kubernetes/values.yaml"}}
	got := renderParams(t, params)
	same2(t, "problems", got.problems(), "")
	if data := string(got.part(t, "flux-system").Resources[0].Object); !strings.Contains(data, `"of":"here"`) {
		t.Error(data)
	}
	params.Entries[0].Instance = "kubernetes/missing.yaml"
	if data := string(renderParams(t, params).part(t, "flux-system").Resources[0].Object); !strings.Contains(data, "WHERE") {
		t.Error(data)
	}
}
