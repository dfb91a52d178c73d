package paginate

import (
	"encoding/json"
	"errors"
	"strings"

	"source-rest-api/connector/failure"
	"source-rest-api/connector/jsonpath"
)

// JSONLink follows a URL in the body of each answer:
//
//	paginator:
//	  type: json_link
//	  next_url_path: paging.next
//
// A relative URL stands relative to the one that was asked. The walk ends where the
// value is missing, null, "" or false; anything else that is no URL is an error. An
// empty page doesn't end it.
type JSONLink struct {
	Path jsonpath.Path
}

// DefaultJSONLink returns dlt's default: the URL stands at `next`.
func DefaultJSONLink() JSONLink { return JSONLink{Path: jsonpath.MustCompile("next")} }

// Validate reports a missing path.
func (c JSONLink) Validate() error {
	if c.Path.IsZero() {
		return errors.Join(errors.New("the path of the next page's URL in the answer is missing"))
	}
	return nil
}

// New starts at the stream's own URL, or at the URL that token is.
func (c JSONLink) New(token json.RawMessage) (Paginator, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	walk, err := newLinkWalk(token)
	if err != nil {
		return nil, err
	}
	return &jsonLink{linkWalk: walk, path: c.Path}, nil
}

type jsonLink struct {
	linkWalk
	path jsonpath.Path
}

// Needs returns the path of the link.
func (p *jsonLink) Needs() []jsonpath.Path { return []jsonpath.Path{p.path} }

// Next returns the page that the answer's link names.
func (p *jsonLink) Next(answer Answer) (Page, bool, error) {
	values := answer.Values
	value := first(&values)
	if isNull(value) || string(value) == "false" {
		return Page{}, false, nil
	}
	var link string
	if json.Unmarshal(value, &link) != nil {
		return Page{}, false, failure.Configf(
			"%s: expected the URL of the next page, found %s; the link's path is probably another one", p.path, kind(value))
	}
	if link = strings.TrimSpace(link); link == "" {
		return Page{}, false, nil
	}
	return p.follow(answer, link)
}
