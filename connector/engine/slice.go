package engine

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"source-rest-api/connector/cursor"
	"source-rest-api/connector/paginate"
	"source-rest-api/connector/retry"
	"source-rest-api/connector/template"
)

// A slice is what one paging goes over: a whole stream, or what it has for one record
// of its parent.
type slice struct {
	scope   *template.Scope
	resumed bool              // an earlier sync read the pages before
	cursor  *cursor.Cursor    // nil where all records pass
	parent  []json.RawMessage // the fields of the parent's record, nil for a root
	begin   paginate.Page
	pages   paginate.Paginator
	// written is called after each page, with the one that follows it; more is false
	// after the last.
	written func(next paginate.Page, more bool) error
}

// readRoot reads a root's pages, and below each of them those of its children. reads
// are the root and all below it.
func (root *streamRead) readRoot(ctx context.Context, reads []*streamRead) error {
	position := resumeAt(reads)
	if position.mute(reads); position.resume == nil && root.idle() {
		return nil
	}
	paginator, err := root.newPaginator(position)
	if err != nil {
		return err
	}
	if paginator.restarted {
		position = position.atStart(reads)
	}
	err = root.readFrom(ctx, position, paginator, reads)
	if position.resume == nil || root.pages > 0 || !retry.Misplaced(err) {
		return err
	}
	root.log.Warn("the API doesn't have the state's page any more; the stream is read from its first page", "reason", err)
	position = position.atStart(reads)
	if paginator, err = root.newPaginator(position); err != nil {
		return err
	}
	return root.readFrom(ctx, position, paginator, reads)
}

// readFrom reads a root's pages from a position on.
func (root *streamRead) readFrom(ctx context.Context, position *position, paginator beginning, reads []*streamRead) error {
	position.mute(reads)
	return root.readSlice(ctx, &slice{
		resumed: position.resume != nil,
		scope:   root.scope(nil, root.cursor), cursor: root.cursor,
		begin: paginator.First(), pages: paginator.Paginator,
		written: func(next paginate.Page, more bool) error {
			if !more {
				if root.cursor != nil {
					root.mark(reads, root.cursor.Final())
				}
				return nil
			}
			position.page++
			position.mute(reads)
			if !root.writable(next.Token) {
				return nil
			}
			if root.cursor != nil && len(reads) > 1 {
				root.mark(reads, root.cursor.Checkpoint(cursor.Resume{Page: next.Token, Pages: position.page, Definition: root.checkpoints.definition}))
			}
			for _, read := range reads {
				if read.failed() != nil || read.muted {
					continue
				}
				if err := read.checkpoints.page(next.Token, position.page, len(reads) > 1); err != nil {
					return err
				}
			}
			return nil
		},
	})
}

// mark notes the state that the root has come to, for the states of the streams that are
// read for its new records. One that has failed stays where it was.
func (root *streamRead) mark(reads []*streamRead, state json.RawMessage) {
	for _, read := range reads {
		if read.checkpoints.root != "" && read.failed() == nil {
			read.checkpoints.marker = state
		}
	}
}

// readPartition reads what the stream has for one record of its parent.
func (s *streamRead) readPartition(ctx context.Context, fields []json.RawMessage) error {
	paginator, err := s.stream.Retriever.Paginator.New(nil)
	if err != nil {
		return err
	}
	sl := &slice{parent: fields, begin: paginator.First(), pages: paginator}
	var key json.RawMessage
	switch {
	case s.partitions != nil:
		key = partitionKey(s.stream.Parent, fields)
		sl.cursor = s.partitions.Cursor(key)
	case s.bounds != nil:
		sl.cursor = cursor.New(*s.bounds, cursor.State{})
	}
	sl.scope = s.scope(fields, sl.cursor)
	if err := s.readSlice(ctx, sl); err != nil {
		return err
	}
	if s.partitions == nil {
		return nil
	}
	s.partitions.Finish(key, sl.cursor)
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.checkpoints.partition()
}

// scope returns the values of the slice's placeholders.
func (s *streamRead) scope(parent []json.RawMessage, c *cursor.Cursor) *template.Scope {
	scope := &template.Scope{Parent: parent}
	if c != nil {
		scope.Cursor = c.Values()
	}
	return scope
}

// walk returns what gets the slice's pages.
func (s *streamRead) walk(sl *slice) *walker {
	return &walker{
		fetcher: s.fetcher, slots: s.engine.slots, paginator: sl.pages, scope: sl.scope,
		// Pages that wait here would hold the slots that the children need.
		patient: len(s.children) > 0,
		begun:   sl.resumed,
	}
}

// readSlice reads from the slice's first page to its last one.
func (s *streamRead) readSlice(ctx context.Context, sl *slice) error {
	w := s.walk(sl)
	defer w.stop()
	page := sl.begin
	for {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		got, err := w.next(ctx, page)
		if err != nil {
			return err
		}
		next, more, err := w.decide(ctx, got)
		var rows []row
		if err == nil {
			rows, err = s.write(got, sl)
		}
		s.tellDetected(sl.pages)
		w.finish(ctx, got)
		if err != nil {
			return err
		}
		if len(rows) > 0 {
			if err := s.runChildren(ctx, rows); err != nil {
				return err
			}
		}
		if more && sl.cursor != nil && sl.cursor.PageDone() {
			w.stop()
			more = false
		}
		if sl.written != nil {
			if err := sl.written(next, more); err != nil {
				return err
			}
		}
		if !more {
			return nil
		}
		page = next
	}
}

// write writes the page's records, those that the steps and the cursor let pass, and
// returns what the children need of them.
func (s *streamRead) write(got *fetched, sl *slice) ([]row, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.pages++; s.pages == 1 && got.records.Count == 0 && !got.records.Matched {
		s.tellUnmatched(got)
	}
	var rows []row
	var pick *picker
	if len(s.children) > 0 {
		pick = newPicker(s.children)
	}
	pipe := &pipeline{steps: s.stream.Retriever.Steps, slice: sl, include: s.include()}
	err := s.out.Records(func(emit func([]byte) error) error {
		return pipe.run(got.records, func(record []byte) error {
			if pick != nil {
				row, err := pick.pick(record)
				if err != nil {
					return err
				}
				rows = append(rows, row)
			}
			if s.silent || s.muted {
				return nil
			}
			return emit(record)
		})
	})
	if err != nil && sl.cursor != nil {
		sl.cursor.Abandon()
	}
	s.tally(got, sl, pipe, pick)
	return rows, err
}

// tally adds a page to what the stream's report tells at its end. pick is nil where no
// children are read.
func (s *streamRead) tally(got *fetched, sl *slice, pipe *pipeline, pick *picker) {
	s.empty += got.records.Empty + pipe.empty
	s.repaired += got.records.Repaired
	if sl.cursor != nil {
		s.unordered += pipe.unordered
		s.warn(sl.cursor.Warnings())
	}
	if pick != nil {
		for i, n := range pick.skipped {
			s.children[i].skipped.Add(int64(n))
		}
	}
	s.engine.progress(s.stream.Name, s.out.Total())
}

// warn keeps what a cursor has to say until the stream's end.
func (s *streamRead) warn(texts []string) {
	for _, text := range texts {
		if s.warnings == nil {
			s.warnings = map[string]bool{}
		}
		s.warnings[text] = true
	}
}

func (s *streamRead) tellUnmatched(got *fetched) {
	s.log.Warn(fmt.Sprintf("the record selector %q matched nothing in the first answer, which has the keys %s; "+
		"if there should be records, point the selector at them", s.fetcher.selectors.path(), strings.Join(got.records.Keys, ", ")))
}
