package engine

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"

	"source-rest-api/connector/failure"
	"source-rest-api/connector/rawjson"
	"source-rest-api/connector/record"
)

// A pipeline is what a page's records go through before they are written: the parent's
// fields are added, then the steps run, then the cursor decides.
type pipeline struct {
	steps   []record.Step
	slice   *slice
	include []included

	empty     int // records that a step left without any field
	unordered int64
	scratch   []byte
}

// An included field goes from the parent's record into each of its children's.
type included struct {
	name   string
	quoted []byte // the name as JSON
	field  int
	peeker *rawjson.Peeker
}

// include returns the fields that the stream's records get from their parent.
func (s *streamRead) include() []included {
	if s.stream.Parent == nil {
		return nil
	}
	fields := make([]included, 0, len(s.stream.Parent.Include))
	for _, include := range s.stream.Parent.Include {
		quoted, err := json.Marshal(include.Name)
		if err != nil { // can't happen: a string always has a JSON form
			continue
		}
		fields = append(fields, included{
			name: include.Name, quoted: quoted, field: include.Field,
			peeker: rawjson.NewPeeker([]rawjson.Step{rawjson.Key(include.Name)}),
		})
	}
	return fields
}

// run gives the page's records that are to be written to emit.
func (p *pipeline) run(page *record.Page, emit func([]byte) error) error {
	last := func(record []byte) error { return p.decide(record, emit) }
	next := last
	for i := len(p.steps) - 1; i >= 0; i-- {
		step, after := p.steps[i], next
		next = func(record []byte) error { return step.Apply(record, after) }
	}
	return page.Each(func(record []byte) error {
		record, err := p.addFields(record)
		if err != nil {
			return err
		}
		return next(record)
	})
}

// decide lets the records pass that are new.
func (p *pipeline) decide(record []byte, emit func([]byte) error) error {
	if len(bytes.TrimSpace(record[1:len(record)-1])) == 0 {
		p.empty++ // platforms drop {} before they count
		return nil
	}
	if cursor := p.slice.cursor; cursor != nil {
		before := cursor.Unordered()
		pass, err := cursor.Pass(record)
		p.unordered += cursor.Unordered() - before
		if err != nil || !pass {
			return err
		}
	}
	return emit(record)
}

// addFields returns the record with the parent's fields at its end.
func (p *pipeline) addFields(record []byte) ([]byte, error) {
	for _, field := range p.include {
		there, err := field.peeker.Peek(record)
		if err != nil {
			return nil, failure.Systemf("a record can't be looked into: %w", err)
		}
		value := p.slice.parent[field.field]
		if there[0] != nil {
			if record, err = replaceField(record, field.name, value); err != nil {
				return nil, err
			}
			continue
		}
		open := bytes.TrimRight(record[:len(record)-1], " \t")
		comma := ","
		if open[len(open)-1] == '{' {
			comma = ""
		}
		p.scratch = fmt.Appendf(append(p.scratch[:0], open...), "%s%s:%s}", comma, field.quoted, value)
		record = bytes.Clone(p.scratch)
	}
	return record, nil
}

// replaceField returns the record with another value of a field that it has.
func replaceField(record []byte, name string, value json.RawMessage) ([]byte, error) {
	var replaced []byte
	scanner := rawjson.NewScanner(rawjson.Target{Steps: []rawjson.Step{rawjson.Key(name)}, Mode: rawjson.First})
	err := scanner.Bytes(record, func(_ int, old []byte, offset int64) error {
		replaced = slices.Concat(record[:offset], value, record[int(offset)+len(old):])
		return nil
	})
	if err != nil {
		return nil, failure.Systemf("the field %s can't be replaced in a record: %w", name, err)
	}
	return replaced, nil
}
