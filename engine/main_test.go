package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"testing"

	"fleetkeep.dev/engine/internal/diskcache"
	"fleetkeep.dev/engine/internal/rpc"
	"fleetkeep.dev/engine/internal/testrepo"
)

// engine is the whole program but for its process.
type engine struct {
	t      *testing.T
	input  io.WriteCloser
	output *bufio.Reader
	id     int
}

func start(t *testing.T) *engine { return startWith(t, nil) }

func startWith(t *testing.T, cache *diskcache.Cache) *engine {
	inputReader, inputWriter := io.Pipe()
	outputReader, outputWriter := io.Pipe()
	go rpc.NewServer(methods(cache, "this engine", newPolicies(cache, "this engine"))).Serve(context.Background(), inputReader, outputWriter)
	t.Cleanup(func() { _ = inputWriter.Close() })
	return &engine{t: t, input: inputWriter, output: bufio.NewReader(outputReader)}
}

type answer struct {
	Method string
	Params map[string]any
	ID     *int
	Result map[string]any
	Error  *struct {
		Code    int
		Message string
	}
}

// call returns what was streamed, and the answer last.
func (e *engine) call(method string, params any) []answer {
	e.t.Helper()
	e.id++
	body, err := json.Marshal(map[string]any{"jsonrpc": "2.0", "id": e.id, "method": method, "params": params})
	if err != nil {
		e.t.Fatal(err)
	}
	if _, err := fmt.Fprintf(e.input, "Content-Length: %d\r\n\r\n%s", len(body), body); err != nil {
		e.t.Fatal(err)
	}
	var answers []answer
	for {
		header, err := e.output.ReadString('\n')
		if err != nil {
			e.t.Fatal(err)
		}
		length, _ := strconv.Atoi(strings.TrimSpace(strings.TrimPrefix(header, "Content-Length:")))
		if _, err := e.output.ReadString('\n'); err != nil {
			e.t.Fatal(err)
		}
		body := make([]byte, length)
		if _, err := io.ReadFull(e.output, body); err != nil {
			e.t.Fatal(err)
		}
		var received answer
		if err := json.Unmarshal(body, &received); err != nil {
			e.t.Fatal(err)
		}
		answers = append(answers, received)
		if received.ID != nil {
			return answers
		}
	}
}

func request(path, revision string, entries ...string) map[string]any {
	list := []map[string]string{}
	for _, entry := range entries {
		list = append(list, map[string]string{"cluster": "c", "path": entry})
	}
	repository := map[string]string{"path": path}
	if revision != "" {
		repository["revision"] = revision
	}
	return map[string]any{"token": "t", "repository": repository, "entries": list}
}

func TestErrorsOfRender(t *testing.T) {
	directory := testrepo.New(t, "-- c/a.yaml --\n{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}\n")
	engine := start(t)
	for _, test := range []struct {
		name   string
		params any
		code   int
	}{
		{"not a repository", request(t.TempDir(), "", "c"), 1001},
		{"no such revision", request(directory, "nope", "c"), 1002},
		{"nothing in it", request(testrepo.Init(t), "", "c"), 1003},
		{"no such entry", request(directory, "", "d"), 1004},
		{"misspelt", map[string]any{"tokn": "t"}, rpc.InvalidParams},
	} {
		answers := engine.call("render", test.params)
		if last := answers[len(answers)-1]; last.Error == nil || last.Error.Code != test.code {
			t.Errorf("%s: %+v", test.name, last)
		}
	}
	answers := engine.call("render", request(directory, "HEAD", "c"))
	if len(answers) != 2 || answers[0].Method != "render/kustomization" || answers[0].Params["token"] != "t" || answers[1].Error != nil {
		t.Fatalf("%+v", answers)
	}
	cluster := answers[1].Result["clusters"].([]any)[0].(map[string]any)
	if cluster["resources"] != 1.0 || cluster["problems"] == nil || len(answers[1].Result["revision"].(string)) != 40 {
		t.Errorf("%+v", answers[1].Result)
	}
}

func object(text string) map[string]any {
	var parsed map[string]any
	if err := json.Unmarshal([]byte(text), &parsed); err != nil {
		panic(err)
	}
	return parsed
}

func TestLoadAndReview(t *testing.T) {
	engine := start(t)
	loaded := engine.call("load", map[string]any{"objects": []any{
		map[string]any{"file": "t.yaml", "line": 3, "object": object(`{"apiVersion": "templates.gatekeeper.sh/v1", "kind": "ConstraintTemplate", "metadata": {"name": "k8snoname"},
			"spec": {"crd": {"spec": {"names": {"kind": "K8sNoName"}}}, "targets": [{"target": "admission.k8s.gatekeeper.sh",
			"rego": "package noname\nviolation[{\"msg\": msg, \"details\": {\"name\": input.review.object.metadata.name}}] { msg := \"no\"; input.review.object.metadata.name == \"bad\" }"}]}}`)},
		map[string]any{"object": object(`{"apiVersion": "constraints.gatekeeper.sh/v1beta1", "kind": "K8sNoName", "metadata": {"name": "all"}, "spec": {"enforcementAction": "dryrun"}}`)},
		map[string]any{"file": "o.yaml", "line": 9, "object": object(`{"apiVersion": "constraints.gatekeeper.sh/v1beta1", "kind": "K8sOrphan", "metadata": {"name": "lost"}, "spec": {}}`)},
	}})[0]
	if loaded.Error != nil {
		t.Fatal(loaded.Error.Message)
	}
	problem := loaded.Result["problems"].([]any)[0].(map[string]any)
	if problem["code"] != "constraint-without-template" || problem["file"] != "o.yaml" || problem["line"] != 9.0 {
		t.Errorf("%+v", problem)
	}
	review := map[string]any{"token": "r", "policySet": loaded.Result["policySet"], "namespaces": []any{}, "reviews": []any{
		map[string]any{"id": "1", "operation": "CREATE", "object": object(`{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "bad", "namespace": "default"}}`)},
		map[string]any{"id": "2", "operation": "CREATE", "object": object(`{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "good", "namespace": "default"}}`)},
		map[string]any{"id": "3", "operation": "DELETE"},
	}}
	answers := engine.call("review", review)
	verdicts := map[string]map[string]any{}
	for _, streamed := range answers[:len(answers)-1] {
		for _, each := range streamed.Params["verdicts"].([]any) {
			verdict := each.(map[string]any)
			verdicts[verdict["id"].(string)] = verdict
		}
	}
	if len(verdicts) != 3 || len(verdicts["2"]["results"].([]any)) != 0 || verdicts["3"]["error"] == nil {
		t.Fatalf("%+v", verdicts)
	}
	violation := verdicts["1"]["results"].([]any)[0].(map[string]any)
	if violation["message"] != "no" || violation["enforcementAction"] != "dryrun" || violation["details"].(map[string]any)["name"] != "bad" {
		t.Errorf("%+v", violation)
	}
	if result := answers[len(answers)-1].Result; result["reviewed"] != 3.0 || result["failed"] != 1.0 {
		t.Errorf("%+v", result)
	}
	review["policySet"] = "forgotten"
	if last := engine.call("review", review)[0]; last.Error == nil || last.Error.Code != 1005 {
		t.Errorf("%+v", last)
	}
}

func TestVersionNamesEveryHost(t *testing.T) {
	for name, version := range start(t).call("version", nil)[0].Result {
		// A test binary does not know the version of the module that it tests.
		if version == "" && name != "engine" {
			t.Errorf("%s has no version", name)
		}
	}
}
