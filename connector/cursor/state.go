package cursor

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"source-rest-api/connector/failure"
)

// The reserved keys of a stream's state. Every other key is a cursor field.
const (
	keyBoundary = "__boundary"
	keyResume   = "__resume"
	keyInitial  = "__initial"
	// keyComplete is the key by which Airbyte's own development kit ends the state
	// of a full refresh that can be resumed.
	keyComplete = "__ab_full_refresh_sync_complete"
)

// A State is a stream's state, decoded.
//
//	{"updated_at": "2026-01-01T00:00:00Z"}      a plain one, as a person writes it
//	{"updated_at": …, "__boundary": ["3q2-…"]}  at the end of a sync
//	{"updated_at": …, "__initial": …}           likewise, of a stream with an initial value
//	{"updated_at": …, "__resume": {"page": 7, "max": …, "boundary": […]}}
//	{"__ab_full_refresh_sync_complete": true}   at the end of a full refresh
type State struct {
	Cursor   Value    // what the last whole sync reached
	Boundary []string // keys of the records already sent with the cursor's value
	Resume   *Resume  // where a sync that isn't over goes on; nil at the end of one
	Initial  Value    // where the first sync began; the zero Value where it isn't known
	Complete bool     // a full refresh was finished
	Other    []string // fields that are neither the cursor field nor reserved
}

// A Resume is where a sync goes on.
type Resume struct {
	Page  json.RawMessage // the paginator's token of the next page
	Pages int64           // how many pages come before it; 0 where nobody needs to know
	// Definition is a digest of what the pages were asked with: a page of another
	// definition is another page. "" where it isn't known.
	Definition  string
	Incremental bool     // the sync goes on from a cursor
	Unordered   bool     // its records came in another order than the definition declares
	Max         Value    // the highest cursor value of the pages read so far
	Boundary    []string // keys of the records sent with that value
	// Start, End and Since are what the sync's first attempt went by: where it began, if
	// not at the state's cursor, where it ends, and when it was.
	Start, End Value
	Since      time.Time
}

type resumeJSON struct {
	Page        json.RawMessage `json:"page"`
	Pages       int64           `json:"pages,omitempty"`
	Definition  string          `json:"definition,omitempty"`
	Incremental bool            `json:"incremental,omitempty"`
	Unordered   bool            `json:"unordered,omitempty"`
	Max         json.RawMessage `json:"max,omitempty"`
	Boundary    []string        `json:"boundary,omitempty"`
	Start       json.RawMessage `json:"start,omitempty"`
	End         json.RawMessage `json:"end,omitempty"`
	Since       time.Time       `json:"since,omitzero"`
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
	if field != "" && state.Cursor.IsZero() && len(state.Other) > 0 {
		// The rest is of another cursor field.
		state.Boundary, state.Resume, state.Initial = nil, nil, Value{}
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
	case name == keyInitial:
		return decodeValue(value, "it", &s.Initial)
	case name != field && strings.HasPrefix(name, "__"):
		return nil // another tool's marker, such as __ab_no_cursor_state_message
	case name != field || field == "":
		s.Other = append(s.Other, name)
		return nil
	}
	return decodeValue(value, "it", &s.Cursor)
}

// decodeValue reads a value that may be missing or null. name is what a message calls
// it.
func decodeValue(raw json.RawMessage, name string, v *Value) (err error) {
	if len(raw) == 0 || string(raw) == "null" {
		return nil
	}
	var ok bool
	if *v, ok = Parse(raw); !ok {
		return fmt.Errorf("%s must be a number or a text", name)
	}
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
	s.Resume = &Resume{
		Page: resume.Page, Pages: max(0, resume.Pages), Definition: resume.Definition,
		Incremental: resume.Incremental, Unordered: resume.Unordered, Boundary: resume.Boundary,
	}
	s.Resume.Since = resume.Since
	return errors.Join(
		decodeValue(resume.Max, "max", &s.Resume.Max),
		decodeValue(resume.Start, "start", &s.Resume.Start),
		decodeValue(resume.End, "end", &s.Resume.End),
	)
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
		add(keyResume, s.Resume.json())
	}
	if !s.Initial.IsZero() {
		add(keyInitial, json.RawMessage(s.Initial.raw))
	}
	if s.Complete {
		add(keyComplete, true)
	}
	return append(append([]byte{'{'}, out.Bytes()...), '}')
}

func (r *Resume) json() resumeJSON {
	return resumeJSON{
		Page: r.Page, Pages: r.Pages, Definition: r.Definition, Incremental: r.Incremental, Unordered: r.Unordered,
		Max: r.Max.raw, Boundary: r.Boundary, Start: r.Start.raw, End: r.End.raw, Since: r.Since,
	}
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
