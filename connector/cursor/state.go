package cursor

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"source-rest-api/connector/failure"
)

// The reserved keys of a stream's state. Every other key is a cursor field.
const (
	keyBoundary = "__boundary"
	keyResume   = "__resume"
	// keyComplete is the key by which Airbyte's own development kit ends the state
	// of a full refresh that can be resumed.
	keyComplete = "__ab_full_refresh_sync_complete"
)

// A State is a stream's state, decoded.
//
//	{"updated_at": "2026-01-01T00:00:00Z"}      a plain one, as a person writes it
//	{"updated_at": …, "__boundary": ["3q2-…"]}  at the end of a sync
//	{"updated_at": …, "__resume": {"page": 7, "max": …, "boundary": […]}}
//	{"__ab_full_refresh_sync_complete": true}   at the end of a full refresh
type State struct {
	Cursor   Value    // what the last whole sync reached
	Boundary []string // keys of the records already sent with the cursor's value
	Resume   *Resume  // where a sync that isn't over goes on; nil at the end of one
	Complete bool     // a full refresh was finished
	Other    []string // fields that are neither the cursor field nor reserved
}

// A Resume is where a sync goes on.
type Resume struct {
	Page     json.RawMessage // the paginator's token of the next page
	Max      Value           // the highest cursor value of the pages read so far
	Boundary []string        // keys of the records sent with that value
}

type resumeJSON struct {
	Page     json.RawMessage `json:"page"`
	Max      json.RawMessage `json:"max,omitempty"`
	Boundary []string        `json:"boundary,omitempty"`
}

// DecodeState reads a stream's state. field is the name of the cursor field, ""
// where the stream is read without one. An error says what in the state is wrong.
func DecodeState(raw json.RawMessage, field string) (State, error) {
	var state State
	if len(raw) == 0 {
		return state, nil
	}
	fields := map[string]json.RawMessage{}
	if err := json.Unmarshal(raw, &fields); err != nil {
		return State{}, failure.Configf("the state is not a JSON object")
	}
	for name, value := range fields {
		if err := state.decode(name, value, field); err != nil {
			return State{}, failure.Configf("the state's %q can't be used: %s. Reset the stream, or give a state that this connector wrote", name, err)
		}
	}
	return state, nil
}

func (s *State) decode(name string, value json.RawMessage, field string) error {
	switch {
	case name == keyComplete:
		return json.Unmarshal(value, &s.Complete)
	case name == keyBoundary:
		return json.Unmarshal(value, &s.Boundary)
	case name == keyResume:
		return s.decodeResume(value)
	case strings.HasPrefix(name, "__"):
		return nil // another tool's marker, such as __ab_no_cursor_state_message
	case name != field || field == "":
		s.Other = append(s.Other, name)
		return nil
	case string(value) == "null":
		return nil
	}
	v, ok := Parse(value)
	if !ok {
		return fmt.Errorf("it must be a number or a text")
	}
	s.Cursor = v
	return nil
}

func (s *State) decodeResume(raw json.RawMessage) error {
	var resume resumeJSON
	if err := json.Unmarshal(raw, &resume); err != nil {
		return fmt.Errorf("it must be an object with page, max and boundary")
	}
	if len(resume.Page) == 0 {
		return fmt.Errorf("page is missing")
	}
	s.Resume = &Resume{Page: resume.Page, Boundary: resume.Boundary}
	if len(resume.Max) > 0 {
		v, ok := Parse(resume.Max)
		if !ok {
			return fmt.Errorf("max must be a number or a text")
		}
		s.Resume.Max = v
	}
	return nil
}

// Encode writes the state as JSON; field is the name of the cursor field.
func (s State) Encode(field string) json.RawMessage {
	var out bytes.Buffer
	add := func(name string, value any) {
		if out.Len() > 0 {
			out.WriteByte(',')
		}
		fmt.Fprintf(&out, "%s:%s", encode(name), encode(value))
	}
	if !s.Cursor.IsZero() {
		add(field, json.RawMessage(s.Cursor.raw))
	}
	if len(s.Boundary) > 0 {
		add(keyBoundary, s.Boundary)
	}
	if s.Resume != nil {
		add(keyResume, resumeJSON{s.Resume.Page, json.RawMessage(s.Resume.Max.raw), s.Resume.Boundary})
	}
	if s.Complete {
		add(keyComplete, true)
	}
	return append(append([]byte{'{'}, out.Bytes()...), '}')
}

// encode returns the JSON of a value made of strings, lists of them, and JSON that
// was decoded before, which always has one.
func encode(value any) []byte {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return []byte("null")
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n"))
}
