package rawjson

import (
	"errors"
	"fmt"
	"io"

	"github.com/go-json-experiment/json/jsontext"
)

// A Reason says in what way a text isn't one whole JSON value.
type Reason uint8

// The reasons.
const (
	Malformed Reason = iota // it isn't JSON, or more follows after the value
	Truncated               // it is JSON as far as it goes, but was cut short
	Empty                   // there is nothing, or white space alone
)

// A SyntaxError is about a text that isn't one whole JSON value.
type SyntaxError struct {
	Reason  Reason
	Offset  int64  // of the byte at or after which it went wrong, from 0
	Pointer string // JSON pointer (RFC 6901) to the value it went wrong in; "" is the whole text
	Err     error  // what the scanner said
}

// Error says what is wrong and where. It carries names of the text, but no values.
func (e *SyntaxError) Error() string {
	where := fmt.Sprintf("at byte %d", e.Offset)
	if e.Pointer != "" {
		where += " within " + e.Pointer
	}
	switch e.Reason {
	case Empty:
		return "empty where JSON was expected"
	case Truncated:
		return "JSON is cut short " + where
	default:
		return fmt.Sprintf("not valid JSON %s: %v", where, e.Err)
	}
}

// Unwrap returns what the scanner said.
func (e *SyntaxError) Unwrap() error { return e.Err }

var (
	errTrailing = errors.New("more data after the end of the value")
	errEmpty    = errors.New("no value")
)

// syntaxError translates an error of jsontext; errors of the reader stay what they
// are. skipped is the number of bytes that jsontext didn't get to see.
func syntaxError(err error, skipped int64) error {
	if err == io.EOF {
		return &SyntaxError{Reason: Empty, Err: errEmpty}
	}
	var syntactic *jsontext.SyntacticError
	if !errors.As(err, &syntactic) {
		return err
	}
	e := &SyntaxError{
		Offset:  syntactic.ByteOffset + skipped,
		Pointer: string(syntactic.JSONPointer),
		Err:     syntactic.Err,
	}
	if errors.Is(syntactic.Err, io.ErrUnexpectedEOF) {
		e.Reason = Truncated
	}
	return e
}
