// Package manifests reads streams of YAML as kubectl and gator do, and says where each object begins.
package manifests

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"

	"sigs.k8s.io/yaml"

	"fleetkeep.dev/engine/internal/protocol"
	"fleetkeep.dev/engine/internal/repository"
)

// Read reads a stream, of which no more than the hash is told when that is known.
func Read(stream protocol.Stream, known []string) protocol.Manifests {
	text := []byte(stream.Text)
	if stream.File != "" {
		var err error
		if text, err = os.ReadFile(stream.File); err != nil {
			var failed *fs.PathError
			if errors.As(err, &failed) {
				err = failed.Err
			}
			return protocol.Manifests{Mistake: &protocol.Mistake{Message: err.Error()}}
		}
	}
	sum := sha256.Sum256(text)
	hash := hex.EncodeToString(sum[:])
	if slices.Contains(known, hash) {
		return protocol.Manifests{Hash: hash}
	}
	documents, mistake := parse(text)
	return protocol.Manifests{Hash: hash, Documents: documents, Mistake: mistake}
}

// parse goes to the first mistake, of which a key that is there twice is one. Objects are what sigs.k8s.io/yaml converts them
// to: by it kubectl and Gatekeeper read what they are given.
func parse(text []byte) ([]protocol.Manifest, *protocol.Mistake) {
	var documents []protocol.Manifest
	for _, part := range split(text) {
		data, err := yaml.YAMLToJSONStrict(part.text)
		if err != nil {
			return nil, mistake(err, part)
		}
		if data[0] == '{' {
			documents = append(documents, protocol.Manifest{Object: data, Line: part.firstKey()})
		}
	}
	return documents, nil
}

// part of a stream: one document with its marker.
type part struct {
	text []byte
	// line is that of the beginning, counted from 1.
	line int
}

// split divides a stream before each marker of a document's start, and after each of a document's end: the parser reads
// the first document of what it is given, and says nothing of others.
func split(stream []byte) []part {
	var parts []part
	begin, line := 0, 1
	next := func(end, at int) {
		if end > begin {
			parts = append(parts, part{stream[begin:end], line})
		}
		begin, line = end, at
	}
	at, number := 0, 1
	for raw := range bytes.Lines(stream) {
		if isMarker(raw, "---") {
			next(at, number)
		}
		at, number = at+len(raw), number+1
		if isMarker(raw, "...") {
			next(at, number)
		}
	}
	next(at, number)
	return parts
}

func isMarker(line []byte, marker string) bool {
	rest, found := bytes.CutPrefix(line, []byte(marker))
	return found && (len(rest) == 0 || bytes.IndexByte([]byte(" \t\r\n"), rest[0]) >= 0)
}

// firstKey passes over the marker, comments and empty lines.
func (p part) firstKey() int {
	line := p.line
	for raw := range bytes.Lines(p.text) {
		content := bytes.TrimSpace(raw)
		if isMarker(raw, "---") {
			content = bytes.TrimSpace(content[len("---"):])
		}
		if len(content) > 0 && content[0] != '#' {
			return line
		}
		line++
	}
	return p.line
}

// wrapping is what the libraries say before what is wrong.
var wrapping = strings.NewReplacer("error converting YAML to JSON: ", "", "yaml: ", "", "unmarshal errors:\n", "")

func mistake(err error, in part) *protocol.Mistake {
	message, _, _ := strings.Cut(strings.TrimSpace(wrapping.Replace(err.Error())), "\n")
	within, message := repository.LineIn(message)
	if within == 0 {
		return &protocol.Mistake{Line: in.firstKey(), Message: message}
	}
	return &protocol.Mistake{Line: in.line + within - 1, Message: message}
}
