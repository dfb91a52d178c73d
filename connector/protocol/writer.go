package protocol

import (
	"bytes"
	"encoding/json"
	"io"
	"sync"
	"time"

	"source-rest-api/connector/failure"
)

// A Writer writes messages, each as one whole line, and nothing else. It holds
// nothing back: a message that was written has left the process. It can be used by
// several goroutines.
type Writer struct {
	redactor *Redactor

	mu  sync.Mutex
	out io.Writer
	err error // the first error of out; nothing is written after it
}

// NewWriter returns a Writer to out that masks what redactor knows.
func NewWriter(out io.Writer, redactor *Redactor) *Writer {
	return &Writer{out: out, redactor: redactor}
}

// Spec writes the SPEC message around a connector specification.
func (w *Writer) Spec(specification json.RawMessage) error {
	return w.message("SPEC", "spec", specification)
}

// Catalog writes the CATALOG message.
func (w *Writer) Catalog(catalog Catalog) error {
	return w.message("CATALOG", "catalog", catalog)
}

// ConnectionStatus writes the CONNECTION_STATUS message: SUCCEEDED where problem
// is empty, else FAILED with it.
func (w *Writer) ConnectionStatus(problem string) error {
	status := struct {
		Status  string `json:"status"`
		Message string `json:"message,omitempty"`
	}{Status: "SUCCEEDED"}
	if problem != "" {
		status.Status, status.Message = "FAILED", w.redactor.Redact(problem)
	}
	return w.message("CONNECTION_STATUS", "connectionStatus", status)
}

// Log writes a LOG message. level is one of FATAL, ERROR, WARN, INFO, DEBUG, TRACE.
func (w *Writer) Log(level, text string) error {
	return w.message("LOG", "log", struct {
		Level   string `json:"level"`
		Message string `json:"message"`
	}{level, w.redactor.Redact(text)})
}

// Control writes a CONTROL message with a config that takes the place of the whole one
// that the platform has. It is the one message that holds secrets, unmasked: a config
// without them would be stored as it is.
func (w *Writer) Control(config json.RawMessage) error {
	type connectorConfig struct {
		Config json.RawMessage `json:"config"`
	}
	return w.message("CONTROL", "control", struct {
		Type      string          `json:"type"`
		EmittedAt int64           `json:"emitted_at"`
		Config    connectorConfig `json:"connectorConfig"`
	}{"CONNECTOR_CONFIG", time.Now().UnixMilli(), connectorConfig{config}})
}

// Error writes a TRACE message of type ERROR.
func (w *Writer) Error(e *failure.Error) error {
	type traceError struct {
		Message     string       `json:"message"`
		Internal    string       `json:"internal_message,omitempty"`
		FailureType failure.Kind `json:"failure_type"`
		Stream      *descriptor  `json:"stream_descriptor,omitempty"`
	}
	text := traceError{Message: w.redactor.Redact(e.Message), FailureType: e.Kind}
	if e.Err != nil {
		text.Internal = w.redactor.Redact(e.Err.Error())
	}
	if e.Stream != "" {
		text.Stream = &descriptor{Name: e.Stream}
	}
	return w.trace("ERROR", "error", text)
}

type descriptor struct {
	Name string `json:"name"`
}

// trace writes a TRACE message.
func (w *Writer) trace(kind, field string, value any) error {
	return w.message("TRACE", "trace", map[string]any{
		"type":       kind,
		"emitted_at": time.Now().UnixMilli(),
		field:        value,
	})
}

// message writes {"type": kind, field: value}.
func (w *Writer) message(kind, field string, value any) error {
	var line bytes.Buffer
	encoder := json.NewEncoder(&line)
	encoder.SetEscapeHTML(false)
	line.WriteString(`{"type":"` + kind + `","` + field + `":`)
	if err := encoder.Encode(value); err != nil {
		return failure.Systemf("a %s message could not be written as JSON: %w", kind, err)
	}
	line.Truncate(line.Len() - 1) // the encoder's own line break
	line.WriteString("}\n")
	return w.write(line.Bytes())
}

// write passes on whole lines in one piece.
func (w *Writer) write(lines []byte) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err != nil {
		return w.err
	}
	if _, err := w.out.Write(lines); err != nil {
		w.err = &OutputError{err}
	}
	return w.err
}

// An OutputError says that messages could not be written: whoever read them has
// gone, or the disk is full. No further message can tell of it.
type OutputError struct{ Err error }

func (e *OutputError) Error() string { return "writing messages: " + e.Err.Error() }

// Unwrap returns the cause.
func (e *OutputError) Unwrap() error { return e.Err }
