package paginate

import (
	"encoding/json"

	"source-rest-api/connector/jsonpath"
)

// HeaderCursor takes a value out of a header of each answer and sends it with the
// next request. The first request carries none:
//
//	paginator:
//	  type: header_cursor
//	  cursor_key: X-Next-Cursor
//	  cursor_param: cursor
//
// It ends where the header is absent or empty. (dlt goes on with an empty value,
// which asks for the first page once more.)
type HeaderCursor struct {
	Header string // name, in any case; "" means "next"
	Param  string // query parameter; "" means "cursor"
}

// New starts without a cursor, or with the one in a token {"cursor": …}.
func (c HeaderCursor) New(token json.RawMessage) (Paginator, error) {
	start, err := cursorOf(token)
	if err != nil {
		return nil, err
	}
	if start.Cursor != nil && start.Cursor[0] != '"' {
		return nil, badToken(`object {"cursor": "…"}`, token)
	}
	p := &headerCursor{
		header: orDefault(c.Header, "next"),
		param:  orDefault(c.Param, "cursor"),
		start:  start,
	}
	p.seen.add(start.key())
	return p, nil
}

type headerCursor struct {
	header, param string
	start         cursorToken
	seen          loop
}

// First returns the page at the start cursor.
func (p *headerCursor) First() Page { return p.page(p.start) }

// Needs returns nothing: the cursor is not in the body.
func (p *headerCursor) Needs() []jsonpath.Path { return nil }

// Next returns the page at the cursor in the answer's header.
func (p *headerCursor) Next(answer Answer) (Page, bool, error) {
	cursor := answer.Header.Get(p.header)
	if cursor == "" {
		return Page{}, false, nil
	}
	next := cursorToken{Cursor: quote(cursor)}
	if p.seen.add(next.key()) || answer.Repeat {
		return Page{}, false, ignored(p.param)
	}
	return p.page(next), true, nil
}

func (p *headerCursor) page(at cursorToken) Page {
	page := Page{Token: at.encode()}
	if at.Cursor != nil {
		page.Set = []Inject{{Into: Query, Name: p.param, Value: at.Cursor}}
	}
	return page
}
