package paginate

import (
	"encoding/json"

	"source-rest-api/connector/jsonpath"
)

// SinglePage is for endpoints that give everything in one answer:
//
//	paginator: single_page
type SinglePage struct{}

// New returns a paginator of one page. There is no page to go on from, so any
// token but null is an error.
func (SinglePage) New(token json.RawMessage) (Paginator, error) {
	if !isNull(token) {
		return nil, badToken("null", token)
	}
	return singlePage{}, nil
}

type singlePage struct{}

// First returns the one page.
func (singlePage) First() Page { return Page{Token: null()} }

// Needs returns nothing.
func (singlePage) Needs() []jsonpath.Path { return nil }

// Next returns no page.
func (singlePage) Next(Answer) (Page, bool, error) { return Page{}, false, nil }
