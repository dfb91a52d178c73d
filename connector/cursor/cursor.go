// Package cursor keeps track of how far a stream was read: it compares cursor
// values, leaves out records that an earlier sync has sent, and reads and writes
// the stream's state.
//
// It never drops a record that it isn't sure about: one whose cursor value can't be
// compared is sent, and so is one without a value, unless the definition wants it
// otherwise.
package cursor

import (
	"bytes"
	"encoding/json"
	"time"

	"source-rest-api/connector/failure"
	"source-rest-api/connector/rawjson"
)

var null = []byte("null")

// A Cursor passes a stream's new records during one sync. It is used by one
// goroutine.
type Cursor struct {
	config Config
	name   string
	before State   // what the sync began with
	start  Value   // where it begins; it stays there
	resume *Resume // where it goes on, nil for a sync that begins anew
	err    error   // why the start, or the values for requests, can't be had

	peeker  *rawjson.Peeker
	plain   bool // the peeker finds the cursor's value
	dedup   bool
	scratch []byte

	max   Value
	atMax keys  // of the records sent with the value max
	sent  keys  // of the state that the sync began with
	guard int64 // seconds since 1970 from when on changes may be half seen; 0 for none
	since time.Time
	order order

	values    *[3]json.RawMessage
	last      []byte // the last checkpoint
	unordered int64
	odd       kind // of values that can't be compared with the start or the end; none for no such
}

// New returns a cursor that goes on from state. What is wrong with the two of them
// is told by Err.
func New(config Config, state State) *Cursor {
	c := &Cursor{config: config, name: config.Name(), before: state, dedup: config.dedups(), since: config.Started}
	c.look()
	c.start, c.err = config.start(&state)
	c.max, c.atMax = state.Cursor.clone(), newKeys(state.Boundary)
	c.sent = newKeys(state.Boundary)
	if !config.End.IsZero() {
		c.max, c.atMax = Value{}, newKeys(nil)
	}
	if resume := state.Resume; resume != nil && c.fits(resume) {
		c.resume, c.order.broken = resume, resume.Unordered
		if !resume.Max.IsZero() {
			c.max, c.atMax = resume.Max.clone(), newKeys(resume.Boundary)
		}
		if !resume.Since.IsZero() {
			c.since = resume.Since
		}
	}
	if config.Order == Asc {
		c.last = c.Final()
	}
	if !c.since.IsZero() && config.Direction == Max && config.End.IsZero() {
		c.guard = c.since.Unix()
	}
	return c
}

// look prepares to look into records.
func (c *Cursor) look() {
	var paths [][]rawjson.Step
	steps, plain := c.config.Path.Plain()
	if c.plain = plain; plain {
		paths = append(paths, steps)
	}
	if c.dedup {
		for _, path := range c.config.PrimaryKey {
			steps := make([]rawjson.Step, len(path))
			for i, key := range path {
				steps[i] = rawjson.Key(key)
			}
			paths = append(paths, steps)
		}
	}
	c.peeker = rawjson.NewPeeker(paths...)
}

// fits reports whether the page of resume is one of the requests that this sync makes:
// those of a sync from another start have other pages.
func (c *Cursor) fits(resume *Resume) bool {
	was := resume.Start
	if was.IsZero() {
		was = c.before.Cursor
	}
	return same(&was, &c.start) && same(&resume.End, &c.config.End)
}

func same(a, b *Value) bool {
	order, ok := compare(a, b)
	return ok && order == 0 || a.IsZero() && b.IsZero()
}

// Err says why the stream can't be read with this cursor: a lag that can't be taken
// from the state's value, a value that can't be converted for requests. It is nil for
// most. Pass returns it too.
func (c *Cursor) Err() error {
	c.Values()
	return c.err
}

// Resume returns where the sync goes on, nil where it begins at the first page: for
// a new one, and where what it asks for has changed.
func (c *Cursor) Resume() *Resume { return c.resume }

