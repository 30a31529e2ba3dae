package rpc

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"
)

// peer talks to a server in this process.
type peer struct {
	t      *testing.T
	input  *io.PipeWriter
	output *bufio.Reader
	ended  chan struct{}
}

func newPeer(t *testing.T) *peer {
	inputReader, inputWriter := io.Pipe()
	outputReader, outputWriter := io.Pipe()
	type params struct {
		Text string `json:"text"`
	}
	server := NewServer(map[string]Handler{
		"echo": Method(func(_ context.Context, params params, notify func(string, any)) (string, error) {
			notify("echo/before", params)
			return params.Text, nil
		}),
		"wait": Method(func(ctx context.Context, _ params, _ func(string, any)) (string, error) {
			<-ctx.Done()
			return "", ctx.Err()
		}),
		"panic": Method(func(context.Context, params, func(string, any)) (string, error) { panic("ouch") }),
		"fail":  Method(func(context.Context, params, func(string, any)) (string, error) { return "", errors.New("no") }),
		"own": Method(func(context.Context, params, func(string, any)) (string, error) {
			return "", &Error{Code: 1002, Message: "mine"}
		}),
	})
	p := &peer{t: t, input: inputWriter, output: bufio.NewReader(outputReader), ended: make(chan struct{})}
	go func() {
		server.Serve(context.Background(), inputReader, outputWriter)
		_ = outputWriter.Close()
		close(p.ended)
	}()
	t.Cleanup(func() { _ = inputWriter.Close() })
	return p
}

func (p *peer) raw(text string) {
	p.t.Helper()
	if _, err := io.WriteString(p.input, text); err != nil {
		p.t.Fatal(err)
	}
}

func (p *peer) send(body string) { p.raw(fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(body), body)) }

func (p *peer) receive() string {
	p.t.Helper()
	body, err := readMessage(p.output)
	if err != nil {
		p.t.Fatal(err)
	}
	return strings.TrimSpace(string(body))
}

func TestAnswers(t *testing.T) {
	for _, test := range []struct{ name, body, want string }{
		{"a request with a notification before its answer", `{"jsonrpc":"2.0","id":1,"method":"echo","params":{"text":"<a>"}}`,
			`{"jsonrpc":"2.0","method":"echo/before","params":{"text":"<a>"}}` + "\n" + `{"jsonrpc":"2.0","id":1,"result":"<a>"}`},
		{"a text as id and positional parameters", `{"jsonrpc":"2.0","id":"x","method":"echo","params":[{"text":"a"}]}`,
			`{"jsonrpc":"2.0","method":"echo/before","params":{"text":"a"}}` + "\n" + `{"jsonrpc":"2.0","id":"x","result":"a"}`},
		{"not JSON", `{"jsonrpc":`, `{"jsonrpc":"2.0","id":null,"error":{"code":-32700,`},
		{"no request", `[1]`, `{"jsonrpc":"2.0","id":null,"error":{"code":-32600,`},
		{"another version", `{"jsonrpc":"1.0","id":1,"method":"echo"}`, `{"jsonrpc":"2.0","id":1,"error":{"code":-32600,`},
		{"no method", `{"jsonrpc":"2.0","id":1}`, `{"jsonrpc":"2.0","id":1,"error":{"code":-32600,`},
		{"an unknown method", `{"jsonrpc":"2.0","id":1,"method":"nope"}`, `{"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"there is no method \"nope\""}}`},
		{"a wrong type", `{"jsonrpc":"2.0","id":1,"method":"echo","params":{"text":1}}`, `{"jsonrpc":"2.0","id":1,"error":{"code":-32602,`},
		{"a misspelt parameter", `{"jsonrpc":"2.0","id":1,"method":"echo","params":{"txt":""}}`, `{"jsonrpc":"2.0","id":1,"error":{"code":-32602,`},
		{"a panic", `{"jsonrpc":"2.0","id":1,"method":"panic"}`, `{"jsonrpc":"2.0","id":1,"error":{"code":-32603,"message":"panic failed inside of the engine: ouch"}}`},
		{"an error", `{"jsonrpc":"2.0","id":1,"method":"fail"}`, `{"jsonrpc":"2.0","id":1,"error":{"code":-32603,"message":"no"}}`},
		{"an error of the method", `{"jsonrpc":"2.0","id":1,"method":"own"}`, `{"jsonrpc":"2.0","id":1,"error":{"code":1002,"message":"mine"}}`},
	} {
		t.Run(test.name, func(t *testing.T) {
			peer := newPeer(t)
			peer.send(test.body)
			for _, want := range strings.Split(test.want, "\n") {
				if got := peer.receive(); !strings.HasPrefix(got, want) {
					t.Fatalf("got  %s\nwant %s", got, want)
				}
			}
			peer.send(`{"jsonrpc":"2.0","id":2,"method":"own"}`)
			if got := peer.receive(); !strings.Contains(got, `"id":2`) {
				t.Fatalf("the server did not go on: %s", got)
			}
		})
	}
}

func TestBrokenFramingIsAnsweredAndSkipped(t *testing.T) {
	peer := newPeer(t)
	peer.raw("Content-Type: nothing\r\n\r\n")
	if got := peer.receive(); !strings.Contains(got, "Content-Length") {
		t.Fatal(got)
	}
	peer.raw("Content-Length: many\r\n\r\n")
	if got := peer.receive(); !strings.Contains(got, "Content-Length") {
		t.Fatal(got)
	}
	peer.raw("content-length: 40\nContent-Type: x\n\n" + `{"jsonrpc":"2.0","id":7,"method":"own"}` + " ")
	if got := peer.receive(); !strings.Contains(got, `"id":7`) {
		t.Fatal(got)
	}
}

