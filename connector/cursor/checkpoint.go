package cursor

import (
	"bytes"
	"encoding/json"
)

// Checkpoint returns the state of a sync that goes on at resume: every page before
// that was written.
//
// Where records come oldest first the cursor itself moves on, and the next sync begins
// there. Otherwise it stays where the sync began, and the state says at which page to
// go on. So it does too where other streams go on from the same pages, and where
// records turn out to come otherwise than declared.
func (c *Cursor) Checkpoint(resume Resume) json.RawMessage {
	if c.moves() && resume.Pages == 0 {
		// The same state twice would say nothing new.
		if state := c.Final(); !bytes.Equal(state, c.last) {
			c.last = state
			return state
		}
	}
	resume.Incremental, resume.Max, resume.Boundary = true, c.max, c.atMax.list()
	resume.End, resume.Since, resume.Unordered = c.config.End, c.since, c.order.broken
	if !same(&c.start, &c.before.Cursor) {
		resume.Start = c.start
	}
	state := c.before
	state.Resume = &resume
	return state.Encode(c.name)
}

// moves reports whether the cursor may move on while records are still to come. Of a
// sync that goes on at a page it isn't known in which order the ones before came.
func (c *Cursor) moves() bool {
	return c.config.Order == Asc && !c.order.broken && !c.order.left && c.resume == nil && !c.max.IsZero() && c.config.End.IsZero()
}

// Final returns the state of a sync that is over. That of a range with an end is the
// one that the sync began with.
func (c *Cursor) Final() json.RawMessage { return c.final().Encode(c.name) }

func (c *Cursor) final() State {
	if !c.config.End.IsZero() {
		state := c.before
		state.Resume = nil
		return state
	}
	state := State{Cursor: c.max.clone(), Boundary: c.atMax.list(), Initial: c.before.Initial}
	if c.before.Cursor.IsZero() && !c.max.IsZero() {
		state.Initial = c.config.Initial
	}
	return state
}

// Values returns what placeholders in requests stand for: where the sync begins, where
// the first one began, and where it ends, converted; nil for null. They stay the same
// for the whole sync. Their order is that of template's cursor values.
func (c *Cursor) Values() [3]json.RawMessage {
	if c.values != nil {
		return *c.values
	}
	c.values = &[3]json.RawMessage{}
	for i, value := range []Value{c.start, c.config.Initial, c.config.End} {
		converted, err := c.convert(value, i == 2)
		if err != nil && c.err == nil {
			c.err = err
		}
		c.values[i] = converted
	}
	return *c.values
}
