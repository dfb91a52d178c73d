package dlt

import "source-rest-api/connector/document"

// credentials are the keys that an authenticator can't do without.
var credentials = map[string][]string{
	"bearer":     {"token"},
	"api_key":    {"api_key"},
	"http_basic": {"username", "password"},
}

// takeCredentials gives an authenticator that was named by its type alone the
// secrets that are named as its keys are, as dlt does out of its own store.
func (c *compiler) takeCredentials(parent, auth *document.Node) {
	kind := auth.Get("type")
	if kind == nil {
		return
	}
	for _, key := range credentials[kind.Text] {
		value, ok := c.env.Secrets[key]
		if !ok {
			c.fault(auth, "%s", missingSecret(key))
			parent.Remove("auth") // which would only be told of once more
			continue
		}
		auth.Set(key, &document.Node{Kind: document.String, Text: value, Line: auth.Line, Column: auth.Column})
	}
}
