// Package psa compares the catalogue's policies with Kubernetes' own Pod Security Standards.
//
// The catalogue is not part of this module: run the tests with -count=1, or go answers from its cache after a policy
// has changed. -pods sets how many pods are compared, -seed repeats a run.
package psa

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"sync"
	"testing"

	"k8s.io/pod-security-admission/api"
)

// policySet is what scripts/print-policy-set.ts prints.
type policySet struct {
	Templates  []json.RawMessage `json:"templates"`
	Expansions []json.RawMessage `json:"expansions"`
	Editions   []edition         `json:"editions"`
}

// edition is a level of the standard in one of its versions, as the pack implements it.
type edition struct {
	Level       api.Level         `json:"level"`
	Version     string            `json:"version"`
	Constraints []json.RawMessage `json:"constraints"`
	Covered     []string          `json:"covered"`
	Uncovered   []string          `json:"uncovered"`
}

func (e edition) String() string { return string(e.Level) + " " + e.Version }

func (e edition) version(t *testing.T) api.Version {
	t.Helper()
	version, err := api.ParseVersion("v" + e.Version)
	if err != nil {
		t.Fatal(err)
	}
	return version
}

type constraint struct {
	Kind string `json:"kind"`
	Spec struct {
		Parameters map[string]any `json:"parameters"`
	} `json:"spec"`
}

type template struct {
	Spec struct {
		CRD struct {
			Spec struct {
				Names struct {
					Kind string `json:"kind"`
				} `json:"names"`
			} `json:"spec"`
		} `json:"crd"`
		Targets []struct {
			Code []struct {
				Source struct {
					Rego string   `json:"rego"`
					Libs []string `json:"libs"`
				} `json:"source"`
			} `json:"code"`
		} `json:"targets"`
	} `json:"spec"`
}

// source is the template's kind, its Rego and its libraries.
func (t template) source() (kind, rego string, libraries []string) {
	source := t.Spec.Targets[0].Code[0].Source
	return t.Spec.CRD.Spec.Names.Kind, source.Rego, source.Libs
}

// TestMain collects the compiler's garbage less often: compiled policies are a large heap that lives on, and looking
// through it again and again takes half of the time.
func TestMain(m *testing.M) {
	debug.SetGCPercent(800)
	os.Exit(m.Run())
}

// printed is the catalogue as it stands on disk when the tests begin.
var printed = sync.OnceValues(func() ([]byte, error) {
	root, err := filepath.Abs("../../..")
	if err != nil {
		return nil, err
	}
	command := exec.Command("node", "-r", "./scripts/typescript.js", "scripts/print-policy-set.ts")
	command.Dir = root
	return command.Output()
})

// loadPolicySet synthesises the catalogue afresh, so that the test can never judge a stale copy.
func loadPolicySet(t *testing.T) policySet {
	t.Helper()
	if _, err := os.Stat("../../../node_modules/esbuild"); err != nil {
		t.Fatal("the catalogue cannot be synthesised: run npm ci")
	}
	output, err := printed()
	if err != nil {
		t.Fatalf("scripts/print-policy-set.ts: %v", err)
	}
	return fromJSON[policySet](t, output)
}

func fromJSON[T any](t *testing.T, raw []byte) T {
	t.Helper()
	var value T
	if err := json.Unmarshal(raw, &value); err != nil {
		t.Fatalf("%v:\n%s", err, raw)
	}
	return value
}
