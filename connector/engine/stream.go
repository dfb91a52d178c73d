package engine

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync/atomic"
	"time"

	"source-rest-api/connector/cursor"
	"source-rest-api/connector/failure"
	"source-rest-api/connector/paginate"
	"source-rest-api/connector/plan"
	"source-rest-api/connector/protocol"
	"source-rest-api/connector/requester"
)

// A streamRead reads one stream of a sync.
type streamRead struct {
	engine *Engine
	stream *plan.Stream
	mode   protocol.SyncMode
	field  []string        // the cursor field, nil where the stream is read whole
	state  json.RawMessage // what the stream's last sync left, nil for none
	out    *protocol.StreamWriter
	log    *slog.Logger

	paginator   paginate.Paginator
	fetcher     *fetcher
	checkpoints checkpointer
	cursor      *cursor.Cursor
	pages       int64
	empty       int
	repaired    int
	retries     atomic.Int64
}

// run reads the stream and writes its statuses, records and states. The error says
// why the stream isn't complete.
func (s *streamRead) run(ctx context.Context) (err error) {
	if err := s.out.Status(protocol.Started); err != nil {
		return err
	}
	defer func() {
		if fault := recover(); fault != nil {
			err = failure.Systemf("the connector failed at this stream: %v", fault)
		}
		err = errors.Join(err, s.end(err))
	}()
	finished, err := s.begin()
	if err != nil {
		return err
	}
	if !finished {
		if err := s.readPages(ctx); err != nil {
			return err
		}
	}
	s.report()
	return s.checkpoints.done()
}

// end writes what has to follow the last record.
func (s *streamRead) end(err error) error {
	if err == nil {
		return s.out.Status(protocol.Complete)
	}
	var output *protocol.OutputError
	if errors.As(err, &output) {
		return nil // nobody reads any more
	}
	return errors.Join(s.checkpoints.broken(), s.out.Status(protocol.Incomplete))
}

// begin takes up the stream's state. finished says that a full refresh was already
// complete: an attempt that follows repeats nothing.
func (s *streamRead) begin() (finished bool, err error) {
	config := cursor.Config{Field: s.field, PrimaryKey: s.stream.PrimaryKey}
	s.checkpoints = checkpointer{out: s.out, before: s.state, last: time.Now()}
	state, err := cursor.DecodeState(s.state, config.Name())
	if err != nil {
		return false, err
	}
	s.fetcher = &fetcher{
		client:    s.engine.client,
		stream:    s.stream,
		selectors: newSelectors(s.stream.Retriever.Selector),
		events:    s.events(),
	}
	state = s.fitting(state)
	if s.mode == protocol.FullRefresh && state.Complete {
		s.log.Info("the last sync read this stream to its end; it is not read again")
		return true, nil
	}
	if s.field != nil {
		s.cursor = cursor.New(config, state)
		s.checkpoints.cursor = s.cursor
	}
	s.paginator, err = s.newPaginator(state.Resume)
	return false, err
}

// fitting drops the parts of a state that belong to the other way of reading the
// stream. What is dropped is read again, so nothing is lost.
func (s *streamRead) fitting(state cursor.State) cursor.State {
	incremental := s.field != nil
	if incremental && len(state.Other) > 0 {
		s.log.Warn("the state has fields that are not this stream's cursor field; they are not used",
			"fields", strings.Join(state.Other, ","), "cursor_field", strings.Join(s.field, "."))
	}
	if resume := state.Resume; resume != nil && incremental == resume.Max.IsZero() {
		s.log.Warn("the state is of a sync in the other sync mode; the stream is read from its first page")
		state.Resume = nil
	}
	return state
}

// newPaginator returns a paginator that begins where resume says, or at the first
// page where there is none or the paginator can't begin there.
func (s *streamRead) newPaginator(resume *cursor.Resume) (paginate.Paginator, error) {
	config := s.stream.Retriever.Paginator
	if resume != nil {
		paginator, err := config.New(resume.Page)
		if err == nil {
			s.log.Info("going on at the page where the last sync stopped")
			s.checkpoints.token = resume.Page
			return paginator, nil
		}
		s.log.Warn("the state's page does not fit the paginator; the stream is read from its first page", "reason", err)
	}
	return config.New(nil)
}

// readPages reads from the paginator's first page to the last one.
func (s *streamRead) readPages(ctx context.Context) error {
	w := &walker{fetcher: s.fetcher, slots: s.engine.slots, paginator: s.paginator}
	defer w.stop()
	page := s.paginator.First()
	for {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		got, err := w.next(ctx, page)
		if err != nil {
			return err
		}
		next, more, err := w.decide(ctx, got)
		if err == nil {
			err = s.write(got)
		}
		w.finish(got)
		if err != nil {
			return err
		}
		if s.pages++; s.pages == 1 {
			s.tellDetected()
		}
		s.engine.progress(s.stream.Name, s.out.Total())
		if !more {
			return nil
		}
		if err := s.checkpoints.page(next.Token); err != nil {
			return err
		}
		page = next
	}
}

// write writes the page's records, those that the cursor lets pass.
func (s *streamRead) write(got *fetched) error {
	if s.pages == 0 && got.records.Count == 0 && !got.records.Matched {
		s.log.Warn(fmt.Sprintf("the record selector %q matched nothing in the first answer, which has the keys %s; "+
			"if there should be records, point the selector at them", s.fetcher.selectors.path(), strings.Join(got.records.Keys, ", ")))
	}
	err := s.out.Records(func(emit func([]byte) error) error {
		if s.cursor == nil {
			return got.records.Each(emit)
		}
		return got.records.Each(func(record []byte) error {
			pass, err := s.cursor.Pass(record)
			if err != nil || !pass {
				return err
			}
			return emit(record)
		})
	})
	s.empty += got.records.Empty
	s.repaired += got.records.Repaired
	return err
}

// tellDetected says once how the stream is paged and where its records are, where
// the definition left that open.
func (s *streamRead) tellDetected() {
	if detected, ok := s.paginator.(paginate.Detector); ok {
		s.log.Info("detected the paginator; to pin it, write", "paginator", detected.Detected())
	}
	if s.stream.Retriever.Selector.Path.IsZero() {
		s.log.Info("detected the record selector; to pin it, write", "selector", s.fetcher.selectors.path())
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
	if s.cursor != nil && s.cursor.Unordered() > 0 {
		s.log.Warn("records without a cursor value that can be compared were sent, and will be at each sync",
			"records", s.cursor.Unordered(), "cursor_field", strings.Join(s.field, "."))
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
			if err := s.out.RateLimited(until); err != nil {
				s.log.Debug("status not written", "reason", err)
			}
		},
	}
}
