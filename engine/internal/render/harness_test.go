package render

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"sort"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"

	"fleetkeep.dev/engine/internal/protocol"
	"fleetkeep.dev/engine/internal/testrepo"
)

// patience is the limit of time of tests that are not about it: a busy machine fails none.
const patience = 3600

// rendering is an answer in a form that tests can ask.
type rendering struct {
	result *protocol.RenderResult
	parts  []protocol.RenderedKustomization
}

func params(directory, revision string, entries ...string) protocol.RenderParams {
	params := protocol.RenderParams{
		Token: "t", Repository: protocol.RepositoryReference{Path: directory, Revision: revision}, Limits: limits(0),
	}
	for _, entry := range entries {
		cluster, path, _ := strings.Cut(entry, "=")
		params.Entries = append(params.Entries, protocol.Entry{Cluster: cluster, Path: path})
	}
	return params
}

func renderParams(t *testing.T, params protocol.RenderParams) rendering {
	t.Helper()
	var answer rendering
	result, err := Render(context.Background(), params, func(part protocol.RenderedKustomization) {
		answer.parts = append(answer.parts, part)
	})
	if err != nil {
		t.Fatal(err)
	}
	answer.result = result
	return answer
}

// render renders a repository of one commit; without entries the cluster c begins at ./c.
func render(t *testing.T, text string, entries ...string) rendering {
	t.Helper()
	if len(entries) == 0 {
		entries = []string{"c=./c"}
	}
	return renderParams(t, params(testrepo.New(t, text), "HEAD", entries...))
}

// summary is one line for each Kustomization, with its resources.
func (r rendering) summary() string {
	var lines []string
	for _, part := range r.parts {
		name := part.Kustomization.Namespace + "/" + part.Kustomization.Name
		line := fmt.Sprintf("%s %s:", name, part.Kustomization.State)
		for _, resource := range part.Resources {
			line += fmt.Sprintf(" %s/%s@%s:%d", resource.Kind, resource.Name, resource.File, resource.Line)
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

func (r rendering) part(t *testing.T, name string) protocol.RenderedKustomization {
	t.Helper()
	for _, part := range r.parts {
		if part.Kustomization.Name == name {
			return part
		}
	}
	t.Fatalf("no Kustomization %s in\n%s", name, r.summary())
	return protocol.RenderedKustomization{}
}

// object is a rendered object as YAML, without the owner labels that every object has.
func (r rendering) object(t *testing.T, kind, name string) string {
	t.Helper()
	for _, part := range r.parts {
		for _, resource := range part.Resources {
			if resource.Kind != kind || resource.Name != name {
				continue
			}
			var object map[string]any
			if err := json.Unmarshal(resource.Object, &object); err != nil {
				t.Fatal(err)
			}
			metadata := object["metadata"].(map[string]any)
			labels := metadata["labels"].(map[string]any)
			delete(labels, kustomizeGroup+"/name")
			delete(labels, kustomizeGroup+"/namespace")
			if len(labels) == 0 {
				delete(metadata, "labels")
			}
			data, err := yaml.Marshal(object)
			if err != nil {
				t.Fatal(err)
			}
			return string(data)
		}
	}
	t.Fatalf("no %s %s in\n%s\n%s", kind, name, r.summary(), r.messages())
	return ""
}

// problems are one line each, sorted: code file:line kustomization.
func (r rendering) problems() string {
	var lines []string
	all := append([]protocol.Problem{}, r.result.Problems...)
	for _, cluster := range r.result.Clusters {
		all = append(all, cluster.Problems...)
	}
	for _, problem := range all {
		lines = append(lines, fmt.Sprintf("%s %s:%d %s", problem.Code, problem.File, problem.Line, problem.Kustomization))
	}
	sort.Strings(lines)
	return strings.Join(lines, "\n")
}

func (r rendering) messages() string {
	var messages []string
	for _, cluster := range r.result.Clusters {
		for _, problem := range cluster.Problems {
			messages = append(messages, problem.Message)
		}
	}
	return strings.Join(messages, "\n")
}

func same2(t *testing.T, what, got, want string) {
	t.Helper()
	if strings.TrimSpace(got) != strings.TrimSpace(want) {
		t.Errorf("%s\n--- got\n%s\n--- want\n%s", what, got, want)
	}
}

// kustomizationYAML is a Flux Kustomization; more is added to its spec.
func kustomizationYAML(name, path, more string) string {
	text := fmt.Sprintf(`apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: %s
  namespace: flux-system
spec:
  interval: 10m
  prune: true
  path: %s
  sourceRef:
    kind: GitRepository
    name: flux-system
`, name, path)
	for _, line := range strings.Split(strings.TrimSpace(more), "\n") {
		if line != "" {
			text += "  " + line + "\n"
		}
	}
	return text
}

func configMap(name, data string) string {
	return fmt.Sprintf("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: %s\n  namespace: flux-system\ndata: {%s}\n", name, data)
}

func limits(fileBytes int) *protocol.RenderLimits {
	return &protocol.RenderLimits{FileBytes: fileBytes, Seconds: patience}
}

func encodedSame(t *testing.T, left, right rendering) bool {
	t.Helper()
	return encoded(t, left) == encoded(t, right)
}

// TestMain keeps kustomize's warnings, which it prints by itself, out of the tests' output, as the engine does.
func TestMain(m *testing.M) {
	if null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0); err == nil {
		os.Stderr = null
	}
	os.Exit(m.Run())
}
