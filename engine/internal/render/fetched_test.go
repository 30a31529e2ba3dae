package render

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fleetkeep.dev/engine/internal/protocol"
	"fleetkeep.dev/engine/internal/testrepo"
)

const releasesOfElsewhere = `
-- c/sources.yaml --
apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata: {name: charts, namespace: flux-system}
spec: {url: 'https://example.com/charts'}
---
apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata: {name: registry, namespace: flux-system}
spec: {type: oci, url: 'oci://registry.example.com/charts'}
---
apiVersion: source.toolkit.fluxcd.io/v1
kind: OCIRepository
metadata: {name: web, namespace: flux-system}
spec:
  url: oci://registry.example.com/charts/web
  ref: {semver: 1.x}
  layerSelector: {mediaType: application/vnd.cncf.helm.chart.content.v1.tar+gzip, operation: copy}
---
apiVersion: source.toolkit.fluxcd.io/v1
kind: OCIRepository
metadata: {name: manifests, namespace: flux-system}
spec: {url: 'oci://registry.example.com/manifests', ref: {tag: v1}}
-- c/releases.yaml --
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: http, namespace: flux-system}
spec: {chart: {spec: {chart: web, version: 1.x, sourceRef: {kind: HelmRepository, name: charts}}}}
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: oci, namespace: flux-system}
spec: {chart: {spec: {chart: web, sourceRef: {kind: HelmRepository, name: registry}}}}
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: ref, namespace: flux-system}
spec: {chartRef: {kind: OCIRepository, name: web}}
---
apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmChart
metadata: {name: chart, namespace: flux-system}
spec: {chart: web, version: 2.0.0, sourceRef: {kind: HelmRepository, name: charts}}
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: object, namespace: flux-system}
spec: {chartRef: {kind: HelmChart, name: chart}}
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: manifests, namespace: flux-system}
spec: {path: ./, prune: true, sourceRef: {kind: OCIRepository, name: manifests}}
-- umbrella/Chart.yaml --
apiVersion: v2
name: umbrella
version: 1.0.0
dependencies: [{name: web, version: ~1.0, repository: 'https://example.com/charts'}]
-- c/umbrella.yaml --
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: umbrella, namespace: flux-system}
spec: {chart: {spec: {chart: ./umbrella, sourceRef: {kind: GitRepository, name: flux-system}}}}
`

var outside = map[string]protocol.Artifact{
	"http":      {Address: "https://example.com/charts", Chart: "web", Version: "1.x"},
	"oci":       {Address: "oci://registry.example.com/charts", Chart: "web"},
	"ref":       {Address: "oci://registry.example.com/charts/web", Semver: "1.x", MediaType: "application/vnd.cncf.helm.chart.content.v1.tar+gzip"},
	"object":    {Address: "https://example.com/charts", Chart: "web", Version: "2.0.0"},
	"umbrella":  {Address: "https://example.com/charts", Chart: "web", Version: "~1.0"},
	"manifests": {Address: "oci://registry.example.com/manifests", Tag: "v1"},
}

