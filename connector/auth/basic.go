package auth

import (
	"context"
	"encoding/base64"
	"net/http"
)

// Basic sends a user name and a password (RFC 7617), both as UTF-8. Either may be
// empty: many APIs take a key as the user name alone.
//
//	auth: {type: http_basic, username: reader, password: dlt.secrets["password"]}
type Basic struct {
	Username string
	Password string
}

// New makes the authenticator.
func (b Basic) New(Env) Authenticator { return b }

// Secrets returns the password, the user name where there is no password (it is
// the key then), and the pair as it is sent.
func (b Basic) Secrets() []string {
	pair := base64.StdEncoding.EncodeToString([]byte(b.Username + ":" + b.Password))
	if b.Password == "" {
		return []string{b.Username, pair}
	}
	return []string{b.Password, pair}
}

// Sign sets the Authorization header, replacing one that the definition gave.
func (b Basic) Sign(_ context.Context, req *http.Request) error {
	req.SetBasicAuth(b.Username, b.Password)
	return nil
}
