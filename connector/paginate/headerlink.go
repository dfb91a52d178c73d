package paginate

import (
	"encoding/json"
	"strings"

	"source-rest-api/connector/jsonpath"
)

// HeaderLink follows the Link header (RFC 8288) of each answer:
//
//	paginator:
//	  type: header_link
//	  links_next_key: next
//
// It ends where no link has the relation, and where the link says results="false",
// as some APIs do instead of leaving it out (dlt goes on for ever). Relations are
// compared without regard to case (RFC 8288, section 2.1). An empty page doesn't
// end it.
type HeaderLink struct {
	Rel string // relation type of the next page; "" means "next"
}

// New starts at the stream's own URL, or at the URL that token is.
func (c HeaderLink) New(token json.RawMessage) (Paginator, error) {
	walk, err := newLinkWalk(token)
	if err != nil {
		return nil, err
	}
	return &headerLink{linkWalk: walk, rel: orDefault(c.Rel, "next")}, nil
}

type headerLink struct {
	linkWalk
	rel string
}

// Needs returns nothing: the link is not in the body.
func (p *headerLink) Needs() []jsonpath.Path { return nil }

// Next returns the page that the answer's Link header names.
func (p *headerLink) Next(answer Answer) (Page, bool, error) {
	next, ok := findLink(answer.Header.Values("Link"), p.rel)
	if !ok || next.target == "" || strings.EqualFold(next.results, "false") {
		return Page{}, false, nil
	}
	return p.follow(answer, next.target)
}
