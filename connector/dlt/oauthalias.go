package dlt

import (
	"strings"

	"source-rest-api/connector/document"
)

// tokenWords are other words for the keys of the authenticators that get tokens.
var tokenWords = map[string]map[string]string{
	"oauth2_client_credentials": {"token_url": "access_token_url", "token_endpoint": "access_token_url", "token_refresh_endpoint": "access_token_url"},
	"oauth2_refresh_token":      {"access_token_url": "token_url", "token_endpoint": "token_url", "token_refresh_endpoint": "token_url"},
}

// writeOutTokens writes out an authenticator that gets tokens: the word oauth2, which
// means a refresh token, or a client's credentials where there is none; and what dlt's
// classes take beyond the keys of its configs.
func (c *compiler) writeOutTokens(auth *document.Node) {
	kind := auth.Get("type")
	switch kind.Text {
	case "oauth2":
		to := "oauth2_refresh_token"
		if grant := auth.Get("grant_type"); grant != nil && grant.Text == "client_credentials" ||
			absent(auth.Get("refresh_token")) && !absent(auth.Get("client_secret")) {
			to = "oauth2_client_credentials"
		}
		c.foreign(auth, "type", "oauth2 is not dlt's word; write %s, as which it is read", to)
		kind.Text = to
		c.dropGrantType(auth)
	case "oauth2_refresh_token":
		if c.env.Strict {
			c.foreign(auth, "type", "oauth2_refresh_token is not a type of dlt's; it has oauth2_client_credentials only")
		}
	case "oauth2_client_credentials":
		// dlt takes both, for those who make the object themselves.
		auth.Remove("access_token")
		auth.Remove("session")
	case "jwt_bearer":
		c.writeOutJWT(auth)
	}
	for _, field := range append([]document.Field(nil), auth.Fields...) {
		if to, ok := tokenWords[kind.Text][field.Name]; ok {
			c.rename(auth, field.Name, to)
		}
	}
}

// dropGrantType takes out a grant_type that says what the type says now.
func (c *compiler) dropGrantType(auth *document.Node) {
	grant := auth.Get("grant_type")
	if grant == nil || "oauth2_"+grant.Text != auth.Get("type").Text {
		return
	}
	c.foreign(auth, "grant_type", "is not dlt's word; the type says it")
	auth.Remove("grant_type")
}

// writeOutJWT writes the arguments of dlt's class OAuthJWTAuth, which has no type in
// its configs, as our keys.
func (c *compiler) writeOutJWT(auth *document.Node) {
	if endpoint := auth.Field("auth_endpoint"); endpoint != nil && auth.Get("token_url") == nil {
		endpoint.Name = "token_url"
	}
	auth.Remove("session")
	auth.Remove("format")
	scopes := auth.Field("scopes")
	if scopes == nil || scopes.Value.Kind != document.String {
		return
	}
	list := &document.Node{Kind: document.List, Line: scopes.Value.Line, Column: scopes.Value.Column}
	for _, scope := range strings.Fields(scopes.Value.Text) {
		list.Items = append(list.Items, &document.Node{Kind: document.String, Text: scope, Line: list.Line, Column: list.Column})
	}
	c.paths[list] = c.paths[scopes.Value]
	scopes.Value = list
}
