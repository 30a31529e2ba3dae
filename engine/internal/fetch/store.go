package fetch

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"

	"fleetkeep.dev/engine/internal/protocol"
)

// store keeps archives by digest, and what was asked for by what it stood for. Files become visible as a whole, so that
// any number of processes share it.
type store struct{ directory string }

type resolution struct {
	Version, Digest string
	Packed          bool
}

// find gives what was kept of an artifact, after checking that it is still what it was.
func (s store) find(wanted protocol.Artifact) *protocol.FetchedArtifact {
	data, err := os.ReadFile(s.resolved(wanted))
	if err != nil {
		return nil
	}
	var known resolution
	if json.Unmarshal(data, &known) != nil || !strings.HasPrefix(known.Digest, "sha256:") || strings.ContainsAny(known.Digest, `/\`) {
		return nil
	}
	content, err := os.ReadFile(s.archive(known.Digest))
	if err != nil || digestOf(content) != known.Digest {
		return nil
	}
	return s.fetched(wanted, known)
}

func (s store) keep(wanted protocol.Artifact, found *archive) (*protocol.FetchedArtifact, error) {
	known := resolution{found.version, digestOf(found.data), found.packed}
	if err := write(s.archive(known.Digest), found.data); err != nil {
		return nil, err
	}
	said, err := json.Marshal(known)
	if err != nil {
		return nil, err
	}
	if err := write(s.resolved(wanted), said); err != nil {
		return nil, err
	}
	return s.fetched(wanted, known), nil
}

func (s store) fetched(wanted protocol.Artifact, known resolution) *protocol.FetchedArtifact {
	return &protocol.FetchedArtifact{
		Artifact: wanted, Digest: known.Digest, Version: known.Version, Path: s.archive(known.Digest), Packed: known.Packed,
	}
}

func (s store) archive(digest string) string {
	return filepath.Join(s.directory, "sha256", strings.TrimPrefix(digest, "sha256:")+".tgz")
}

func (s store) resolved(wanted protocol.Artifact) string {
	said, _ := json.Marshal(wanted)
	return filepath.Join(s.directory, "resolved", strings.TrimPrefix(digestOf(said), "sha256:")+".json")
}

func write(name string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return err
	}
	file, err := os.CreateTemp(filepath.Dir(name), ".new-*")
	if err != nil {
		return err
	}
	_, err = file.Write(data)
	if closed := file.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(file.Name(), name)
	}
	if err != nil {
		_ = os.Remove(file.Name())
	}
	return err
}
