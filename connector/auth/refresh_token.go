package auth

import (
	"net/url"
	"time"

	"golang.org/x/oauth2"
)

// RefreshToken gets access tokens with a refresh token (RFC 6749, section 6). Where the
// answer brings another refresh token, that one is used from then on, and Env.Rotated
// is told: the old one may be good for nothing now.
//
//	auth:
//	  type: oauth2_refresh_token
//	  token_url: https://auth.example.com/oauth/token
//	  client_id: reader
//	  client_secret: dlt.secrets["client_secret"]
//	  refresh_token: dlt.secrets["refresh_token"]
type RefreshToken struct {
	TokenURL     string
	ClientID     string
	ClientSecret string // "" for a public client
	Token        string
	Extra        Form          // laid over the form
	Lifetime     time.Duration // of an access token where the answer doesn't say; 0 means an hour
}

// New makes the authenticator.
func (r RefreshToken) New(env Env) Authenticator {
	current := r.Token // which one fetch at a time uses
	return newTokens(env, grant{
		url:      r.TokenURL,
		lifetime: r.Lifetime,
		form: func() (url.Values, error) {
			return r.Extra.over(fields("grant_type", "refresh_token", "refresh_token", current,
				"client_id", r.ClientID, "client_secret", r.ClientSecret)), nil
		},
		got: func(token *oauth2.Token) {
			fresh := token.RefreshToken
			if fresh == "" || fresh == current {
				return
			}
			old := current
			current = fresh
			env.secret(fresh)
			env.rotated(old, fresh)
		},
		client: "check the client id and the client secret",
		grant:  "the refresh token has expired, was taken back, or was used before; authorize the connection again and give the new refresh token",
	})
}

// Secrets returns the refresh token, the client secret, and those of the further
// fields that may be secrets.
func (r RefreshToken) Secrets() []string {
	secrets := append(r.Extra.secrets(), r.Token)
	if r.ClientSecret != "" {
		secrets = append(secrets, r.ClientSecret)
	}
	return secrets
}
