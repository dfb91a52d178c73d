package engine

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"golang.org/x/sync/errgroup"

	"source-rest-api/connector/cursor"
	"source-rest-api/connector/plan"
	"source-rest-api/connector/template"
)

// probeRows is how many of a parent's records are tried until one has children.
const probeRows = 5

// Probe fetches the first page of each stream, several at once, with at most timeout
// for each, and gives its records to see; a nil see doesn't want them. A stream that has
// a parent is asked for what it has for the first of the parent's records. Calls for
// one stream come one after another, those for different streams at the same time.
//
// The errors stand at their streams' places, nil where all went well.
func (e *Engine) Probe(ctx context.Context, source *plan.Source, streams []*plan.Stream, timeout time.Duration, see func(i int, record []byte) error) []error {
	failures := make([]error, len(streams))
	var group errgroup.Group
	group.SetLimit(cap(e.slots))
	for i, stream := range streams {
		group.Go(func() error {
			ctx, cancel := context.WithTimeout(ctx, timeout)
			defer cancel()
			failures[i] = e.probe(ctx, source, stream, func(record []byte) error {
				if see == nil {
					return nil
				}
				return see(i, record)
			})
			return nil
		})
	}
	_ = group.Wait() // its functions return no errors
	return failures
}

// errEnough ends a probe that has seen what it wanted.
var errEnough = errors.New("enough")

func (e *Engine) probe(ctx context.Context, source *plan.Source, stream *plan.Stream, see func([]byte) error) error {
	if stream.Parent == nil {
		return e.probeSlice(ctx, stream, &slice{}, see)
	}
	rows, err := e.probeParent(ctx, source, stream)
	if err != nil {
		return parentProbeFailure(stream, err)
	}
	for _, fields := range rows {
		seen := false
		err := e.probeSlice(ctx, stream, &slice{parent: fields}, func(record []byte) error {
			seen = true
			return see(record)
		})
		if err != nil || seen {
			return err
		}
	}
	return nil
}

func parentProbeFailure(stream *plan.Stream, err error) error {
	found := streamFailure(err, stream.Name)
	found.Message = "its parent " + stream.Parent.Stream + ": " + found.Message
	return found
}

// probeParent returns the fields that the stream needs of the first of its parent's
// records.
func (e *Engine) probeParent(ctx context.Context, source *plan.Source, stream *plan.Stream) ([][]json.RawMessage, error) {
	child := &streamRead{stream: stream}
	pick := newPicker([]*streamRead{child})
	var rows [][]json.RawMessage
	err := e.probe(ctx, source, source.Stream(stream.Parent.Stream), func(record []byte) error {
		row, err := pick.pick(record)
		if err != nil {
			return err
		}
		if row.fields[0] != nil {
			rows = append(rows, row.fields[0])
		}
		if len(rows) == probeRows {
			return errEnough
		}
		return child.failed()
	})
	if err != nil && !errors.Is(err, errEnough) {
		return nil, err
	}
	return rows, nil
}

// probeSlice gives the records of a slice's first page to see, as a sync would write
// them.
func (e *Engine) probeSlice(ctx context.Context, stream *plan.Stream, sl *slice, see func([]byte) error) error {
	paginator, err := stream.Retriever.Paginator.New(nil)
	if err != nil {
		return err
	}
	sl.scope = &template.Scope{Parent: sl.parent}
	if stream.Cursor != nil {
		sl.scope.Cursor = cursor.New(*stream.Cursor, cursor.State{}).Values()
	}
	read := &streamRead{engine: e, stream: stream, silent: true, log: e.log.With("stream", stream.Name)}
	f := &fetcher{client: e.client, stream: stream, selectors: newSelectors(stream.Retriever.Selector), events: read.events()}
	got, err := f.fetch(ctx, paginator.First(), sl.scope, paginator.Needs(), true)
	if err != nil {
		return err
	}
	defer got.release()
	read.fetcher = f
	if got.records.Count == 0 && !got.records.Matched {
		read.tellUnmatched(got)
	}
	pipe := &pipeline{steps: stream.Retriever.Steps, slice: sl, include: read.include()}
	return pipe.run(got.records, see)
}
