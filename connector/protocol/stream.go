package protocol

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"time"
)

// chunkSize is how many bytes of record messages are gathered before they are
// written: large enough that system calls don't count, small beside a page.
const chunkSize = 64 << 10

// A StreamWriter writes the messages of one stream of a sync. It is used by one
// goroutine at a time.
type StreamWriter struct {
	w      *Writer
	name   string
	prefix []byte // of a record message, up to its data
	chunk  []byte

	running   bool
	records   int64 // since the last STATE
	total     int64
	lastState []byte
}

// Stream returns the writer of the stream's messages.
func (w *Writer) Stream(name string) *StreamWriter {
	quoted, err := json.Marshal(name)
	if err != nil { // can't happen: a string always has a JSON form
		quoted = []byte(`""`)
	}
	prefix := fmt.Appendf(nil, `{"type":"RECORD","record":{"stream":%s,"data":`, quoted)
	return &StreamWriter{w: w, name: name, prefix: prefix}
}

// Total returns how many records were written.
func (s *StreamWriter) Total() int64 { return s.total }

// SinceState returns how many records were written since the last STATE.
func (s *StreamWriter) SinceState() int64 { return s.records }

// Status writes a STREAM_STATUS message.
func (s *StreamWriter) Status(status Status) error {
	return s.status(status, nil)
}

// RateLimited writes status RUNNING with the reason RATE_LIMITED and the time at
// which the API is expected to answer again.
func (s *StreamWriter) RateLimited(until time.Time) error {
	return s.status(Running, []any{map[string]any{
		"type":         "RATE_LIMITED",
		"rate_limited": map[string]any{"quota_reset": until.UnixMilli()},
	}})
}

func (s *StreamWriter) status(status Status, reasons []any) error {
	return s.w.trace("STREAM_STATUS", "stream_status", struct {
		Stream  descriptor `json:"stream_descriptor"`
		Status  Status     `json:"status"`
		Reasons []any      `json:"reasons,omitempty"`
	}{descriptor{s.name}, status, reasons})
}

// Records writes the records that each gives to emit, with one time stamp for all
// of them. A record is a JSON object without line breaks, and none may be empty:
// platforms drop {} before they count. Status RUNNING goes before the first.
func (s *StreamWriter) Records(each func(emit func(record []byte) error) error) error {
	suffix := append(strconv.AppendInt([]byte(`,"emitted_at":`), time.Now().UnixMilli(), 10), "}}\n"...)
	s.chunk = s.chunk[:0]
	var gathered int64
	flush := func() error {
		if gathered == 0 {
			return nil
		}
		if !s.running {
			if err := s.Status(Running); err != nil {
				return err
			}
			s.running = true
		}
		if err := s.w.write(s.chunk); err != nil {
			return err
		}
		s.records += gathered
		s.total += gathered
		s.chunk, gathered = s.chunk[:0], 0
		return nil
	}
	err := each(func(record []byte) error {
		s.chunk = append(s.chunk, s.prefix...)
		s.chunk = append(s.chunk, record...)
		s.chunk = append(s.chunk, suffix...)
		gathered++
		if len(s.chunk) >= chunkSize {
			return flush()
		}
		return nil
	})
	if err != nil {
		return err
	}
	return flush()
}

// Repeats reports whether state is what the last STATE said.
func (s *StreamWriter) Repeats(state json.RawMessage) bool {
	return bytes.Equal(state, s.lastState)
}

// State writes a STATE message that covers every record written so far. It is left
// out where it says the same as the one before it and no record came between.
func (s *StreamWriter) State(state json.RawMessage) error {
	if s.Repeats(state) && s.records == 0 {
		return nil
	}
	name := descriptor{s.name}
	err := s.w.message("STATE", "state", struct {
		Type   string `json:"type"`
		Stream any    `json:"stream"`
		Stats  any    `json:"sourceStats"`
	}{
		Type: "STREAM",
		Stream: struct {
			Descriptor descriptor      `json:"stream_descriptor"`
			State      json.RawMessage `json:"stream_state"`
		}{name, state},
		Stats: struct {
			// The platform reads a floating-point number here.
			RecordCount json.RawMessage `json:"recordCount"`
		}{fmt.Appendf(nil, "%d.0", s.records)},
	})
	if err != nil {
		return err
	}
	s.lastState = bytes.Clone(state)
	s.records = 0
	return nil
}
