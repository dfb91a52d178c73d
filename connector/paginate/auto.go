package paginate

import (
	"encoding/json"

	"source-rest-api/connector/jsonpath"
)

// Auto finds out from the first answer how its API pages, and says so
// (see Detector):
//
//	paginator: auto
//
// The first of these that the answer has counts: a Link header with a next link; a
// key such as `next` or `nextPageUrl` with a URL; the number of pages; a cursor,
// which goes back under the name its key suggests (nextPageToken as pageToken);
// offset, limit and total side by side. With none of them the answer is taken for
// the only page, unless it says that there are more: then that is an error.
//
// Names are guesses, so a page that comes twice is always an error.
type Auto struct{}

// New starts without knowing the kind, or at the page of a token
// {"auto": …, "at": …}, which holds what was found and the kind's own token.
func (Auto) New(token json.RawMessage) (Paginator, error) {
	if isNull(token) {
		return &auto{}, nil
	}
	resumed, err := autoOf(token)
	if err != nil {
		return nil, err
	}
	config, err := resumed.Found.config()
	if err != nil {
		return nil, badToken(`object {"auto": …, "at": …}`, token)
	}
	inner, err := config.New(resumed.At)
	if err != nil {
		return nil, err
	}
	return &auto{found: resumed.Found, inner: inner}, nil
}

type auto struct {
	found    found
	inner    Paginator // nil before the first answer
	rechecks int       // answers that may be the page before once more
}

// Detected returns what was found, as a definition.
func (p *auto) Detected() string { return p.found.String() }

// First returns the first page of the kind that was found earlier, or the stream's
// own request.
func (p *auto) First() Page {
	if p.inner == nil {
		return Page{Token: null()}
	}
	return p.wrap(p.inner.First())
}

// Needs returns nothing at first, then what the kind that was found needs.
func (p *auto) Needs() []jsonpath.Path {
	if p.inner == nil {
		return nil
	}
	return p.inner.Needs()
}

// Next detects the kind at the first answer, and then does what the kind does.
func (p *auto) Next(answer Answer) (Page, bool, error) {
	if p.inner == nil {
		values, err := p.detect(answer)
		if err != nil {
			return Page{}, false, err
		}
		answer.Values = values
	} else if answer.Repeat && p.found.counts() {
		if p.rechecks == 0 {
			return Page{}, false, ignored(p.found.Param)
		}
		answer.Repeat = false // the first page was asked for once more, to be sure of its number
	}
	if p.rechecks > 0 {
		p.rechecks--
	}
	page, ok, err := p.inner.Next(answer)
	if err != nil || !ok {
		return Page{}, false, err
	}
	return p.wrap(page), true, nil
}

// Ahead asks the kind that was found, where it counts.
func (p *auto) Ahead(page Page) (Page, bool) {
	inner, ok := p.inner.(Ahead)
	if !ok {
		return Page{}, false
	}
	if at, err := autoOf(page.Token); err == nil {
		page.Token = at.At
	}
	next, ok := inner.Ahead(page)
	if !ok {
		return Page{}, false
	}
	return p.wrap(next), true
}

// detect makes the paginator for the kind that the first answer shows. It returns
// the values that this paginator needs of the answer.
func (p *auto) detect(answer Answer) ([]json.RawMessage, error) {
	found, values, err := detect(answer)
	if err != nil {
		return nil, err
	}
	config, err := found.config()
	if err != nil {
		return nil, err
	}
	if p.inner, err = config.New(found.start()); err != nil {
		return nil, err
	}
	p.found = found
	if found.blind() {
		p.rechecks = 2 // this answer, and the one that may be the same page by its number
	}
	return values, nil
}

func (p *auto) wrap(page Page) Page {
	page.Token = autoToken{Found: p.found, At: page.Token}.encode()
	return page
}
