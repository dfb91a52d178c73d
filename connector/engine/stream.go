package engine

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"source-rest-api/connector/cursor"
	"source-rest-api/connector/jsonpath"
	"source-rest-api/connector/paginate"
	"source-rest-api/connector/plan"
	"source-rest-api/connector/protocol"
	"source-rest-api/connector/requester"
)

// A streamRead reads one stream of a sync: all of it at once, or for one record of its
// parent after the other.
type streamRead struct {
	engine   *Engine
	stream   *plan.Stream
	parent   *streamRead   // nil for a root
	children []*streamRead // read for this one's records
	silent   bool          // read for its children only: no messages
	muted    bool          // the pages at hand were written by an earlier sync

	mode        protocol.SyncMode
	incremental bool     // it goes on from a cursor
	field       []string // the cursor field that the user chose
	state       json.RawMessage
	viaRoot     bool            // it is read for the new records of the stream at its root
	rootName    string          // that stream, where viaRoot
	rootState   json.RawMessage // what the stream has seen of it, nil for nothing
	out         *protocol.StreamWriter
	log         *slog.Logger

	// What begin makes of the state.
	finished   bool               // a full refresh was complete already
	resume     *cursor.Resume     // nil for a sync that begins anew
	cursor     *cursor.Cursor     // of a root; nil where all records pass
	partitions *cursor.Partitions // of a child that is read incrementally
	bounds     *cursor.Config     // of a child that is read whole, within its cursor's bounds

	fetcher     *fetcher
	checkpoints checkpointer
	begun       time.Time
	took        time.Duration
	verdict

	mu        sync.Mutex // of what follows: partitions are read at once
	pages     int64
	empty     int
	repaired  int
	unordered int64
	told      bool
	warnings  map[string]bool // what the cursors have to say

	secretToken sync.Once
	retries     atomic.Int64
	skipped     atomic.Int64 // records of the parent that lack what a request needs
}

// open says that the stream has begun.
func (s *streamRead) open() error {
	s.begun = time.Now()
	if s.silent {
		return nil
	}
	return s.out.Status(protocol.Started)
}

// begin takes up the stream's state.
func (s *streamRead) begin() error {
	s.fetcher = &fetcher{client: s.engine.client, stream: s.stream, selectors: newSelectors(s.stream.Retriever.Selector), events: s.events()}
	s.checkpoints = checkpointer{out: s.out, before: s.state, last: s.begun, silent: s.silent, definition: s.definition()}
	config := s.config()
	if s.incremental && s.stream.Parent != nil {
		return s.beginChild(config)
	}
	name := ""
	if s.incremental {
		name = config.Name()
	}
	state, err := cursor.DecodeState(s.state, name)
	if err != nil {
		return err
	}
	state.Resume = s.fit(state)
	switch {
	case config == nil:
		s.resume = state.Resume
		return nil
	case s.stream.Parent != nil:
		s.resume, s.bounds = state.Resume, config
		return nil
	case s.incremental:
		s.cursor = cursor.New(*config, state)
		s.resume, s.checkpoints.cursor = s.cursor.Resume(), s.cursor
	default:
		s.resume, s.cursor = state.Resume, cursor.New(*config, cursor.State{})
	}
	return s.cursor.Err()
}

// beginChild takes up the state of a stream that is read incrementally for the records of
// another: by cursors of its own, for that one's new records, or both.
func (s *streamRead) beginChild(config *cursor.Config) error {
	if s.viaRoot {
		s.checkpoints.root, s.checkpoints.marker = s.rootName, orEmpty(s.rootState)
	}
	if config == nil {
		return nil
	}
	partitions, err := cursor.DecodePartitions(s.state, *config)
	s.partitions, s.checkpoints.partitions = partitions, partitions
	s.checkpoints.whole = s.seesAll()
	return err
}

func orEmpty(state json.RawMessage) json.RawMessage {
	if len(state) == 0 {
		return json.RawMessage("{}")
	}
	return state
}

// seesAll reports whether the stream is read for all records of its parents: none of
// these is read incrementally.
func (s *streamRead) seesAll() bool {
	for above := s.parent; above != nil; above = above.parent {
		if above.incremental {
			return false
		}
	}
	return true
}

// config returns the cursor that the stream is read by: the definition's, or the one
// that the user chose. nil stands for none.
func (s *streamRead) config() *cursor.Config {
	config := cursor.Config{Path: jsonpath.Of(s.field...)}
	switch {
	case s.stream.Cursor != nil:
		config = *s.stream.Cursor
	case s.field == nil:
		return nil
	}
	config.Started = s.begun
	return &config
}

