package engine

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"source-rest-api/connector/failure"
	"source-rest-api/connector/jsonpath"
	"source-rest-api/connector/plan"
	"source-rest-api/connector/rawjson"
)

// A row is what children need of a parent's record: for each child the values of its
// fields, nil where there is nothing to be read for this record.
type row struct {
	fields [][]json.RawMessage
}

// A picker picks rows out of a parent's records.
type picker struct {
	children []*streamRead
	peeker   *rawjson.Peeker
	places   [][]place // for each child and each of its fields
	skipped  []int     // records, for each child, without a value
}

// A place says how to find a value: by the peeker, or along a path that isn't plain.
type place struct {
	peeked int
	path   jsonpath.Path // zero where the peeker finds it
}

func newPicker(children []*streamRead) *picker {
	p := &picker{children: children, skipped: make([]int, len(children))}
	var steps [][]rawjson.Step
	for _, child := range children {
		var places []place
		for _, path := range child.stream.Parent.Fields {
			if plain, ok := path.Plain(); ok {
				places = append(places, place{peeked: len(steps)})
				steps = append(steps, plain)
			} else {
				places = append(places, place{path: path})
			}
		}
		p.places = append(p.places, places)
	}
	p.peeker = rawjson.NewPeeker(steps...)
	return p
}

// pick returns the row of a record. A field that the record lacks fails the child that
// asks for it; a record in which a value is null that a request needs has no children.
func (p *picker) pick(record []byte) (row, error) {
	peeked, err := p.peeker.Peek(record)
	if err != nil {
		return row{}, failure.Systemf("a record can't be looked into: %w", err)
	}
	r := row{fields: make([][]json.RawMessage, len(p.children))}
	for i, child := range p.children {
		values, err := p.values(record, peeked, i)
		switch {
		case child.finished:
		case err != nil:
			child.fail(err)
		case needsNull(child.stream, values):
			p.skipped[i]++
		default:
			r.fields[i] = values
		}
	}
	return r, nil
}

func (p *picker) values(record []byte, peeked [][]byte, child int) ([]json.RawMessage, error) {
	parent := p.children[child].stream.Parent
	values := make([]json.RawMessage, len(parent.Fields))
	for i, at := range p.places[child] {
		var value []byte
		if at.path.IsZero() {
			value = peeked[at.peeked]
		} else {
			found, ok, err := at.path.First(record)
			if err != nil {
				return nil, failure.Configf("the field %s of %s can't be found: %w", parent.Names[i], parent.Stream, err)
			}
			if ok {
				value = found
			}
		}
		if value == nil {
			return nil, failure.Configf("a record of %s has no field %s, which this stream is read by; it has %s",
				parent.Stream, parent.Names[i], strings.Join(keysOf(record), ", "))
		}
		values[i] = bytes.Clone(value)
	}
	return values, nil
}

// needsNull reports whether a text of the stream's requests would hold a null.
func needsNull(stream *plan.Stream, values []json.RawMessage) bool {
	for _, index := range stream.Retriever.Requester.NeededFields() {
		if string(values[index]) == "null" {
			return true
		}
	}
	return false
}

// keysOf returns the names of a record's fields, sorted, for messages.
func keysOf(record []byte) []string {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(record, &fields); err != nil {
		return nil
	}
	return slices.Sorted(maps.Keys(fields))
}

// partitionKey names a parent's record in states: its fields that go into requests.
func partitionKey(parent *plan.Parent, values []json.RawMessage) json.RawMessage {
	var key bytes.Buffer
	for i := range parent.Keys {
		quoted, err := json.Marshal(parent.Names[i])
		if err != nil { // can't happen: a string always has a JSON form
			continue
		}
		fmt.Fprintf(&key, ",%s:%s", quoted, values[i])
	}
	return append(append([]byte("{"), bytes.TrimPrefix(key.Bytes(), []byte(","))...), '}')
}
