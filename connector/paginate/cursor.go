package paginate

import (
	"bytes"
	"encoding/json"
	"errors"

	"source-rest-api/connector/jsonpath"
)

// Cursor takes a value out of each answer and sends it with the next request. The
// first request carries none:
//
//	paginator:
//	  type: cursor
//	  cursor_path: meta.next_cursor
//	  cursor_param: cursor
//
// It ends after an empty page (StopAfterEmptyPage), where the has-more flag says
// no, and where the answer has no cursor: it is missing, null, "", 0, false, [] or
// {}. A flag that says yes doesn't go on without a cursor.
type Cursor struct {
	CursorPath jsonpath.Path

	Param    string // query parameter; "" means "cursor" where BodyPath is "" too
	BodyPath string // keys joined by dots, in the JSON body; excludes Param

	Size      int    // records a page, 0 where unknown; it ends nothing
	SizeParam string // query parameter that Size is sent as; "" means not sent

	StopAfterEmptyPage bool
	HasMorePath        jsonpath.Path // whether there are more pages; zero for none
}

// DefaultCursor returns dlt's defaults: the cursor stands at `cursors.next`.
func DefaultCursor() Cursor {
	return Cursor{CursorPath: jsonpath.MustCompile("cursors.next")}
}

// Validate reports all that keeps the config from working, joined.
func (c Cursor) Validate() error {
	var path error
	if c.CursorPath.IsZero() {
		path = errors.New("the path of the cursor in the answer is missing")
	}
	return errors.Join(path, validTarget("cursor", c.Param, c.BodyPath), validSize(c.Size))
}

// New starts without a cursor, or with the one in a token {"cursor": …}.
func (c Cursor) New(token json.RawMessage) (Paginator, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	start, err := cursorOf(token)
	if err != nil {
		return nil, err
	}
	p := &cursorPaginator{config: c, set: target(c.Param, c.BodyPath, "cursor"), start: start, last: start}
	p.seen.add(start.key())
	return p, nil
}

type cursorPaginator struct {
	config Cursor
	set    Inject
	start  cursorToken
	last   cursorToken
	seen   loop
}

// First returns the page at the start cursor.
func (p *cursorPaginator) First() Page { return p.page(p.start) }

// Needs returns the path of the cursor, and of the has-more flag where configured.
func (p *cursorPaginator) Needs() []jsonpath.Path {
	return given(p.config.CursorPath, p.config.HasMorePath)
}

// Next returns the page at the answer's cursor.
func (p *cursorPaginator) Next(answer Answer) (Page, bool, error) {
	if answer.Records == 0 && p.config.StopAfterEmptyPage {
		return Page{}, false, nil
	}
	values := answer.Values
	next := cursorToken{Cursor: compact(first(&values))}
	if !p.config.HasMorePath.IsZero() {
		more, err := hasMore(p.config.HasMorePath, first(&values))
		if err != nil || !more {
			return Page{}, false, err
		}
	}
	if isFalsy(next.Cursor) {
		return Page{}, false, nil
	}
	if answer.Repeat || p.seen.add(next.key()) && !p.mayRepeat(answer) {
		return Page{}, false, ignored(p.set.Name)
	}
	if bytes.Equal(next.Cursor, p.last.Cursor) {
		next.Page = p.last.Page + 1
	}
	p.last = next
	return p.page(next), true, nil
}

// mayRepeat reports whether a cursor may come back. Scroll APIs give one handle
// for all pages; that is in order where every answer brings records and something
// other than the cursor ends the walk.
func (p *cursorPaginator) mayRepeat(answer Answer) bool {
	return answer.Records > 0 && (p.config.StopAfterEmptyPage || !p.config.HasMorePath.IsZero())
}

func (p *cursorPaginator) page(at cursorToken) Page {
	page := Page{Token: at.encode(), Set: size(p.config.Size, p.config.SizeParam)}
	if at.Cursor != nil {
		set := p.set
		set.Value = at.Cursor
		page.Set = append([]Inject{set}, page.Set...)
	}
	return page
}
