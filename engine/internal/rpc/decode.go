package rpc

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
)

// decode reads parameters. vscode-jsonrpc sends an array of one for a method with positional parameters.
func decode(raw json.RawMessage, into any) error {
	trimmed := bytes.TrimSpace(raw)
	if len(trimmed) == 0 || bytes.Equal(trimmed, []byte("null")) {
		return nil
	}
	if trimmed[0] == '[' {
		var positional []json.RawMessage
		if err := json.Unmarshal(trimmed, &positional); err != nil {
			return err
		}
		if len(positional) != 1 {
			return errors.New("one object is expected")
		}
		trimmed = positional[0]
	}
	decoder := json.NewDecoder(bytes.NewReader(trimmed))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return err
	}
	if _, err := decoder.Token(); err != io.EOF {
		return errors.New("there is something after the object")
	}
	return nil
}