// fit returns where the stream is to go on, as far as the state belongs to the way in
// which it is read now. What is left out is read again, so nothing is lost.
func (s *streamRead) fit(state cursor.State) *cursor.Resume {
	if s.incremental && len(state.Other) > 0 {
		s.log.Warn("the state has fields that are not this stream's cursor field; they are not used",
			"fields", strings.Join(state.Other, ","), "cursor_field", s.config().Name())
	}
	s.checkpoints.complete = state.Complete
	if state.Complete && s.mode == protocol.FullRefresh && !s.silent {
		s.finished = true
		s.log.Warn("the state says that this full refresh is complete, so nothing is read; give no state for a new one")
		return nil
	}
	switch resume := state.Resume; {
	case resume == nil:
	case resume.Incremental != s.incremental:
		s.log.Warn("the state is of a sync in the other sync mode; the stream is read from its first page")
	case resume.Definition != s.checkpoints.definition:
		s.log.Warn("the definition is another one than when the last sync stopped; the stream is read from its first page")
	default:
		s.checkpoints.next = resume
		return resume
	}
	return nil
}

// A beginning is a paginator at the page where a reading begins.
type beginning struct {
	paginate.Paginator
	restarted bool // it begins at the first page, though the state says otherwise
}

// newPaginator returns a paginator that begins at the position, or at the first page
// where it can't begin there.
func (s *streamRead) newPaginator(at *position) (beginning, error) {
	config := s.stream.Retriever.Paginator
	if at.resume == nil {
		paginator, err := config.New(nil)
		return beginning{Paginator: paginator}, err
	}
	paginator, err := config.New(at.resume.Page)
	if err == nil {
		s.log.Info("going on at the page where the last sync stopped")
		return beginning{Paginator: paginator}, nil
	}
	s.log.Warn("the state's page does not fit the paginator; the stream is read from its first page", "reason", err)
	paginator, err = config.New(nil)
	return beginning{Paginator: paginator, restarted: true}, err
}

// end writes what has to follow the last record. The error says that nothing more can
// be written.
func (s *streamRead) end() error {
	s.took = time.Since(s.begun)
	err := s.failed()
	var output *protocol.OutputError
	if errors.As(err, &output) {
		return output
	}
	if s.silent {
		return nil
	}
	if s.finished {
		return errors.Join(s.checkpoints.done(), s.out.Status(protocol.Complete))
	}
	if err != nil {
		return errors.Join(s.checkpoints.broken(), s.out.Status(protocol.Incomplete))
	}
	s.report()
	return errors.Join(s.checkpoints.done(), s.out.Status(protocol.Complete))
}

// tellDetected says once how the stream is paged and where its records are, where
// the definition left that open.
func (s *streamRead) tellDetected(paginator paginate.Paginator) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.told {
		return
	}
	if detected, ok := paginator.(paginate.Detector); ok {
		found := detected.Detected()
		if found == "" {
			return // the definition ignores the answer
		}
		s.log.Info("detected the paginator; to pin it, write", "paginator", found)
	}
	s.told = true
	if path := s.fetcher.selectors.path(); s.stream.Retriever.Selector.Path.IsZero() && !path.IsZero() {
		s.log.Info("detected the record selector; to pin it, write", "selector", path)
	}
}

// report tells what was read, and what of it was unusual.
func (s *streamRead) report() {
	s.log.Info(fmt.Sprintf("%d records in %d pages", s.out.Total(), s.pages))
	if s.empty > 0 {
		s.log.Warn("records without any field were left out: platforms drop them uncounted", "records", s.empty)
	}
	if s.repaired > 0 {
		s.log.Warn("invalid UTF-8 was replaced by U+FFFD", "records", s.repaired)
	}
	if s.partitions != nil {
		s.warn(s.partitions.Warnings())
	}
	for _, warning := range slices.Sorted(maps.Keys(s.warnings)) {
		s.log.Warn(warning)
	}
	if s.unordered > 0 {
		s.log.Warn("records without a cursor value that can be compared were sent, and will be at each sync",
			"records", s.unordered, "cursor_field", s.config().Name())
	}
	if n := s.skipped.Load(); n > 0 {
		s.log.Warn("records of the parent lack a value that the requests need; nothing was asked for them",
			"parent", s.stream.Parent.Stream, "records", n)
	}
}

// events tells of waits and retries.
func (s *streamRead) events() requester.Events {
	return requester.Events{
		Retry: func(reason error, wait time.Duration) {
			s.retries.Add(1)
			s.log.Warn("trying again", "in", wait.Round(time.Millisecond), "reason", reason)
		},
		RateLimited: func(until time.Time) {
			if s.silent {
				return
			}
			if err := s.out.RateLimited(until); err != nil {
				s.log.Debug("status not written", "reason", err)
			}
		},
	}
}
