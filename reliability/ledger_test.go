package reliability_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"hash/fnv"
	"math/rand/v2"
	"os"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// A scenario is a job whose right outcome is known.
type scenario struct {
	job
	truth map[string]int // how many records each stream has; their ids are all different
	// loose are the streams of a family: a state of theirs doesn't cover all that came
	// before it, since a page of the root counts only with everything below it.
	loose map[string]looseness
}

// A looseness bounds what may come again though a state came after it.
type looseness struct {
	parents int  // the records of how many parents, or how many records of the root
	always  bool // also after a state that no stop brought about
}

// A ledger is what the attempts of one job have brought together.
type ledger struct {
	streams map[string]*account
	states  map[string]json.RawMessage
	kills   int // attempts that were ended
	stops   int // those of them that SIGTERM ended
}

// An account is what is known of one stream.
type account struct {
	seen    map[string][]byte // by id
	covered map[string]bool   // by a state
	again   int               // records that came more than once
	stopped bool              // SIGTERM or a failure brought about the latest state
}

// identity are the fields that tell one record from another.
type identity struct {
	ID     json.RawMessage `json:"id"`
	Parent json.RawMessage `json:"_users_id"`
}

func newLedger(s scenario) *ledger {
	l := &ledger{streams: map[string]*account{}}
	for name := range s.truth {
		l.streams[name] = &account{seen: map[string][]byte{}, covered: map[string]bool{}}
	}
	return l
}

// enter takes in what an attempt brought, and requires that nothing comes again that a
// state covers.
func (l *ledger) enter(t *testing.T, s scenario, c *checker) {
	t.Helper()
	for name, read := range c.streams {
		a := l.streams[name]
		parents := map[string]bool{}
		ids := make([]string, len(read.records))
		for i, record := range read.records {
			var who identity
			require.NoError(t, json.Unmarshal(record, &who))
			id := string(who.ID)
			ids[i] = id
			if before, again := a.seen[id]; again {
				a.again++
				require.True(t, bytes.Equal(before, record), "%s %s came again as another record", name, id)
			}
			if a.covered[id] {
				parents[cmp.Or(string(who.Parent), id)] = true
			}
			a.seen[id] = record
		}
		bound := 0
		if loose := s.loose[name]; loose.always || a.stopped {
			bound = loose.parents
		}
		require.LessOrEqual(t, len(parents), bound, "%s repeats what a state covers, such as for %v", name, parents)
		if read.states > 0 {
			a.stopped = read.status == "INCOMPLETE"
		}
		for _, id := range ids[:read.covered] {
			a.covered[id] = true
		}
	}
	l.states = c.states(l.states)
}

// balance requires that every record of the truth came.
func (l *ledger) balance(t *testing.T, s scenario) {
	t.Helper()
	for name, want := range s.truth {
		require.Len(t, l.streams[name].seen, want, "records of %s", name)
		require.Len(t, l.streams[name].covered, want, "records of %s that states cover", name)
	}
}

// settled requires that an incremental sync from the last states brings nothing: the
// parts of the one that was interrupted have come to one state.
func (l *ledger) settled(t *testing.T, s scenario) {
	t.Helper()
	for _, stream := range s.catalog {
		if stream.mode != "incremental" {
			return
		}
	}
	s.states = l.states
	for name, read := range s.run(t, 0).streams {
		require.Empty(t, read.records, "records of %s that the last state covers", name)
	}
}

// A moment is when and how an attempt is ended.
type moment struct {
	line   int // lines read before
	signal os.Signal
	rest   bool // what was written already is read, the last line cut or not
}

// draw returns a moment in the first lines of an attempt. A third are SIGTERM, after
// which the connector writes its own last state.
func draw(rnd *rand.Rand, lines int) moment {
	m := moment{line: 1 + rnd.IntN(lines), signal: syscall.SIGKILL, rest: rnd.IntN(2) == 0}
	if rnd.IntN(3) == 0 {
		m.signal, m.rest = syscall.SIGTERM, true
	}
	return m
}

// attempt reads until the moment, and reports whether the read ended before it.
func (l *ledger) attempt(t *testing.T, s scenario, m moment) (ended bool) {
	t.Helper()
	next := s.job
	next.states = l.states
	p := next.start(t)
	if !p.lines(t, m.line) {
		code, _ := p.wait(t)
		require.Zero(t, code, "errors: %v", p.checker.errors)
		p.sound(t, ending{})
		l.enter(t, s, p.checker)
		return true
	}
	p.signal(t, m.signal)
	if m.rest {
		p.all(t)
	} else {
		require.NoError(t, p.pipe.Close())
	}
	code, _ := p.wait(t)
	if !m.rest {
		code = -1 // whatever it is: the end of the output wasn't read
	}
	p.sound(t, ending{code: code, killed: m.signal == syscall.SIGKILL})
	l.enter(t, s, p.checker)
	if l.kills++; m.signal == syscall.SIGTERM {
		l.stops++
	}
	return code == 0
}

// interrupt runs the scenario, kills it at moments that follow from the seed and the test, goes on
// each time from the last states, and requires that all came in the end.
func (s scenario) interrupt(t *testing.T, seed uint64, kills int) *ledger {
	t.Helper()
	name := fnv.New64a()
	_, _ = name.Write([]byte(t.Name())) // a hash takes all
	rnd := rand.New(rand.NewPCG(seed, name.Sum64()))
	l := newLedger(s)
	lines := 0
	for _, n := range s.truth {
		lines += n
	}
	ended := false
	for l.kills < kills && !ended {
		ended = l.attempt(t, s, draw(rnd, max(lines/kills, 2)))
	}
	if !ended {
		last := s.job
		last.states = l.states
		l.enter(t, s, last.run(t, 0))
	}
	l.balance(t, s)
	return l
}
