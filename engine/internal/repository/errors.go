package repository

import "fmt"

// Kinds of Error, as the protocol names them.
const (
	NotARepository  = "not-a-repository"
	RevisionUnknown = "revision-unknown"
	EmptyRepository = "empty-repository"
	EntryMissing    = "entry-missing"
	FileTooLarge    = "file-too-large"
	SymlinkEscape   = "symlink-escape"
	SymlinkIgnored  = "symlink-ignored"
	AliasBomb       = "alias-bomb"
	YAMLSyntax      = "yaml-syntax"
	RemoteBase      = "remote-base"
	ObjectMissing   = "object-missing"
)

// Error says why a repository or a file of it cannot be used. Its message names the value and the fix.
type Error struct {
	Code    string
	File    string
	Line    int
	Message string
}

func (e *Error) Error() string { return e.Message }

func errorf(code, file string, line int, format string, args ...any) *Error {
	return &Error{Code: code, File: file, Line: line, Message: fmt.Sprintf(format, args...)}
}