// Pass reports whether record is to be sent, and takes note of it if so. A record
// is old when its cursor value lies before the start, or equals it and the record was
// sent with it.
func (c *Cursor) Pass(record []byte) (bool, error) {
	if c.err != nil {
		return false, c.err
	}
	raw, primaryKey, err := c.peek(record)
	if err != nil {
		return false, failure.Systemf("a record can't be looked into: %w", err)
	}
	if raw == nil || bytes.Equal(raw, null) {
		return c.missing(raw)
	}
	value, ok := c.max, true
	if !bytes.Equal(raw, c.max.raw) {
		value, ok = parse(raw)
	}
	if !ok {
		return c.incomparable()
	}
	c.order.see(&c.config, &value)
	switch c.place(&value) {
	case foreign:
		c.odd = value.kind
		c.unordered++
		return true, nil
	case outside:
		return false, nil
	case atStart:
		if c.dedup && len(c.sent.known) > 0 && c.sent.has(c.identity(record, primaryKey)) {
			return false, nil
		}
	}
	c.observe(&value, record, primaryKey)
	return true, nil
}

// A place is where a value lies beside the range that a sync reads.
type place int

const (
	inside  place = iota
	atStart       // at the value where the range begins
	outside
	foreign // of another kind than the range's
)

func (c *Cursor) place(value *Value) place {
	if !c.config.End.IsZero() {
		order, ok := c.config.compare(value, &c.config.End)
		if !ok {
			return foreign
		}
		if order > 0 || order == 0 && !c.config.ClosedEnd {
			c.order.ended = true
			return outside
		}
	}
	if c.start.IsZero() {
		return inside
	}
	order, ok := c.config.compare(value, &c.start)
	switch {
	case !ok:
		return foreign
	case order < 0:
		c.order.old++
		return outside
	case order == 0 && c.config.OpenStart:
		return outside
	case order == 0:
		return atStart
	}
	return inside
}

// peek returns the record's cursor value, nil where it has none, and the values of
// its primary key.
func (c *Cursor) peek(record []byte) (raw []byte, primaryKey [][]byte, err error) {
	values, err := c.peeker.Peek(record)
	if err != nil {
		return nil, nil, err
	}
	if c.plain {
		return values[0], values[1:], nil
	}
	raw, _, err = c.config.Path.First(record)
	return raw, values, err
}

// missing decides on a record without a value.
func (c *Cursor) missing(raw []byte) (bool, error) {
	switch c.config.Missing {
	case Exclude:
		return false, nil
	case Raise:
		what := "has no " + c.name
		if raw != nil {
			what = "has null as its " + c.name
		}
		return false, failure.Configf("a record %s, by which the stream is read incrementally. If that is as it should be, "+
			"let the definition include records without a cursor value, or exclude them", what)
	}
	return c.incomparable()
}

func (c *Cursor) incomparable() (bool, error) {
	c.unordered++
	c.order.page++
	return true, nil
}

// observe moves the maximum to the value of a record that is sent.
func (c *Cursor) observe(value *Value, record []byte, primaryKey [][]byte) {
	if c.guard != 0 && value.kind == moment && !settled(value.at, c.guard) {
		return
	}
	order := 1
	if !c.max.IsZero() {
		var ok bool
		if order, ok = c.config.compare(value, &c.max); !ok {
			c.unordered++
			return
		}
	}
	if order > 0 {
		c.max.set(value)
	}
	if !c.dedup || order < 0 {
		return
	}
	if identity := c.identity(record, primaryKey); order > 0 {
		c.atMax.begin(identity)
	} else {
		c.atMax.add(identity)
	}
}

// anywhere is how long a day lasts until it is over everywhere on earth (UTC-12).
const anywhere = (24 + 12) * 60 * 60

// settled reports whether no record could get the value any more when the clock stood
// at guard. Most APIs write whole seconds, so a second has to be over.
func settled(at instant, guard int64) bool {
	if at.dateOnly {
		return at.sec+anywhere <= guard
	}
	return at.sec < guard
}

// Unordered returns how many records had no cursor value that could be compared.
// They were all sent, and will be at each sync.
func (c *Cursor) Unordered() int64 { return c.unordered }
