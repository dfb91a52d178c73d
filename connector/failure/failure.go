// Package failure holds the one error type that a person gets to see: what is
// wrong, where, and what to do about it.
//
// Every package below the commands returns plain errors wrapped with %w; where
// an error reaches a person it is, or wraps, an *Error. Anything else counts as
// a fault of the connector itself.
package failure

import (
	"errors"
	"fmt"
	"strings"
)

// Kind is Airbyte's failure_type. The earliest one of a sync decides whether the
// platform tries again: it doesn't after a Config failure.
type Kind string

const (
	// Config is a failure that the person who set up the connector can mend.
	Config Kind = "config_error"
	// Transient is a failure that may be gone at the next attempt.
	Transient Kind = "transient_error"
	// System is a fault of the connector, or one that nobody foresaw.
	System Kind = "system_error"
)

// Error is a failure with a message for the person who set up the connector.
type Error struct {
	Kind    Kind
	Message string // what is wrong, where, and what to do; no secrets, no Go words
	Stream  string // the stream that failed, "" where it isn't one stream's failure
	Err     error  // the cause, for the log; may be nil
}

// Error returns the message and, where it says more, the cause.
func (e *Error) Error() string {
	if e.Err == nil || strings.HasSuffix(e.Message, e.Err.Error()) {
		return e.Message
	}
	return e.Message + ": " + e.Err.Error()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Configf returns a Config failure. A %w in the format becomes the cause.
func Configf(format string, args ...any) *Error { return newf(Config, format, args) }

// Transientf returns a Transient failure. A %w in the format becomes the cause.
func Transientf(format string, args ...any) *Error { return newf(Transient, format, args) }

// Systemf returns a System failure. A %w in the format becomes the cause.
func Systemf(format string, args ...any) *Error { return newf(System, format, args) }

func newf(kind Kind, format string, args []any) *Error {
	err := fmt.Errorf(format, args...)
	return &Error{Kind: kind, Message: err.Error(), Err: errors.Unwrap(err)}
}

// Of finds the *Error that err is or wraps. An error that carries none becomes a
// System failure around it.
func Of(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	var faults Faults
	if errors.As(err, &faults) {
		return &Error{Kind: Config, Message: faults.Error()}
	}
	return &Error{Kind: System, Message: "the connector failed: " + err.Error(), Err: err}
}
