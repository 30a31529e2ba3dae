// Command embed-charts packs the chart of the Gatekeeper module that the engine is built from into
// internal/helm/embedded, so that `go build` takes it along. It is run in the engine's folder and writes the
// same bytes for the same module.
package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"time"

	"helm.sh/helm/v3/pkg/chart"
	"helm.sh/helm/v3/pkg/chart/loader"
)

const module = "github.com/open-policy-agent/gatekeeper/v3"

func main() {
	if err := run("internal/helm/embedded"); err != nil {
		fmt.Fprintln(os.Stderr, "embed-charts:", err)
		os.Exit(1)
	}
}

func run(folder string) error {
	gatekeeper, err := download(module)
	if err != nil {
		return err
	}
	loaded, err := loader.LoadDir(filepath.Join(gatekeeper.Dir, "charts", "gatekeeper"))
	if err != nil {
		return err
	}
	if "v"+loaded.Metadata.Version != gatekeeper.Version {
		return fmt.Errorf("the chart in %s %s has version %s", module, gatekeeper.Version, loaded.Metadata.Version)
	}
	packed, err := pack(loaded)
	if err != nil {
		return err
	}
	name := filepath.Join(folder, fmt.Sprintf("%s-%s.tgz", loaded.Name(), loaded.Metadata.Version))
	return replace(folder, name, packed)
}

// moduleSource is what `go mod download -json` says of a module.
type moduleSource struct {
	Version string
	// Dir is its folder in the module cache.
	Dir string
	// Error is the reason why it cannot be had.
	Error string
}

// download brings the version of a module that the engine is built from into the module cache: on a fresh machine
// nothing has been there yet.
func download(path string) (moduleSource, error) {
	output, err := exec.Command("go", "mod", "download", "-json", path).Output()
	var source moduleSource
	if parseErr := json.Unmarshal(output, &source); parseErr != nil {
		return source, fmt.Errorf("go mod download %s: %w", path, errors.Join(err, parseErr))
	}
	if source.Error != "" || source.Dir == "" {
		return source, fmt.Errorf("the module %s cannot be downloaded: %s", path, source.Error)
	}
	return source, nil
}

// pack writes the files of a chart in order, without time, owner or mode.
func pack(loaded *chart.Chart) ([]byte, error) {
	files := append([]*chart.File{}, loaded.Raw...)
	sort.Slice(files, func(i, j int) bool { return files[i].Name < files[j].Name })
	var buffer bytes.Buffer
	compressed := gzip.NewWriter(&buffer)
	archive := tar.NewWriter(compressed)
	for _, file := range files {
		header := &tar.Header{
			Name:    loaded.Name() + "/" + file.Name,
			Mode:    0o644,
			Size:    int64(len(file.Data)),
			ModTime: time.Unix(0, 0),
			Format:  tar.FormatPAX,
		}
		if err := archive.WriteHeader(header); err != nil {
			return nil, err
		}
		if _, err := archive.Write(file.Data); err != nil {
			return nil, err
		}
	}
	if err := archive.Close(); err != nil {
		return nil, err
	}
	if err := compressed.Close(); err != nil {
		return nil, err
	}
	return buffer.Bytes(), nil
}

// replace removes the packages of other versions and writes this one unless it is there already.
func replace(folder, name string, packed []byte) error {
	old, err := filepath.Glob(filepath.Join(folder, "*.tgz"))
	if err != nil {
		return err
	}
	for _, other := range old {
		if other != name {
			if err := os.Remove(other); err != nil {
				return err
			}
		}
	}
	if existing, err := os.ReadFile(name); err == nil && bytes.Equal(existing, packed) {
		return nil
	}
	return os.WriteFile(name, packed, 0o644)
}