func TestNotificationsAreNotAnswered(t *testing.T) {
	peer := newPeer(t)
	peer.send(`{"jsonrpc":"2.0","method":"nope"}`)
	peer.send(`{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":99}}`)
	peer.send(`{"jsonrpc":"2.0","id":1,"method":"own"}`)
	if got := peer.receive(); !strings.Contains(got, `"id":1`) {
		t.Fatal(got)
	}
}

func TestRequestsRunAtTheSameTimeAndCanBeCancelled(t *testing.T) {
	peer := newPeer(t)
	peer.send(`{"jsonrpc":"2.0","id":1,"method":"wait"}`)
	peer.send(`{"jsonrpc":"2.0","id":"two","method":"wait"}`)
	peer.send(`{"jsonrpc":"2.0","id":3,"method":"own"}`)
	if got := peer.receive(); !strings.Contains(got, `"id":3`) {
		t.Fatal(got)
	}
	peer.send(`{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":"two"}}`)
	if got := peer.receive(); !strings.Contains(got, `"id":"two","error":{"code":-32800`) {
		t.Fatal(got)
	}
	peer.send(`{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":1}}`)
	if got := peer.receive(); !strings.Contains(got, `"id":1,"error":{"code":-32800`) {
		t.Fatal(got)
	}
}

func TestServerEndsWithItsInputAlsoWhileItWorks(t *testing.T) {
	peer := newPeer(t)
	peer.send(`{"jsonrpc":"2.0","id":1,"method":"wait"}`)
	_ = peer.input.Close()
	select {
	case <-peer.ended:
	case <-time.After(10 * time.Second):
		t.Fatal("still there")
	}
}

func TestManyAnswersDoNotMix(t *testing.T) {
	peer := newPeer(t)
	const many = 500
	go func() {
		for i := range many {
			peer.send(fmt.Sprintf(`{"jsonrpc":"2.0","id":%d,"method":"echo","params":{"text":%q}}`, i, strings.Repeat("x", i)))
		}
	}()
	answered := map[int]bool{}
	for range 2 * many {
		var message struct {
			ID     *int
			Result string
		}
		if err := json.Unmarshal([]byte(peer.receive()), &message); err != nil {
			t.Fatal(err)
		}
		if message.ID != nil {
			answered[*message.ID] = len(message.Result) == *message.ID
		}
	}
	for i := range many {
		if !answered[i] {
			t.Fatalf("request %d has no or a wrong answer", i)
		}
	}
}

// A notification arrives while its request still runs.
func TestNotificationsDoNotWaitForTheAnswer(t *testing.T) {
	inputReader, inputWriter := io.Pipe()
	outputReader, outputWriter := io.Pipe()
	heard := make(chan struct{})
	server := NewServer(map[string]Handler{
		"tell": Method(func(_ context.Context, _ struct{}, notify func(string, any)) (string, error) {
			notify("told", struct{}{})
			notify("told", struct{}{})
			<-heard
			return "done", nil
		}),
	})
	go server.Serve(context.Background(), inputReader, outputWriter)
	t.Cleanup(func() { _ = inputWriter.Close() })
	p := &peer{t: t, input: inputWriter, output: bufio.NewReader(outputReader)}
	p.send(`{"jsonrpc":"2.0","id":1,"method":"tell"}`)
	for range 2 {
		if got := p.receive(); !strings.Contains(got, `"method":"told"`) {
			t.Fatal(got)
		}
	}
	close(heard)
	if got := p.receive(); !strings.Contains(got, `"result":"done"`) {
		t.Fatal(got)
	}
}

func TestIdleIsWhenNothingRuns(t *testing.T) {
	inputReader, inputWriter := io.Pipe()
	outputReader, outputWriter := io.Pipe()
	release, idle, later := make(chan struct{}), make(chan struct{}, 8), make(chan struct{}, 8)
	server := NewServer(map[string]Handler{
		"wait": Method(func(context.Context, struct{}, func(string, any)) (string, error) { <-release; return "", nil }),
	})
	server.WhenIdle(time.Millisecond, func() {
		idle <- struct{}{}
		panic("which ends nothing else")
	})
	server.WhenIdle(2*time.Millisecond, func() { later <- struct{}{} })
	go server.Serve(context.Background(), inputReader, outputWriter)
	t.Cleanup(func() { _ = inputWriter.Close() })
	p := &peer{t: t, input: inputWriter, output: bufio.NewReader(outputReader)}
	for id := range 2 {
		p.send(fmt.Sprintf(`{"jsonrpc":"2.0","id":%d,"method":"wait"}`, id))
		select {
		case <-idle:
			t.Fatal("a request runs")
		case <-later:
			t.Fatal("a request runs")
		case <-time.After(50 * time.Millisecond):
		}
		release <- struct{}{}
		p.receive()
		for _, told := range []chan struct{}{idle, later} {
			select {
			case <-told:
			case <-time.After(time.Minute):
				t.Fatal("nothing runs, and nobody was told")
			}
		}
	}
}
