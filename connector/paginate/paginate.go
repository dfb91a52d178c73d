// Package paginate walks the pages of an endpoint. Each kind of paginator has a
// file of its own, with a Config that comes out of a definition and makes the
// runtime half.
//
// A paginator decides only what the next request has to carry; it sends nothing
// and reads no records.
package paginate

import (
	"encoding/json"
	"net/http"
	"net/url"

	"source-rest-api/connector/jsonpath"
)

// A Config describes a paginator. It is immutable.
type Config interface {
	// New makes a fresh paginator for one slice of a stream. It starts at the first
	// page, or at the one that token (a Page.Token out of a state) stands for; an
	// error says that this paginator can't start from that token.
	New(token json.RawMessage) (Paginator, error)
}

// A Paginator turns one answer into what the next request has to carry. It is used
// by one goroutine, and sees every answer of its slice in order.
type Paginator interface {
	// First returns the page to begin with.
	First() Page
	// Needs returns the paths whose values Next wants to see in the answer. It may
	// change with each answer (auto-detection knows its paths after the first one).
	Needs() []jsonpath.Path
	// Next returns the page after answer; ok is false when answer was the last one.
	// An error fails the stream: the answer breaks the paginator's contract, and
	// going on or stopping quietly could lose records.
	Next(answer Answer) (page Page, ok bool, err error)
}

// An Ahead paginator knows the page after another without having seen its answer,
// so that several pages can be requested at once.
type Ahead interface {
	// Ahead returns the page that follows page if there may be one more; ok is false
	// when page is known to be the last one, or when nothing is known yet. Next
	// alone says where the walk ends.
	Ahead(page Page) (next Page, ok bool)
}

// A Page is what a request has to carry to get one page.
type Page struct {
	// Token is the page's position as a JSON value, enough for Config.New to go on
	// from here. It is written to states, and two pages of a slice never share one.
	Token json.RawMessage
	// URL is the whole URL of the page, "" when the stream's own URL is to be used.
	// Where it is set, the stream's query parameters are left out: the link has them.
	URL string
	// Set are the values to put into the request, over the stream's own ones.
	Set []Inject
}

// Into says which part of a request a value goes into.
type Into int

// The parts of a request.
const (
	Query Into = iota
	Header
	Body // the JSON body
)

// An Inject is one value that goes into a request.
type Inject struct {
	Into  Into
	Name  string          // parameter or header name; for Body a path of keys joined by dots
	Value json.RawMessage // a JSON value; in queries and headers strings go without quotes
}

// An Answer is what a paginator may see of a response.
type Answer struct {
	URL      *url.URL               // of the request that was answered, after redirects
	Header   http.Header            // of the response
	Records  int                    // records that the selector found, before any filter
	Repeat   bool                   // the records are, byte for byte, those of the page before, and not none
	Values   []json.RawMessage      // for each of Needs the first match, nil where there is none
	Document func() ([]byte, error) // the whole body, for detection; nil where it wasn't kept
}

// A Validator is a Config that can be wrong. Its error joins (errors.Join) all that
// is, each one without saying where: the dialect knows what its keys are called.
type Validator interface {
	Validate() error
}

// A Detector finds its kind out from the first answer.
type Detector interface {
	// Detected returns what was found as a definition to copy, as in
	// {type: cursor, cursor_path: meta.next_cursor, cursor_param: cursor}, "" before the
	// first answer.
	Detected() string
}
