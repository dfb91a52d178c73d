package dlt

import "source-rest-api/connector/document"

// credentials are the keys that an authenticator can't do without.
var credentials = map[string][]string{
	"bearer":     {"token"},
	"api_key":    {"api_key"},
	"http_basic": {"username", "password"},

	"oauth2_client_credentials": {"access_token_url", "client_id", "client_secret"},
	"oauth2_refresh_token":      {"token_url", "client_id", "refresh_token"},
	"jwt_bearer":                {"token_url", "client_id", "private_key"},
}

// optionalCredentials are those that it takes where they are given.
var optionalCredentials = map[string][]string{
	"oauth2_refresh_token": {"client_secret"},
	"jwt_bearer":           {"private_key_passphrase"},
}

// takeCredentials gives an authenticator that was named by its type alone the
// secrets that are named as its keys are, as dlt does out of its own store.
func (c *compiler) takeCredentials(parent, auth *document.Node) {
	kind := auth.Get("type")
	if kind == nil {
		return
	}
	take := func(key string) (ok bool) {
		value, ok := c.env.Secrets[key]
		if c.env.Symbolic {
			value, ok = lookUpText(key), true
		}
		if ok {
			auth.Set(key, &document.Node{Kind: document.String, Text: value, Line: auth.Line, Column: auth.Column})
		}
		return ok
	}
	for _, key := range credentials[kind.Text] {
		if !take(key) {
			c.fault(auth, "%s", missingSecret(key))
			parent.Remove("auth") // which would only be told of once more
		}
	}
	for _, key := range optionalCredentials[kind.Text] {
		take(key)
	}
}
