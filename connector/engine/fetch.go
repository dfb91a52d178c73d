package engine

import (
	"context"
	"net/http"
	"net/url"
	"sync"

	"source-rest-api/connector/jsonpath"
	"source-rest-api/connector/paginate"
	"source-rest-api/connector/plan"
	"source-rest-api/connector/record"
	"source-rest-api/connector/requester"
	"source-rest-api/connector/template"
)

// A fetcher gets pages of one stream, several at once if need be.
type fetcher struct {
	client    *requester.Client
	stream    *plan.Stream
	selectors *selectors
	events    requester.Events
}

// A fetched page is an answer with the records found in it.
type fetched struct {
	page    paginate.Page
	records *record.Page
	url     *url.URL
	header  http.Header
	body    *requester.Body
	last    bool // the definition ignores the answer, and ends the slice with it
}

// fetch gets a page. needs are the paths of the values that the paginator wants to
// see; first says that nothing of the stream was asked for before.
func (f *fetcher) fetch(ctx context.Context, page paginate.Page, scope *template.Scope, needs []jsonpath.Path, first bool) (*fetched, error) {
	selector := f.selectors.take()
	defer f.selectors.put(selector)
	got := &fetched{page: page}
	err := f.client.Do(ctx, requester.Request{
		Plan:   &f.stream.Retriever.Requester,
		Page:   page,
		Scope:  scope,
		First:  first,
		Events: f.events,
	}, func(response *requester.Response) error {
		format := f.stream.Retriever.Format.For(response.Header.Get("Content-Type"))
		records, err := selector.Select(response.Body, format, needs)
		if err != nil {
			return err
		}
		got.records, got.body = records, response.Body
		got.url, got.header, got.last = response.URL, response.Header, response.Ignored
		return nil
	})
	if err != nil {
		return nil, err
	}
	return got, nil
}

// answer returns what the paginator may see of the page.
func (f *fetched) answer(before *fetchedSum) paginate.Answer {
	repeat := f.records.Count > 0 && before.known && before.sum == f.records.Sum && before.count == f.records.Count
	*before = fetchedSum{known: true, sum: f.records.Sum, count: f.records.Count}
	return paginate.Answer{
		URL:      f.url,
		Header:   f.header,
		Records:  f.records.Count,
		Repeat:   repeat,
		Values:   f.records.Values,
		Document: f.document,
	}
}

// document returns the whole body where it is held in memory.
func (f *fetched) document() ([]byte, error) {
	data, ok := f.records.Document()
	if !ok {
		return nil, errTooLarge
	}
	return data, nil
}

// release lets go of the page's memory.
func (f *fetched) release() {
	f.records.Release()
	f.body.Close()
}

// A fetchedSum tells whether a page holds the very records of the one before it.
type fetchedSum struct {
	known bool
	sum   uint64
	count int
}

// selectors are a stream's record selectors, one for each page under way. Once the
// first page has shown where the records are, all of them know it.
type selectors struct {
	mu       sync.Mutex
	known    *sync.Cond       // the model knows where the records are, or another page may find out
	learning bool             // a page is under way to find out
	model    *record.Selector // that the others are made of
	free     []*record.Selector
}

func newSelectors(config record.Config) *selectors {
	model := config.New()
	model.Hash = true
	s := &selectors{model: model}
	s.known = sync.NewCond(&s.mu)
	return s
}

func (s *selectors) take() *record.Selector {
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.model.Path().IsZero() && s.learning {
		s.known.Wait() // or each page would find out for itself, and come to different ends
	}
	s.learning = s.model.Path().IsZero()
	if n := len(s.free); n > 0 {
		selector := s.free[n-1]
		s.free = s.free[:n-1]
		return selector
	}
	return s.model.Sibling()
}

func (s *selectors) put(selector *record.Selector) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.learning {
		s.learning = false
		s.model = selector.Sibling()
		s.known.Broadcast()
	}
	s.free = append(s.free, selector)
}

// path returns where the records are, the zero Path while that isn't known.
func (s *selectors) path() jsonpath.Path {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.model.Path()
}
