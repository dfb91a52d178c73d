// Package cursor keeps track of how far a stream was read: it compares cursor
// values, leaves out records that an earlier sync has sent, and reads and writes
// the stream's state.
//
// It never drops a record that it isn't sure about: one whose cursor value is
// missing, or can't be compared, is sent.
package cursor

import (
	"encoding/json"
	"strings"

	"source-rest-api/connector/failure"
	"source-rest-api/connector/rawjson"
)

// A Config says by which field a stream is read incrementally.
type Config struct {
	Field      []string   // path of keys in each record
	PrimaryKey [][]string // paths of keys that identify a record; nil means the whole record
}

// Name returns the field's name as it stands in states: its keys joined by dots.
func (c Config) Name() string { return strings.Join(c.Field, ".") }

// A Cursor passes a stream's new records during one sync. It is used by one
// goroutine.
type Cursor struct {
	config Config
	start  State // what the sync began with
	peeker *rawjson.Peeker

	max      Value
	boundary boundary            // of the records sent with the value max
	sent     map[string]struct{} // boundary keys of start

	unordered int64
}

// New returns a cursor that goes on from state.
func New(config Config, state State) *Cursor {
	paths := make([][]rawjson.Step, 0, 1+len(config.PrimaryKey))
	for _, path := range append([][]string{config.Field}, config.PrimaryKey...) {
		steps := make([]rawjson.Step, len(path))
		for i, key := range path {
			steps[i] = rawjson.Key(key)
		}
		paths = append(paths, steps)
	}
	c := &Cursor{config: config, start: state, peeker: rawjson.NewPeeker(paths...), sent: map[string]struct{}{}}
	for _, key := range state.Boundary {
		c.sent[key] = struct{}{}
	}
	c.max, c.boundary = state.Cursor, newBoundary(state.Boundary)
	if resume := state.Resume; resume != nil && !resume.Max.IsZero() {
		c.max, c.boundary = resume.Max, newBoundary(resume.Boundary)
	}
	return c
}

// Pass reports whether record is to be sent, and takes note of it if so. A record
// is old when its cursor value lies before the state's, or equals it and the
// record was sent with it.
func (c *Cursor) Pass(record []byte) (bool, error) {
	values, err := c.peeker.Peek(record)
	if err != nil {
		return false, failure.Systemf("a record can't be looked into: %w", err)
	}
	value, ok := Parse(values[0])
	if !ok {
		c.unordered++
		return true, nil
	}
	if !c.start.Cursor.IsZero() {
		order, ok := Compare(value, c.start.Cursor)
		switch {
		case !ok:
			c.unordered++
			return true, nil
		case order < 0:
			return false, nil
		case order == 0 && len(c.sent) > 0:
			if _, old := c.sent[recordKey(record, values[1:])]; old {
				return false, nil
			}
		}
	}
	c.observe(value, record, values[1:])
	return true, nil
}

// observe moves the maximum to the value of a record that is sent.
func (c *Cursor) observe(value Value, record []byte, primaryKey [][]byte) {
	order := 1
	if !c.max.IsZero() {
		var ok bool
		if order, ok = Compare(value, c.max); !ok {
			c.unordered++
			return
		}
	}
	switch {
	case order > 0:
		c.max = value
		c.boundary.reset()
		fallthrough
	case order == 0:
		c.boundary.add(recordKey(record, primaryKey))
	}
}

// Unordered returns how many records had no cursor value that could be compared.
// They were all sent, and will be at each sync.
func (c *Cursor) Unordered() int64 { return c.unordered }

// Checkpoint returns the state of a sync of which every page before the one that
// token stands for was written. The order of the records isn't known, so the cursor
// itself stays where the sync began.
func (c *Cursor) Checkpoint(token json.RawMessage) json.RawMessage {
	state := State{Cursor: c.start.Cursor, Boundary: c.start.Boundary}
	state.Resume = &Resume{Page: token, Max: c.max, Boundary: c.boundary.list()}
	return state.Encode(c.config.Name())
}

// Final returns the state of a sync that is over.
func (c *Cursor) Final() json.RawMessage {
	return State{Cursor: c.max, Boundary: c.boundary.list()}.Encode(c.config.Name())
}
