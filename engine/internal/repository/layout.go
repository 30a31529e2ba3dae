package repository

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"

	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
	orascontent "oras.land/oras-go/v2/content"
	"oras.land/oras-go/v2/content/oci"
)

const (
	// chartLayer is the media type of Helm's layers, whose content is below a folder of the chart's name.
	// https://helm.sh/docs/topics/registries/
	chartLayer = "application/vnd.cncf.helm.chart.content.v1.tar+gzip"
	// mostLayerBytes and mostLayerFiles bound what an artifact unpacks to.
	mostLayerBytes = 256 << 20
	mostLayerFiles = 50_000
)

// IsLayout tells whether a folder is an OCI image layout.
// https://github.com/opencontainers/image-spec/blob/main/image-layout.md
func IsLayout(directory string) bool {
	info, err := os.Stat(filepath.Join(directory, ocispec.ImageLayoutFile))
	return err == nil && info.Mode().IsRegular()
}

// Layout takes a snapshot of an artifact in an OCI image layout, as source-controller unpacks it: its first layer, or that
// of a media type. Digests are verified.
//
// reference is a tag or a digest; empty means the only manifest.
func Layout(ctx context.Context, directory, reference, mediaType string, options Options) (*Snapshot, error) {
	store, err := oci.NewFromFS(ctx, os.DirFS(directory))
	if err != nil {
		return nil, fmt.Errorf("%s is no OCI image layout: %w", directory, err)
	}
	described, err := manifestOf(ctx, store, directory, reference)
	if err != nil {
		return nil, err
	}
	data, err := orascontent.FetchAll(ctx, store, described)
	if err != nil {
		return nil, fmt.Errorf("manifest %s of %s: %w", described.Digest, directory, err)
	}
	var manifest ocispec.Manifest
	if err := json.Unmarshal(data, &manifest); err != nil {
		return nil, fmt.Errorf("manifest %s of %s: %w", described.Digest, directory, err)
	}
	layer, err := layerOf(manifest, directory, mediaType)
	if err != nil {
		return nil, err
	}
	if layer.Size > mostLayerBytes {
		return nil, fmt.Errorf("the layer %s of %s is %s, more than the %s that an artifact may have", layer.Digest, directory, bytesText(layer.Size), bytesText(mostLayerBytes))
	}
	packed, err := orascontent.FetchAll(ctx, store, layer)
	if err != nil {
		return nil, fmt.Errorf("layer %s of %s: %w", layer.Digest, directory, err)
	}
	files, err := unpack(packed, layer.MediaType == chartLayer)
	if err != nil {
		return nil, fmt.Errorf("layer %s of %s: %w", layer.Digest, directory, err)
	}
	return files.snapshot(options), nil
}

func manifestOf(ctx context.Context, store *oci.ReadOnlyStore, directory, reference string) (ocispec.Descriptor, error) {
	if reference != "" {
		described, err := store.Resolve(ctx, reference)
		if err != nil {
			return described, fmt.Errorf("%s has no manifest %s: %w", directory, reference, err)
		}
		return described, nil
	}
	data, err := os.ReadFile(filepath.Join(directory, ocispec.ImageIndexFile))
	if err != nil {
		return ocispec.Descriptor{}, err
	}
	var index ocispec.Index
	if err := json.Unmarshal(data, &index); err != nil {
		return ocispec.Descriptor{}, fmt.Errorf("%s of %s: %w", ocispec.ImageIndexFile, directory, err)
	}
	if len(index.Manifests) != 1 {
		return ocispec.Descriptor{}, fmt.Errorf("%s holds %d manifests: say which by spec.ref.tag or spec.ref.digest", directory, len(index.Manifests))
	}
	return index.Manifests[0], nil
}

func layerOf(manifest ocispec.Manifest, directory, mediaType string) (ocispec.Descriptor, error) {
	for _, layer := range manifest.Layers {
		if mediaType == "" || layer.MediaType == mediaType {
			return layer, nil
		}
	}
	if mediaType == "" {
		return ocispec.Descriptor{}, fmt.Errorf("the artifact in %s has no layer", directory)
	}
	return ocispec.Descriptor{}, fmt.Errorf("the artifact in %s has no layer of the media type %s", directory, mediaType)
}

// memoryFiles are files that are held in memory.
type memoryFiles map[string]memoryFile

type memoryFile struct {
	mode Mode
	data []byte
}

// unpack reads a compressed tar; chart tells that everything is below one folder, which is taken away.
func unpack(packed []byte, chart bool) (memoryFiles, error) {
	compressed, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	files, left := memoryFiles{}, int64(mostLayerBytes)
	reader := tar.NewReader(compressed)
	for {
		header, err := reader.Next()
		if errors.Is(err, io.EOF) {
			return files, nil
		}
		if err != nil {
			return nil, err
		}
		name := strings.TrimPrefix(path.Clean("/"+header.Name), "/")
		if chart {
			_, name, _ = strings.Cut(name, "/")
		}
		if name == "" {
			continue
		}
		switch header.Typeflag {
		case tar.TypeReg:
			if left -= header.Size; left < 0 || len(files) >= mostLayerFiles {
				return nil, fmt.Errorf("it unpacks to more than %s or %d files", bytesText(mostLayerBytes), mostLayerFiles)
			}
			data, err := io.ReadAll(reader)
			if err != nil {
				return nil, err
			}
			files[name] = memoryFile{Regular, data}
		case tar.TypeSymlink:
			files[name] = memoryFile{Symlink, []byte(header.Linkname)}
		}
	}
}

func (m memoryFiles) snapshot(options Options) *Snapshot {
	snapshot := newSnapshot(m, options.MaxBytes)
	for name, file := range m {
		snapshot.files[name] = &File{Path: name, Mode: file.mode}
	}
	return snapshot
}

func (m memoryFiles) size(file *File) (int64, error) { return int64(len(m[file.Path].data)), nil }

func (m memoryFiles) read(file *File) ([]byte, error) { return m[file.Path].data, nil }
