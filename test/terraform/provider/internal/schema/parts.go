package schema

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// place is where in schema.json a part of it lies: offset and length in bytes.
type place [2]int64

// index is schema-index.json, which the bench writes beside the binary (support/provider-schema.ts).
type index struct {
	Address     string           `json:"address"`
	Provider    place            `json:"provider"`
	Functions   place            `json:"functions"`
	Resources   map[string]place `json:"resources"`
	DataSources map[string]place `json:"dataSources"`
	Ephemeral   map[string]place `json:"ephemeral"`
}

// parts is an open schema, of which only what is asked for is read.
type parts struct {
	index
	file *os.File
}

func openParts(folder string) (*parts, error) {
	text, err := os.ReadFile(filepath.Join(folder, "schema-index.json"))
	if err != nil {
		return nil, err
	}
	opened := &parts{}
	if err := json.Unmarshal(text, &opened.index); err != nil {
		return nil, fmt.Errorf("schema-index.json: %w", err)
	}
	opened.file, err = os.Open(filepath.Join(folder, "schema.json"))
	return opened, err
}

func (p *parts) close() { _ = p.file.Close() }

func (p *parts) read(at place, into any) error {
	text := make([]byte, at[1])
	if _, err := p.file.ReadAt(text, at[0]); err != nil {
		return err
	}
	return json.Unmarshal(text, into)
}
