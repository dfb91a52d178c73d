package auth

import (
	"net/url"
	"slices"
	"time"
)

// ClientCredentials gets access tokens with a client id and secret (RFC 6749, section
// 4.4). Both stand in the form of the request, as dlt has it.
//
//	auth:
//	  type: oauth2_client_credentials
//	  access_token_url: https://auth.example.com/oauth/token
//	  client_id: reader
//	  client_secret: dlt.secrets["client_secret"]
//	  access_token_request_data: {scope: read}
type ClientCredentials struct {
	TokenURL     string
	ClientID     string
	ClientSecret string
	Extra        Form          // laid over the form, grant_type included
	Lifetime     time.Duration // of a token where the answer doesn't say; 0 means an hour
}

// New makes the authenticator.
func (c ClientCredentials) New(env Env) Authenticator {
	return newTokens(env, grant{
		url:      c.TokenURL,
		lifetime: c.Lifetime,
		form: func() (url.Values, error) {
			return c.Extra.over(fields("grant_type", "client_credentials",
				"client_id", c.ClientID, "client_secret", c.ClientSecret)), nil
		},
		client: "check the client id and the client secret",
		grant:  "check the fields that are sent with the request for a token",
	})
}

// Secrets returns the client secret, and those of the further fields that may be
// secrets.
func (c ClientCredentials) Secrets() []string {
	return append(c.Extra.secrets(), c.ClientSecret)
}

// fields returns a form of names and values; those whose value is empty are left out.
func fields(namesAndValues ...string) url.Values {
	form := url.Values{}
	for pair := range slices.Chunk(namesAndValues, 2) {
		if pair[1] != "" {
			form.Set(pair[0], pair[1])
		}
	}
	return form
}