// fetchedOf writes an archive of files as if it had been fetched.
func fetchedOf(t *testing.T, artifact protocol.Artifact, packed bool, files map[string]string) protocol.FetchedArtifact {
	t.Helper()
	var buffer bytes.Buffer
	compressed := gzip.NewWriter(&buffer)
	archive := tar.NewWriter(compressed)
	for name, text := range files {
		if err := archive.WriteHeader(&tar.Header{Name: name, Mode: 0o644, Size: int64(len(text))}); err != nil {
			t.Fatal(err)
		}
		if _, err := archive.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if archive.Close() != nil || compressed.Close() != nil {
		t.Fatal("not packed")
	}
	file := filepath.Join(t.TempDir(), "archive.tgz")
	if err := os.WriteFile(file, buffer.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(buffer.Bytes())
	return protocol.FetchedArtifact{Artifact: artifact, Digest: "sha256:" + hex.EncodeToString(sum[:]), Version: "1", Path: file, Packed: packed}
}

func webChart(version string) map[string]string {
	return map[string]string{
		"web/Chart.yaml":          "apiVersion: v2\nname: web\nversion: " + version + "\n",
		"web/templates/web.yaml":  "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: '{{ .Release.Name }}'}\ndata: {version: '{{ .Chart.Version }}'}\n",
		"web/templates/NOTES.txt": "hello",
	}
}

func TestWhatWouldHaveToBeFetchedIsTold(t *testing.T) {
	got := render(t, releasesOfElsewhere)
	var told []string
	for _, missing := range got.result.Clusters[0].Missing {
		told = append(told, fmt.Sprintf("%s %v", missing.File, missing.Artifact))
	}
	for name, artifact := range outside {
		part := got.part(t, name)
		if part.Kustomization.State != "unknown" || !strings.Contains(part.Kustomization.Message, "let it be fetched by --fetch ") {
			t.Errorf("%s: %s %s", name, part.Kustomization.State, part.Kustomization.Message)
		}
		if !strings.Contains(strings.Join(told, "\n"), fmt.Sprintf("%v", artifact)) {
			t.Errorf("%s: %v is not among\n%s", name, artifact, strings.Join(told, "\n"))
		}
	}
	if len(told) != len(outside) {
		t.Errorf("%d: %v", len(told), told)
	}
}

func TestWhatWasFetchedIsRendered(t *testing.T) {
	params := params(testrepo.New(t, releasesOfElsewhere), "HEAD", "c=./c")
	for name, artifact := range outside {
		files := webChart("1.0." + fmt.Sprint(len(name)))
		if name == "manifests" {
			files = map[string]string{"app.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: app, namespace: default}\n"}
		}
		params.Fetched = append(params.Fetched, fetchedOf(t, artifact, name != "manifests", files))
	}
	memory := NewMemory()
	got := renderWith(t, memory, params)
	if problems := got.problems(); problems != "" {
		t.Fatal(problems, got.messages())
	}
	if missing := got.result.Clusters[0].Missing; len(missing) > 0 {
		t.Errorf("%v", missing)
	}
	for name := range outside {
		part := got.part(t, name)
		if part.Kustomization.State != "rendered" || len(part.Resources) != 1 {
			t.Errorf("%s: %+v", name, part)
			continue
		}
		expected := fmt.Sprintf(`"version":"1.0.%d"`, len(name))
		if name != "manifests" && !strings.Contains(string(part.Resources[0].Object), expected) {
			t.Errorf("%s: %s", name, part.Resources[0].Object)
		}
	}
	if file := got.part(t, "manifests").Resources[0].File; file != "OCIRepository/flux-system/manifests:app.yaml" {
		t.Errorf("%s", file)
	}
	// A newer chart in the range is another rendering; what was remembered of the older one is not taken for it.
	for i, fetched := range params.Fetched {
		if fetched.Artifact == outside["http"] {
			params.Fetched[i] = fetchedOf(t, fetched.Artifact, true, webChart("1.9.9"))
		}
	}
	part := renderWith(t, memory, params).part(t, "http")
	if !strings.Contains(string(part.Resources[0].Object), `"version":"1.9.9"`) {
		t.Errorf("%s", part.Resources[0].Object)
	}
}

func TestAnArchiveThatWasChangedIsNotRendered(t *testing.T) {
	params := params(testrepo.New(t, releasesOfElsewhere), "HEAD", "c=./c")
	for _, name := range []string{"http", "manifests"} {
		fetched := fetchedOf(t, outside[name], name == "http", webChart("1.0.0"))
		if err := os.WriteFile(fetched.Path, []byte("changed"), 0o600); err != nil {
			t.Fatal(err)
		}
		params.Fetched = append(params.Fetched, fetched)
	}
	got := renderParams(t, params)
	for _, name := range []string{"http", "manifests"} {
		part := got.part(t, name)
		if len(part.Resources) > 0 || !strings.Contains(part.Kustomization.Message, "is not what was fetched") {
			t.Errorf("%s: %+v", name, part)
		}
	}
}
