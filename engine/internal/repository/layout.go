package repository

import (
	"archive/tar"
	"bytes"
	"cmp"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
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

// Artifact is spec.ref and spec.layerSelector of an OCIRepository. Of several fields the first of Digest, SemVer and Tag
// counts, and without any the only manifest that there is: a layout that somebody made for the rendering needs no tag.
// https://fluxcd.io/flux/components/source/ocirepositories/#reference
type Artifact struct {
	Digest, SemVer, Tag string
	// SemVerFilter is a regular expression; SemVer chooses among the tags that match it.
	SemVerFilter string
	// MediaType of the layer; the first one when empty.
	MediaType string
}

// Layout takes a snapshot of an artifact in an OCI image layout, as source-controller unpacks it. Digests are verified.
func Layout(ctx context.Context, directory string, wanted Artifact, options Options) (*Snapshot, error) {
	store, err := oci.NewFromFS(ctx, os.DirFS(directory))
	if err != nil {
		return nil, fmt.Errorf("%s is no OCI image layout: %w", directory, err)
	}
	described, err := manifestOf(ctx, store, directory, wanted)
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
	layer, err := layerOf(manifest, directory, wanted.MediaType)
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

// Packed takes a snapshot of a gzip-compressed tar archive, as source-controller unpacks it; chart tells that everything is
// below one folder, which is taken away.
func Packed(archive []byte, chart bool, options Options) (*Snapshot, error) {
	files, err := unpack(archive, chart)
	if err != nil {
		return nil, err
	}
	return files.snapshot(options), nil
}

func manifestOf(ctx context.Context, store *oci.ReadOnlyStore, directory string, wanted Artifact) (ocispec.Descriptor, error) {
	reference, err := wanted.reference(ctx, store, directory)
	if err != nil {
		return ocispec.Descriptor{}, err
	}
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
		return ocispec.Descriptor{}, fmt.Errorf("%s holds %d manifests: say which by spec.ref.tag, spec.ref.semver or spec.ref.digest", directory, len(index.Manifests))
	}
	return index.Manifests[0], nil
}

// reference is a digest or a tag; empty when nothing says which.
func (a Artifact) reference(ctx context.Context, store *oci.ReadOnlyStore, directory string) (string, error) {
	if a.Digest != "" || a.SemVer == "" {
		return cmp.Or(a.Digest, a.Tag), nil
	}
	filter, err := regexp.Compile(a.SemVerFilter)
	if err != nil {
		return "", fmt.Errorf("spec.ref.semverFilter %q: %w", a.SemVerFilter, err)
	}
	var tags []string
	err = store.Tags(ctx, "", func(some []string) error {
		for _, tag := range some {
			if filter.MatchString(tag) {
				tags = append(tags, tag)
			}
		}
		return nil
	})
	if err != nil {
		return "", fmt.Errorf("the tags of %s: %w", directory, err)
	}
	found, err := versionsIn(a.SemVer, tags)
	if err != nil {
		return "", err
	}
	if len(found) == 0 {
		return "", fmt.Errorf("%s has no tag in the range %q of spec.ref.semver", directory, a.SemVer)
	}
	return found[0], nil
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

// unpack reads a compressed tar as fluxcd/pkg/tar does for source-controller: links are left out, and a name that leads out
// of the archive fails. chart tells that everything is below one folder, which is taken away.
func unpack(packed []byte, chart bool) (memoryFiles, error) {
	compressed, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	files, left, entries := memoryFiles{}, int64(mostLayerBytes), 0
	reader := tar.NewReader(compressed)
	for {
		header, err := reader.Next()
		if errors.Is(err, io.EOF) {
			return files, nil
		}
		if err != nil {
			return nil, err
		}
		left -= header.Size
		if entries++; left < 0 || entries > mostLayerFiles {
			return nil, fmt.Errorf("it unpacks to more than %s or %d files", bytesText(mostLayerBytes), mostLayerFiles)
		}
		if header.Name == "" || strings.HasPrefix(header.Name, "/") || strings.Contains(header.Name, `\`) || strings.Contains(header.Name, "../") {
			return nil, fmt.Errorf("its entry %q has a name that source-controller refuses: pack the files with names below one folder", header.Name)
		}
		mode := header.FileInfo().Mode()
		if mode.IsDir() || mode&fs.ModeSymlink != 0 {
			continue
		}
		if !mode.IsRegular() {
			return nil, fmt.Errorf("its entry %s is neither a file nor a folder, which source-controller refuses: leave it out", header.Name)
		}
		name := path.Clean(header.Name)
		if chart {
			if _, name, _ = strings.Cut(name, "/"); name == "" {
				continue
			}
		}
		data, err := io.ReadAll(reader)
		if err != nil {
			return nil, err
		}
		files[name] = memoryFile{Regular, data}
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
