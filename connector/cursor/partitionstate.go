package cursor

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// The state of a stream with partitions, in the form that Airbyte's own development kit
// has for it:
//
//	{"states": [{"partition": {"id": 7}, "cursor": {"updated_at": …, "__boundary": […]}}, …],
//	 "state": {"updated_at": …}, "use_global_cursor": true}
//
// Partitions that states doesn't list begin at the cursor of state where
// use_global_cursor is true, and at the initial value otherwise.
type partitionsJSON struct {
	States    []partitionJSON `json:"states"`
	State     json.RawMessage `json:"state,omitempty"`
	UseGlobal bool            `json:"use_global_cursor"`
}

type partitionJSON struct {
	Partition json.RawMessage `json:"partition"`
	Cursor    json.RawMessage `json:"cursor"`
}

func (p *Partitions) decode(raw json.RawMessage) error {
	fields := map[string]json.RawMessage{}
	if err := json.Unmarshal(raw, &fields); err != nil {
		return stateFault("it is not a JSON object")
	}
	if _, listed := fields["states"]; !listed && fields["use_global_cursor"] == nil {
		return p.decodeGlobal(raw, true)
	}
	var state partitionsJSON
	if err := json.Unmarshal(raw, &state); err != nil {
		return stateFault("it must have states, a list of objects with partition and cursor, and use_global_cursor, true or false")
	}
	if len(state.States) > maxPartitions {
		return stateFault("it has %d partitions, and may have %d", len(state.States), maxPartitions)
	}
	for _, partition := range state.States {
		if err := p.decodeOne(partition); err != nil {
			return err
		}
	}
	return p.decodeGlobal(state.State, state.UseGlobal)
}

func (p *Partitions) decodeOne(listed partitionJSON) error {
	name := Canonical(listed.Partition)
	if len(name) == 0 || name[0] != '{' {
		return stateFault("a partition has to be an object of the parent's fields")
	}
	state, err := DecodeState(listed.Cursor, p.config.Name())
	if err != nil {
		return err
	}
	state.Resume = nil
	p.starts[name] = &partition{state, state.Encode(p.config.Name())}
	return nil
}

func (p *Partitions) decodeGlobal(raw json.RawMessage, counts bool) error {
	state, err := DecodeState(raw, p.config.Name())
	if err != nil {
		return err
	}
	// The keys of the records at the cursor are of one stream, and no partition's.
	p.global = State{Cursor: state.Cursor}
	p.isGlobal = counts && !state.Cursor.IsZero()
	return nil
}

// Canonical returns a JSON value in the one way in which it is written here: platforms
// store states in databases that order names and spaces as they like. It is "" for
// what isn't JSON.
func Canonical(raw json.RawMessage) string {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return ""
	}
	return string(encode(value))
}

// encode writes a state. The pieces are at hand, since a long sync writes many states.
func (p *Partitions) encode(known map[string]*partition, global State, useGlobal bool) json.RawMessage {
	size := 100
	for name, one := range known {
		size += len(`{"partition":,"cursor":},`) + len(name) + len(one.text)
	}
	out := append(make([]byte, 0, size), `{"states":[`...)
	room := maxPartitionKeys
	for i, name := range slices.Sorted(maps.Keys(known)) {
		one := known[name]
		text := one.text
		if room -= len(one.state.Boundary); room < 0 {
			bare := one.state
			bare.Boundary = nil
			text = bare.Encode(p.config.Name())
		}
		if i > 0 {
			out = append(out, ',')
		}
		out = append(append(out, `{"partition":`...), name...)
		out = append(append(append(out, `,"cursor":`...), text...), '}')
	}
	out = append(out, ']')
	if useGlobal {
		out = append(append(out, `,"state":`...), global.Encode(p.config.Name())...)
	}
	return fmt.Appendf(out, `,"use_global_cursor":%t}`, useGlobal)
}
