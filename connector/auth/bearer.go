package auth

import (
	"context"
	"net/http"
)

// Bearer sends a token in the Authorization header (RFC 6750, section 2.1).
//
//	auth: {type: bearer, token: dlt.secrets["api_token"]}
type Bearer struct {
	Token string
}

// New makes the authenticator.
func (b Bearer) New(Env) Authenticator { return b }

// Secrets returns the token.
func (b Bearer) Secrets() []string { return []string{b.Token} }

// Sign sets the Authorization header, replacing one that the definition gave.
func (b Bearer) Sign(_ context.Context, req *http.Request) error {
	req.Header.Set("Authorization", "Bearer "+b.Token)
	return nil
}
