package paginate

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"

	"source-rest-api/connector/failure"
)

// linkWalk walks pages that have a URL each.
type linkWalk struct {
	start string // URL of the first page, "" for the stream's own
	seen  loop
}

// newLinkWalk reads a token, which is a page's absolute URL.
func newLinkWalk(token json.RawMessage) (linkWalk, error) {
	var walk linkWalk
	if isNull(token) {
		return walk, nil
	}
	if json.Unmarshal(token, &walk.start) != nil {
		return linkWalk{}, badToken("URL", token)
	}
	page, err := url.Parse(walk.start)
	if err != nil || !isWeb(page) {
		return linkWalk{}, badToken("absolute http or https URL", token)
	}
	walk.seen.add(walk.start)
	return walk, nil
}

// First returns the page at the start URL.
func (w *linkWalk) First() Page {
	if w.start == "" {
		return Page{Token: null()}
	}
	return Page{Token: quote(w.start), URL: w.start}
}

// follow returns the page at link, which stands relative to the answer's URL
// (RFC 3986, section 5; RFC 8288, section 3.1).
func (w *linkWalk) follow(answer Answer, link string) (Page, bool, error) {
	target, err := url.Parse(link)
	if err != nil {
		return Page{}, false, failure.Configf("the link to the next page is no URL; its path is probably another one")
	}
	asked := ""
	if answer.URL != nil {
		target = answer.URL.ResolveReference(target)
		asked = answer.URL.String()
	}
	if w.seen.steps == 0 {
		w.seen.add(asked)
	}
	if !isWeb(target) {
		return Page{}, false, failure.Configf("the link to the next page is no http or https URL; its path is probably another one")
	}
	target.Fragment, target.RawFragment = "", ""
	target.RawQuery = escapeQuery(target.RawQuery)
	next := target.String()
	if w.seen.add(next) || next == asked || answer.Repeat {
		return Page{}, false, repeated("its link to the next page leads to a page already read")
	}
	return Page{Token: quote(next), URL: next}, true, nil
}

func isWeb(u *url.URL) bool {
	return (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

// escapeQuery escapes what can't stand in a request line. APIs put spaces and
// letters beyond ASCII into their links; what is escaped already stays as it is.
func escapeQuery(query string) string {
	var b strings.Builder
	for i := range len(query) {
		if c := query[i]; c <= ' ' || c >= 0x7f || strings.IndexByte("\"<>", c) >= 0 {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}
