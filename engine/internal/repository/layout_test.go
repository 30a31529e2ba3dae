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
	layer := pushed(t, directory, "v1", fluxLayer, map[string]string{"app/x.yaml": "one", "./app/y.yaml": "two", "../out.yaml": "three", "app/link.yaml": "link: /etc/passwd"})
	pushed(t, directory, "chart", "application/vnd.cncf.helm.chart.content.v1.tar+gzip", map[string]string{"web/Chart.yaml": "name: web", "web/templates/a.yaml": "a"})
	if !repository.IsLayout(directory) || repository.IsLayout(t.TempDir()) {
		t.Error("a layout is not told from another folder")
	}
	for _, test := range []struct{ name, reference, mediaType, want, fails string }{
		{name: "an artifact of Flux; what leads out of it stays in it", reference: "v1", want: "app/link.yaml app/x.yaml app/y.yaml out.yaml"},
		{name: "a chart, without its folder", reference: "chart", want: "Chart.yaml templates/a.yaml"},
		{name: "a layer by its media type", reference: "v1", mediaType: fluxLayer, want: "app/link.yaml app/x.yaml app/y.yaml out.yaml"},
		{name: "no such layer", reference: "v1", mediaType: "application/other", fails: "no layer of the media type application/other"},
		{name: "no such tag", reference: "v9", fails: "has no manifest v9"},
		{name: "nothing says which", fails: "holds 2 manifests: say which"},
	} {
		t.Run(test.name, func(t *testing.T) {
			snapshot, err := repository.Layout(t.Context(), directory, test.reference, test.mediaType, repository.Options{})
			if err != nil {
				if test.fails == "" || !strings.Contains(err.Error(), test.fails) {
					t.Fatal(err)
				}
				return
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
	if _, err := repository.Layout(t.Context(), directory, "v1", "", repository.Options{}); err == nil {
		t.Error("a layer that is not what its digest says is taken")
	}
}
