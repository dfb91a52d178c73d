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
	// A state with a cursor for each parent can be a megabyte, so it is written less often.
	checkpointPartitioned = 20_000
)

// A checkpointer writes a stream's states.
type checkpointer struct {
	out        *protocol.StreamWriter
	silent     bool
	cursor     *cursor.Cursor     // nil where the whole stream is read
	partitions *cursor.Partitions // nil where the stream has no parent, or is read whole
	whole      bool               // all of the parent's records were come upon, not only new ones
	before     json.RawMessage    // the state that the sync began with, nil for none
	complete   bool               // that state says that a full refresh is complete
	root       string             // the stream whose new records this one is read for, "" for none
	marker     json.RawMessage    // that stream's state up to which everything is written
	next       *cursor.Resume     // at the page after those written; nil before the first
	definition string             // a digest of what the pages are asked with
	last       time.Time
}

// page notes that every page of the root before the one of token is written, with all
// that is read for its records, and writes a state when it is time for one. shared says
// that other streams go on from the same pages: their number then counts.
func (c *checkpointer) page(token json.RawMessage, pages int64, shared bool) error {
	c.next = &cursor.Resume{Page: token, Definition: c.definition}
	if shared {
		c.next.Pages = pages
	}
	return c.timely()
}

// partition notes that everything was written for one more record of the parent.
func (c *checkpointer) partition() error {
	return c.timely()
}

func (c *checkpointer) timely() error {
	records := int64(checkpointRecords)
	if c.partitions != nil {
		records = checkpointPartitioned
	}
	if c.silent || c.out.SinceState() < records && time.Since(c.last) < checkpointEvery {
		return nil
	}
	return c.write(c.resume())
}

// done writes the state of a stream that was read to its end.
func (c *checkpointer) done() error {
	switch {
	case c.partitions != nil:
		return c.write(c.via(c.partitions.Final(c.whole)))
	case c.root != "":
		return c.write(c.via(json.RawMessage("{}")))
	case c.cursor != nil:
		return c.write(c.cursor.Final())
	}
	return c.write(cursor.State{Complete: true}.Encode(""))
}

// broken writes the state from which a stream that failed can go on: all of what
// was written is covered, or will be written again; nothing that wasn't. Records that no
// state covers are no reason to say the last one once more.
func (c *checkpointer) broken() error {
	state := json.RawMessage("{}")
	switch {
	case c.partitions != nil, c.root != "", c.next != nil:
		state = c.resume()
	case c.before != nil && !c.complete:
		state = c.before
	}
	if c.out.Repeats(state) {
		return nil
	}
	return c.write(state)
}

func (c *checkpointer) resume() json.RawMessage {
	switch {
	case c.partitions != nil:
		return c.via(c.partitions.Encode())
	case c.root != "":
		return c.via(json.RawMessage("{}"))
	case c.cursor != nil:
		return c.cursor.Checkpoint(*c.next)
	}
	return cursor.State{Resume: c.next}.Encode("")
}

// via adds what the stream has seen of the one at its root.
func (c *checkpointer) via(own json.RawMessage) json.RawMessage {
	if c.root == "" {
		return own
	}
	return joinParentState(own, c.marker, c.root)
}

func (c *checkpointer) write(state json.RawMessage) error {
	c.last = time.Now()
	return c.out.State(state)
}
