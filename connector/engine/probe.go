package engine

import (
	"context"
	"time"

	"golang.org/x/sync/errgroup"

	"source-rest-api/connector/plan"
	"source-rest-api/connector/requester"
)

// Probe fetches the first page of each stream, several at once, with at most timeout
// for each, and gives its records to see; a nil see doesn't want them. Calls for one
// stream come one after another, those for different streams at the same time.
//
// The errors stand at their streams' places, nil where all went well.
func (e *Engine) Probe(ctx context.Context, streams []*plan.Stream, timeout time.Duration, see func(i int, record []byte) error) []error {
	failures := make([]error, len(streams))
	var group errgroup.Group
	group.SetLimit(cap(e.slots))
	for i, stream := range streams {
		group.Go(func() error {
			failures[i] = e.probe(ctx, stream, timeout, func(record []byte) error {
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

func (e *Engine) probe(ctx context.Context, stream *plan.Stream, timeout time.Duration, see func([]byte) error) error {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	paginator, err := stream.Retriever.Paginator.New(nil)
	if err != nil {
		return err
	}
	f := &fetcher{client: e.client, stream: stream, selectors: newSelectors(stream.Retriever.Selector)}
	f.events = requester.Events{Retry: func(reason error, wait time.Duration) {
		e.log.Debug("trying again", "stream", stream.Name, "in", wait, "reason", reason)
	}}
	got, err := f.fetch(ctx, paginator.First(), paginator.Needs(), true)
	if err != nil {
		return err
	}
	defer got.release()
	return got.records.Each(see)
}
