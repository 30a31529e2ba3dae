// Package rpc serves JSON-RPC 2.0 over a pair of streams with the framing of the Language Server Protocol.
// https://www.jsonrpc.org/specification
// https://microsoft.github.io/language-server-protocol/specifications/lsp/3.17/specification/#baseProtocol
package rpc

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Codes of JSON-RPC 2.0, and of the Language Server Protocol for a cancelled request.
const (
	ParseError       = -32700
	InvalidRequest   = -32600
	MethodNotFound   = -32601
	InvalidParams    = -32602
	InternalError    = -32603
	RequestCancelled = -32800
)

// maxMessage is the largest message that is read. What a repository of a thousand clusters needs stays below it.
const maxMessage = 1 << 30

// Error is an error as the peer will see it.
type Error struct {
	Code    int             `json:"code"`
	Message string          `json:"message"`
	Data    json.RawMessage `json:"data,omitempty"`
}

func (e *Error) Error() string { return e.Message }

// request is a request or, without an id, a notification.
type request struct {
	Version string          `json:"jsonrpc"`
	ID      json.RawMessage `json:"id,omitempty"`
	Method  string          `json:"method"`
	Params  json.RawMessage `json:"params,omitempty"`
}

type response struct {
	Version string          `json:"jsonrpc"`
	ID      json.RawMessage `json:"id"`
	Result  any             `json:"result,omitempty"`
	Error   *Error          `json:"error,omitempty"`
}

type notification struct {
	Version string `json:"jsonrpc"`
	Method  string `json:"method"`
	Params  any    `json:"params"`
}

// errFraming says that a header was no header; the stream goes on with the next line.
var errFraming = errors.New("a message needs a header Content-Length with its number of bytes, and an empty line after it")

// readMessage reads one message's body.
func readMessage(reader *bufio.Reader) ([]byte, error) {
	length := -1
	for {
		line, err := reader.ReadString('\n')
		if err != nil {
			return nil, io.EOF
		}
		line = strings.TrimRight(line, "\r\n")
		if line == "" {
			break
		}
		name, value, _ := strings.Cut(line, ":")
		if !strings.EqualFold(strings.TrimSpace(name), "Content-Length") {
			continue
		}
		length, err = strconv.Atoi(strings.TrimSpace(value))
		if err != nil {
			length = -1
		}
	}
	if length < 0 {
		return nil, errFraming
	}
	if length > maxMessage {
		if _, err := io.CopyN(io.Discard, reader, int64(length)); err != nil {
			return nil, io.EOF
		}
		return nil, fmt.Errorf("the message has %d bytes, more than the %d allowed", length, maxMessage)
	}
	var body bytes.Buffer
	if _, err := io.CopyN(&body, reader, int64(length)); err != nil {
		return nil, io.EOF
	}
	return body.Bytes(), nil
}

// writeMessage leaves a message in the buffer; it is sent with the next flush.
func writeMessage(writer *bufio.Writer, message any) error {
	var body bytes.Buffer
	encoder := json.NewEncoder(&body)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(message); err != nil {
		return err
	}
	if _, err := fmt.Fprintf(writer, "Content-Length: %d\r\n\r\n", body.Len()); err != nil {
		return err
	}
	_, err := body.WriteTo(writer)
	return err
}
