package protocol

import (
	"bytes"
	"encoding/json"
	"fmt"

	"source-rest-api/connector/failure"
)

// States are the streams' states that read was given, by stream name. A stream
// without one is not in the map.
type States map[string]json.RawMessage

// stateMessage is the part of a STATE message that a source reads, also where it
// stands within an envelope {"type": "STATE", "state": ...}.
type stateMessage struct {
	Type   string          `json:"type"`
	State  json.RawMessage `json:"state"`
	Stream *streamState    `json:"stream"`
	Global *struct {
		StreamStates []streamState `json:"stream_states"`
	} `json:"global"`
	GlobalAlias *struct { // PyAirbyte writes the field under this name
		StreamStates []streamState `json:"stream_states"`
	} `json:"global_"`
	Data map[string]json.RawMessage `json:"data"`
}

type streamState struct {
	Descriptor *struct {
		Name string `json:"name"`
	} `json:"stream_descriptor"`
	State json.RawMessage `json:"stream_state"`
}

// ParseStates reads a state file in any form that is in use: a list of STREAM or
// GLOBAL messages, one such message, a legacy message or map of stream name to
// state, with or without the message envelope; an empty file, {}, [] and null are
// no state. The stream states themselves are not looked at, but each must be a
// JSON object.
func ParseStates(text []byte) (States, error) {
	text = bytes.TrimSpace(withoutBOM(text))
	states := States{}
	if len(text) == 0 || string(text) == "null" {
		return states, nil
	}
	if !json.Valid(text) {
		var discard any
		return nil, failure.Configf("the state is not JSON: %s. Give the list of states that the last sync wrote, or [] to start anew",
			jsonProblem(json.Unmarshal(text, &discard)))
	}
	var err error
	switch text[0] {
	case '[':
		err = states.addList(text)
	case '{':
		err = states.addObject(text)
	default:
		err = fmt.Errorf("it is neither a list nor an object")
	}
	if err != nil {
		return nil, failure.Configf("the state can't be understood: %s. Give the list of states that the last sync wrote, or [] to start anew", err)
	}
	return states, nil
}

func (s States) addList(text []byte) error {
	var items []json.RawMessage
	if err := json.Unmarshal(text, &items); err != nil {
		return err
	}
	for i, item := range items {
		if item[0] != '{' {
			return fmt.Errorf("item %d of the list is not an object", i)
		}
		if err := s.addMessage(item); err != nil {
			return fmt.Errorf("item %d: %w", i, err)
		}
	}
	return nil
}

// addObject reads one message, or a legacy map of stream name to state.
func (s States) addObject(text []byte) error {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(text, &fields); err != nil {
		return err
	}
	if _, legacy := fields["type"]; !legacy && fields["data"] == nil && fields["stream"] == nil && fields["global"] == nil {
		return s.addMap(fields)
	}
	return s.addMessage(text)
}

func (s States) addMap(fields map[string]json.RawMessage) error {
	for name, state := range fields {
		if err := s.add(name, state); err != nil {
			return err
		}
	}
	return nil
}

func (s States) addMessage(text []byte) error {
	var m stateMessage
	if err := json.Unmarshal(text, &m); err != nil {
		return fmt.Errorf("%s", jsonProblem(err))
	}
	global := m.Global
	if global == nil {
		global = m.GlobalAlias
	}
	switch {
	case m.Type == "STATE" && len(m.State) > 0:
		return s.addMessage(m.State)
	case m.Stream != nil:
		return s.addStream(*m.Stream)
	case global != nil:
		for _, stream := range global.StreamStates {
			if err := s.addStream(stream); err != nil {
				return err
			}
		}
		return nil
	case m.Data != nil:
		return s.addMap(m.Data)
	case m.Type == "" || m.Type == "STREAM" || m.Type == "GLOBAL" || m.Type == "LEGACY":
		return fmt.Errorf("it holds no stream, no global and no data")
	}
	return fmt.Errorf("its type %q is none of STREAM, GLOBAL, LEGACY", m.Type)
}

func (s States) addStream(stream streamState) error {
	if stream.Descriptor == nil || stream.Descriptor.Name == "" {
		return fmt.Errorf("stream_descriptor.name is missing")
	}
	return s.add(stream.Descriptor.Name, stream.State)
}

func (s States) add(name string, state json.RawMessage) error {
	if len(state) == 0 || string(state) == "null" {
		return nil
	}
	if state[0] != '{' {
		return fmt.Errorf("the state of stream %q is not an object", name)
	}
	s[name] = state
	return nil
}
