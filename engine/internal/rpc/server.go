package rpc

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"runtime/debug"
	"sync"
	"time"
)

// Handler answers one request. It may notify as often as it likes before it returns.
type Handler func(ctx context.Context, params json.RawMessage, notify func(method string, params any)) (any, error)

// Server dispatches requests to handlers, each in a goroutine of its own.
type Server struct {
	handlers map[string]Handler

	writing sync.Mutex
	writer  *bufio.Writer
	// delayed flushes what waits in the writer; nil when nothing does.
	delayed *time.Timer

	mutex   sync.Mutex
	running map[string]context.CancelFunc
	idle    []*idleTask
}

// NewServer makes a server of some methods.
func NewServer(handlers map[string]Handler) *Server {
	return &Server{handlers: handlers, running: map[string]context.CancelFunc{}}
}

// idleTask is done when nothing has run for a while.
type idleTask struct {
	after time.Duration
	do    func()
	// waiting is nil until a request has ended.
	waiting *time.Timer
}

// WhenIdle has something done whenever requests have run and then none has for a while: what the next one will need. It may
// still be under way when that one comes. To be called before Serve.
func (s *Server) WhenIdle(after time.Duration, do func()) {
	s.idle = append(s.idle, &idleTask{after: after, do: do})
}

// Serve reads requests until the input ends. It does not wait for requests that still run: who asked is gone.
func (s *Server) Serve(ctx context.Context, input io.Reader, output io.Writer) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	reader := bufio.NewReaderSize(input, 1<<16)
	s.writer = bufio.NewWriterSize(output, 1<<16)
	for {
		body, err := readMessage(reader)
		if err == io.EOF {
			return
		}
		if err != nil {
			s.fail(nil, InvalidRequest, err.Error())
			continue
		}
		var message request
		if err := json.Unmarshal(body, &message); err != nil {
			var syntax *json.SyntaxError
			if errors.As(err, &syntax) || !json.Valid(body) {
				s.fail(nil, ParseError, "the message is not JSON: "+err.Error())
			} else {
				s.fail(nil, InvalidRequest, "the message is not a request: "+err.Error())
			}
			continue
		}
		s.dispatch(ctx, message)
	}
}

func (s *Server) dispatch(ctx context.Context, message request) {
	switch {
	case message.Method == "$/cancelRequest":
		s.cancel(message.Params)
	case message.Version != "2.0" || message.Method == "":
		s.fail(message.ID, InvalidRequest, `a request needs "jsonrpc": "2.0" and a method`)
	case message.ID == nil:
		// A notification that is not known is not answered, says JSON-RPC.
	default:
		handler, known := s.handlers[message.Method]
		if !known {
			s.fail(message.ID, MethodNotFound, fmt.Sprintf("there is no method %q", message.Method))
			return
		}
		ctx, cancel := context.WithCancel(ctx)
		s.mutex.Lock()
		s.running[string(message.ID)] = cancel
		for _, task := range s.idle {
			if task.waiting != nil {
				task.waiting.Stop()
			}
		}
		s.mutex.Unlock()
		go func() {
			defer s.finish(message.ID, cancel)
			s.handle(ctx, handler, message)
		}()
	}
}

func (s *Server) finish(id json.RawMessage, cancel context.CancelFunc) {
	cancel()
	s.mutex.Lock()
	delete(s.running, string(id))
	if len(s.running) == 0 {
		for _, task := range s.idle {
			task.waiting = time.AfterFunc(task.after, task.prepare)
		}
	}
	s.mutex.Unlock()
}

// prepare does what is done while nobody asks. Whoever needs it then is told of what fails in it.
func (t *idleTask) prepare() {
	defer func() {
		if recovered := recover(); recovered != nil {
			log.Printf("preparing panicked: %v\n%s", recovered, debug.Stack())
		}
	}()
	t.do()
}

func (s *Server) cancel(params json.RawMessage) {
	var target struct {
		ID json.RawMessage `json:"id"`
	}
	if json.Unmarshal(params, &target) != nil {
		return
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if cancel, running := s.running[string(target.ID)]; running {
		cancel()
	}
}

// handle answers one request, also when its handler panics.
func (s *Server) handle(ctx context.Context, handler Handler, message request) {
	defer func() {
		if recovered := recover(); recovered != nil {
			log.Printf("%s panicked: %v\n%s", message.Method, recovered, debug.Stack())
			s.fail(message.ID, InternalError, fmt.Sprintf("%s failed inside of the engine: %v", message.Method, recovered))
		}
	}()
	notify := func(method string, params any) {
		if ctx.Err() == nil {
			s.write(notification{"2.0", method, params}, false)
		}
	}
	result, err := handler(ctx, message.Params, notify)
	var known *Error
	switch {
	case err == nil:
		s.send(response{Version: "2.0", ID: message.ID, Result: result})
	case ctx.Err() != nil:
		s.fail(message.ID, RequestCancelled, message.Method+" was cancelled")
	case errors.As(err, &known):
		s.send(response{Version: "2.0", ID: message.ID, Error: known})
	default:
		s.fail(message.ID, InternalError, err.Error())
	}
}

func (s *Server) fail(id json.RawMessage, code int, message string) {
	if id == nil {
		id = json.RawMessage("null")
	}
	s.send(response{Version: "2.0", ID: id, Error: &Error{Code: code, Message: message}})
}

// patience is how long a notification waits for others to be sent with.
const patience = 5 * time.Millisecond

func (s *Server) send(message any) { s.write(message, true) }

// write sends a message, and all that wait, now or soon: what is streamed are thousands of small ones, each of which would
// wake the peer.
func (s *Server) write(message any, now bool) {
	s.writing.Lock()
	defer s.writing.Unlock()
	err := writeMessage(s.writer, message)
	switch {
	case err != nil:
	case now:
		err = s.flush()
	case s.delayed == nil:
		s.delayed = time.AfterFunc(patience, func() {
			s.writing.Lock()
			defer s.writing.Unlock()
			if err := s.flush(); err != nil {
				log.Printf("answer lost: %v", err)
			}
		})
	}
	if err != nil {
		log.Printf("answer lost: %v", err)
	}
}

// flush is called with the lock held.
func (s *Server) flush() error {
	if s.delayed != nil {
		s.delayed.Stop()
		s.delayed = nil
	}
	return s.writer.Flush()
}

// Method makes a handler of a function with typed parameters. Fields that the parameters do not have are an error, so that
// a misspelt option is not silently the default.
func Method[Params, Result any](call func(ctx context.Context, params Params, notify func(method string, params any)) (Result, error)) Handler {
	return func(ctx context.Context, raw json.RawMessage, notify func(string, any)) (any, error) {
		var params Params
		if err := decode(raw, &params); err != nil {
			return nil, &Error{Code: InvalidParams, Message: "the parameters are wrong: " + err.Error()}
		}
		return call(ctx, params, notify)
	}
}
