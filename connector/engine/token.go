package engine

import (
	"bytes"
	"encoding/json"
	"net/url"

	"source-rest-api/connector/auth"
	"source-rest-api/connector/paginate"
)

// withoutCredentials returns the page without the credentials that an API's link to it
// repeats: its token goes into states. Each request is signed anew.
func withoutCredentials(page paginate.Page, config auth.Config) paginate.Page {
	stripper, ok := config.(auth.Stripper)
	if !ok || page.URL == "" {
		return page
	}
	link, err := url.Parse(page.URL)
	if err != nil {
		return page // asking for it will say what is wrong
	}
	stripper.Strip(link)
	stripped := link.String()
	page.Token = bytes.ReplaceAll(page.Token, inJSON(page.URL), inJSON(stripped))
	page.URL = stripped
	return page
}

// writable reports whether a token may stand in a state: whoever reads states may see
// it. A sync that breaks off goes on from an earlier page then.
func (s *streamRead) writable(token json.RawMessage) bool {
	if s.engine.redactor.Redact(string(token)) == string(token) {
		return true
	}
	s.secretToken.Do(func() {
		s.log.Warn("the API's links to its pages hold a secret, so the page isn't kept in the state: a sync that breaks off begins anew")
	})
	return false
}

// inJSON returns a text as the JSON string that paginators write.
func inJSON(text string) []byte {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(text); err != nil { // can't happen: a string always has a JSON form
		return nil
	}
	return bytes.TrimSpace(b.Bytes())
}
