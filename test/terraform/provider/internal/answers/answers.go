// Package answers holds what a test tells the provider: what a data source answers, what a resource is given by the
// cloud, what the cloud changed behind Terraform's back, and what fails.
package answers

import (
	"encoding/json"
	"fmt"
	"os"
)

// Answers are read from the file that FLEETKEEP_BENCH_ANSWERS names.
type Answers struct {
	Data      []Answer `json:"data"`
	Resources []Answer `json:"resources"`
}

// Answer is for every object of the type whose known top-level attributes equal those of Where.
type Answer struct {
	Type   string                     `json:"type"`
	Where  map[string]json.RawMessage `json:"where"`
	Values map[string]json.RawMessage `json:"values"` // computed values, on create or on reading a data source
	Drift  map[string]json.RawMessage `json:"drift"`  // what every refresh finds instead
	Gone   bool                       `json:"gone"`   // a refresh finds nothing
	Error  string                     `json:"error"`  // creating, updating or reading fails with this message
}

// Read reads the file; an empty path means that nothing is told.
func Read(path string) (*Answers, error) {
	told := &Answers{}
	if path == "" {
		return told, nil
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("the answers of FLEETKEEP_BENCH_ANSWERS: %w", err)
	}
	defer func() { _ = file.Close() }()
	decoder := json.NewDecoder(file)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(told); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return told, nil
}
