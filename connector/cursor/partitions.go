package cursor

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"sync"

	"source-rest-api/connector/failure"
)

// How large the state of a stream with partitions may grow. Beyond maxPartitions one
// cursor stands for all of them; beyond maxPartitionKeys the records at the cursor of
// some are sent again.
const (
	maxPartitions    = 10_000
	maxPartitionKeys = 20_000
)

// Partitions keeps a cursor for each record of a parent that a stream is read for. All
// of them begin where the last sync left them, whatever this one comes upon meanwhile;
// one that is new begins at the initial value. It is safe for concurrent use.
//
// Where there are more than 10,000 a single start stands for all. It moves only where
// nothing is lost by it: at the end of a sync that read all partitions there are, and if
// the values are moments, to the highest one that was settled when the sync began.
// Otherwise records are read again.
type Partitions struct {
	config Config

	mu       sync.Mutex
	starts   map[string]*partition // what the sync began with, by key
	global   State                 // where those begin that are not in starts
	isGlobal bool                  // global counts, and not the initial value
	finished map[string]*partition
	asked    map[string]bool
	crowded  bool  // more were finished than a state may hold
	max      Value // the highest of the finished ones
	moments  bool  // no finished one had another kind of value
}

// A partition is the state of one.
type partition struct {
	state State
	text  json.RawMessage // of the state
}

// DecodePartitions reads the state of a stream with partitions. A plain state
// {"updated_at": "2026-01-01"} is where all of them begin. An error says what in the
// state is wrong.
func DecodePartitions(raw json.RawMessage, config Config) (*Partitions, error) {
	p := &Partitions{
		config: config, moments: true,
		starts: map[string]*partition{}, finished: map[string]*partition{}, asked: map[string]bool{},
	}
	if len(raw) == 0 {
		return p, nil
	}
	return p, p.decode(raw)
}

// Cursor returns the cursor of the partition that key, a JSON object of the parent's
// fields, stands for.
func (p *Partitions) Cursor(key json.RawMessage) *Cursor {
	p.mu.Lock()
	defer p.mu.Unlock()
	name := Canonical(key)
	if len(p.asked) <= maxPartitions {
		p.asked[name] = true
	}
	return New(p.config, p.start(name))
}

func (p *Partitions) start(name string) State {
	if known, ok := p.starts[name]; ok {
		return known.state
	}
	if p.isGlobal {
		return p.global
	}
	return State{}
}

// Finish notes that everything was written that the partition's cursor let pass.
func (p *Partitions) Finish(key json.RawMessage, c *Cursor) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !c.config.End.IsZero() {
		return
	}
	if c.max.IsZero() {
		return // nothing was there yet; the next sync begins where this one did
	}
	if order, ok := c.config.compare(&c.max, &p.max); p.max.IsZero() || ok && order > 0 {
		p.max.set(&c.max)
	}
	p.moments = p.moments && c.max.kind == moment
	if p.crowded {
		return
	}
	state := c.final()
	p.finished[Canonical(key)] = &partition{state, state.Encode(c.name)}
	if len(p.finished) > maxPartitions {
		p.crowded, p.finished = true, nil
	}
}

// Warnings returns what the person should know.
func (p *Partitions) Warnings() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.crowded {
		return nil
	}
	return []string{fmt.Sprintf("the parent has more than %d records, too many for a cursor for each: one start stands for all, "+
		"and records at or after it are sent again at each sync", maxPartitions)}
}

// Encode returns the state of a sync that isn't over: the finished partitions have
// their new cursors, all others those that the sync began with.
func (p *Partitions) Encode() json.RawMessage {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.crowded {
		return p.encode(nil, State{Cursor: p.lowest()}, true)
	}
	return p.encode(p.known(), p.global, p.isGlobal)
}

// Final returns the state of a sync that is over. whole says that it came upon all
// partitions there are, and not only upon those of the parent's new records. Partitions
// that it had no record of keep their states as long as there is room.
func (p *Partitions) Final(whole bool) json.RawMessage {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.crowded && whole:
		return p.encode(nil, State{Cursor: p.reached()}, true)
	case p.crowded:
		return p.encode(nil, State{Cursor: p.lowest()}, true)
	}
	return p.encode(p.known(), p.global, p.isGlobal)
}

// known returns the finished partitions, and as many of the others as there is room
// for.
func (p *Partitions) known() map[string]*partition {
	known := make(map[string]*partition, len(p.starts)+len(p.finished))
	maps.Copy(known, p.finished)
	for _, name := range slices.Sorted(maps.Keys(p.starts)) {
		if _, finished := known[name]; !finished && len(known) < maxPartitions {
			known[name] = p.starts[name]
		}
	}
	return known
}

// lowest returns where a single cursor has to stand so that no partition loses
// anything: at the lowest start of all. The zero Value is the initial value.
func (p *Partitions) lowest() (low Value) {
	if !p.isGlobal {
		return Value{} // partitions that aren't known yet begin at the initial value
	}
	low = p.global.Cursor
	for _, known := range p.starts {
		if order, ok := p.config.compare(&known.state.Cursor, &low); !ok || order < 0 {
			low = known.state.Cursor
		}
	}
	return low
}

// reached returns where a single cursor may stand after a whole sync. Values that are
// no moments may be counted within each partition, where the highest of all says
// nothing about the others.
func (p *Partitions) reached() Value {
	if p.max.IsZero() || !p.moments || p.config.Started.IsZero() || p.config.Direction != Max {
		return p.lowest()
	}
	high := p.max
	for name, known := range p.starts {
		// What one has that wasn't read is still to come.
		if order, ok := p.config.compare(&known.state.Cursor, &high); !p.asked[name] && (!ok || order < 0) {
			high = known.state.Cursor
		}
	}
	return high
}

func stateFault(format string, args ...any) error {
	return failure.Configf("the state of the partitions can't be used: %w. Reset the stream, or give a state that this connector wrote",
		failure.Configf(format, args...))
}
