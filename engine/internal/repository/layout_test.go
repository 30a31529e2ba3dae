package repository_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/opencontainers/go-digest"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
	"oras.land/oras-go/v2"
	"oras.land/oras-go/v2/content"
	"oras.land/oras-go/v2/content/oci"

	"fleetkeep.dev/engine/internal/repository"
)

// pushed puts an artifact of files, as flux push does it, into an OCI image layout.
func pushed(t *testing.T, directory, tag, mediaType string, files map[string]string) digest.Digest {
	t.Helper()
	var packed bytes.Buffer
	compressed := gzip.NewWriter(&packed)
	writer := tar.NewWriter(compressed)
	for name, text := range files {
		header := &tar.Header{Name: name, Mode: 0o644, Size: int64(len(text)), Typeflag: tar.TypeReg}
		if target, link := strings.CutPrefix(text, "link: "); link {
			header.Typeflag, header.Linkname, header.Size, text = tar.TypeSymlink, target, 0, ""
		}
		if err := writer.WriteHeader(header); err != nil {
			t.Fatal(err)
		}
		if _, err := writer.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if writer.Close() != nil || compressed.Close() != nil {
		t.Fatal("the archive does not close")
	}
	store, err := oci.New(directory)
	if err != nil {
		t.Fatal(err)
	}
	layer := content.NewDescriptorFromBytes(mediaType, packed.Bytes())
	if err := store.Push(t.Context(), layer, &packed); err != nil {
		t.Fatal(err)
	}
	manifest, err := oras.PackManifest(t.Context(), store, oras.PackManifestVersion1_1, "application/vnd.example", oras.PackManifestOptions{Layers: []ocispec.Descriptor{layer}})
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Tag(t.Context(), manifest, tag); err != nil {
		t.Fatal(err)
	}
	return layer.Digest
}

func TestLayout(t *testing.T) {
	const fluxLayer = "application/vnd.cncf.flux.content.v1.tar+gzip"
	directory := t.TempDir()
	layer := pushed(t, directory, "v1", fluxLayer, map[string]string{"app/x.yaml": "one", "./app/y.yaml": "two", "app/link.yaml": "link: /etc/passwd"})
	for tag, text := range map[string]string{"1.0.0": "one", "v1.4.2": "two", "v2": "three", "1.9.0-dev.1": "four"} {
		pushed(t, directory, tag, fluxLayer, map[string]string{tag + ".yaml": text})
	}
	pushed(t, directory, "out", fluxLayer, map[string]string{"../out.yaml": "three"})
	pushed(t, directory, "absolute", fluxLayer, map[string]string{"/etc/out.yaml": "three"})
	pushed(t, directory, "chart", "application/vnd.cncf.helm.chart.content.v1.tar+gzip", map[string]string{"web/Chart.yaml": "name: web", "web/templates/a.yaml": "a"})
	if !repository.IsLayout(directory) || repository.IsLayout(t.TempDir()) {
		t.Error("a layout is not told from another folder")
	}
	for _, test := range []struct {
		name        string
		wanted      repository.Artifact
		want, fails string
	}{
		{name: "an artifact of Flux, without links", wanted: repository.Artifact{Tag: "v1"}, want: "app/x.yaml app/y.yaml"},
		{name: "a chart, without its folder", wanted: repository.Artifact{Tag: "chart"}, want: "Chart.yaml templates/a.yaml"},
		{name: "a layer by its media type", wanted: repository.Artifact{Tag: "v1", MediaType: fluxLayer}, want: "app/x.yaml app/y.yaml"},
		{name: "the highest version of a range, which wins over a tag", wanted: repository.Artifact{SemVer: ">=1.0.0", Tag: "chart"}, want: "v1.4.2.yaml"},
		{name: "among the tags that a filter lets through", wanted: repository.Artifact{SemVer: ">=1.0.0-0", SemVerFilter: "-dev"}, want: "1.9.0-dev.1.yaml"},
		{name: "no version in the range", wanted: repository.Artifact{SemVer: ">=2"}, fails: `has no tag in the range ">=2" of spec.ref.semver`},
		{name: "no range", wanted: repository.Artifact{SemVer: "one"}, fails: `spec.ref.semver "one" is no range`},
		{name: "no such layer", wanted: repository.Artifact{Tag: "v1", MediaType: "application/other"}, fails: "no layer of the media type application/other"},
		{name: "no such tag", wanted: repository.Artifact{Tag: "v9"}, fails: "has no manifest v9"},
		{name: "a name that leads out of it", wanted: repository.Artifact{Tag: "out"}, fails: `"../out.yaml" has a name that source-controller refuses`},
		{name: "an absolute name", wanted: repository.Artifact{Tag: "absolute"}, fails: `"/etc/out.yaml" has a name that source-controller refuses`},
		{name: "nothing says which", fails: "holds 8 manifests: say which"},
	} {
		t.Run(test.name, func(t *testing.T) {
			snapshot, err := repository.Layout(t.Context(), directory, test.wanted, repository.Options{})
			if err != nil {
				if test.fails == "" || !strings.Contains(err.Error(), test.fails) {
					t.Fatal(err)
				}
				return
			}
			if test.fails != "" {
				t.Fatal("it is taken")
			}
			var names []string
			for _, file := range snapshot.Files() {
				names = append(names, file.Path)
			}
			if got := strings.Join(names, " "); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
	blob := filepath.Join(directory, "blobs", "sha256", layer.Encoded())
	if err := os.Chmod(blob, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(blob, []byte("something else"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := repository.Layout(t.Context(), directory, repository.Artifact{Tag: "v1"}, repository.Options{}); err == nil {
		t.Error("a layer that is not what its digest says is taken")
	}
}
