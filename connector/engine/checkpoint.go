package engine

import (
	"encoding/json"
	"time"

	"source-rest-api/connector/cursor"
	"source-rest-api/connector/protocol"
)

// How often a stream's state is written while it is being read. A state costs the
// destination a flush; without one, a sync that breaks off repeats what came since.
const (
	checkpointRecords = 1000
	checkpointEvery   = 10 * time.Second
)

// A checkpointer writes a stream's states.
type checkpointer struct {
	out    *protocol.StreamWriter
	cursor *cursor.Cursor  // nil where the whole stream is read
	before json.RawMessage // the state that the sync began with, nil for none
	token  json.RawMessage // of the page after those written, nil before the first
	last   time.Time
}

// page notes that every page before the one of token is written, and writes a state
// when it is time for one.
func (c *checkpointer) page(token json.RawMessage) error {
	c.token = token
	if c.out.SinceState() < checkpointRecords && time.Since(c.last) < checkpointEvery {
		return nil
	}
	return c.write(c.resume())
}

// done writes the state of a stream that was read to its end.
func (c *checkpointer) done() error {
	if c.cursor != nil {
		return c.write(c.cursor.Final())
	}
	return c.write(cursor.State{Complete: true}.Encode(""))
}

// broken writes the state from which a stream that failed can go on: all of what
// was written is covered, nothing that wasn't.
func (c *checkpointer) broken() error {
	switch {
	case c.token != nil:
		return c.write(c.resume())
	case c.before != nil:
		return c.write(c.before)
	}
	return c.write(json.RawMessage("{}"))
}

func (c *checkpointer) resume() json.RawMessage {
	if c.cursor != nil {
		return c.cursor.Checkpoint(c.token)
	}
	return cursor.State{Resume: &cursor.Resume{Page: c.token}}.Encode("")
}

func (c *checkpointer) write(state json.RawMessage) error {
	c.last = time.Now()
	return c.out.State(state)
}
