package engine

import (
	"context"
	"errors"
	"fmt"

	"source-rest-api/connector/failure"
	"source-rest-api/connector/jsonpath"
	"source-rest-api/connector/paginate"
	"source-rest-api/connector/template"
)

// errTooLarge says that a page isn't held in memory, where its paging would have to
// be detected.
var errTooLarge = errors.New("the first answer is too large to detect its paging; name the paginator")

// A walker gets the pages of one slice in their order. Where the paginator knows
// its next page without an answer, several are under way at once: 1, 2, 4, … up to
// all slots, once the first page has shown that there are more.
type walker struct {
	fetcher   *fetcher
	slots     slots
	paginator paginate.Paginator
	scope     *template.Scope
	patient   bool // fetch nothing ahead

	queue  []*pending // in page order; the first is the next page of all
	window int
	begun  bool
	before fetchedSum
}

// A pending page is under way.
type pending struct {
	page   paginate.Page
	cancel context.CancelFunc
	done   chan struct{} // closed when got and err are there
	got    *fetched
	err    error
}

// next waits for page, which the queue holds at its head or not at all.
func (w *walker) next(ctx context.Context, page paginate.Page) (*fetched, error) {
	if len(w.queue) == 0 {
		if err := w.slots.take(ctx); err != nil {
			return nil, err
		}
		w.start(ctx, page)
	}
	head := w.queue[0]
	w.queue = w.queue[1:]
	<-head.done
	head.cancel()
	if head.err != nil {
		w.slots.free()
		return nil, head.err
	}
	return head.got, nil
}

// decide asks the paginator what comes after got, and begins to fetch it, as far as
// slots are free. ok is false after the last page.
func (w *walker) decide(ctx context.Context, got *fetched) (next paginate.Page, ok bool, err error) {
	if got.last {
		w.stop()
		return next, false, nil
	}
	next, ok, err = w.paginator.Next(got.answer(&w.before))
	if err != nil {
		w.stop()
		return next, false, failure.Configf("after page %s: %w", got.page.Token, err)
	}
	if !ok {
		w.stop()
		return next, false, nil
	}
	next = withoutCredentials(next, w.fetcher.stream.Retriever.Requester.Auth)
	if w.patient {
		return next, true, nil
	}
	if len(w.queue) > 0 && string(w.queue[0].page.Token) != string(next.Token) {
		w.stop()
	}
	if len(w.queue) == 0 && w.slots.try() {
		w.start(ctx, next)
	}
	w.window = min(max(1, 2*w.window), cap(w.slots))
	w.ahead(ctx)
	return next, true, nil
}

// ahead fills the queue up to the window, as far as slots are free.
func (w *walker) ahead(ctx context.Context) {
	paginator, ok := w.paginator.(paginate.Ahead)
	if !ok {
		return
	}
	for len(w.queue) > 0 && len(w.queue) < w.window {
		page, ok := paginator.Ahead(w.queue[len(w.queue)-1].page)
		if !ok || !w.slots.try() {
			return
		}
		w.start(ctx, page)
	}
}

// start begins to fetch a page, for which a slot was taken.
func (w *walker) start(ctx context.Context, page paginate.Page) {
	ctx, cancel := context.WithCancel(ctx)
	p := &pending{page: page, cancel: cancel, done: make(chan struct{})}
	w.queue = append(w.queue, p)
	first := !w.begun
	w.begun = true
	needs := append([]jsonpath.Path(nil), w.paginator.Needs()...)
	go func() {
		defer close(p.done)
		defer func() {
			if fault := recover(); fault != nil {
				p.err = fmt.Errorf("the connector failed at a page: %v", fault)
			}
		}()
		p.got, p.err = w.fetcher.fetch(ctx, page, w.scope, needs, first)
	}()
}

// finish gives back the slot of a page that next returned. What was waiting for it in
// the window can be asked for now.
func (w *walker) finish(ctx context.Context, got *fetched) {
	got.release()
	w.slots.free()
	w.ahead(ctx)
}

// stop ends all requests that are under way and waits for them.
func (w *walker) stop() {
	for _, p := range w.queue {
		p.cancel()
	}
	for _, p := range w.queue {
		<-p.done
		if p.got != nil {
			p.got.release()
		}
		w.slots.free()
	}
	w.queue = nil
}
