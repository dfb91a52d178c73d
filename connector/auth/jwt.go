package auth

import (
	"crypto/rsa"
	"net/url"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"source-rest-api/connector/failure"
)

// assertionLifetime is how long an assertion is good for, as in dlt.
const assertionLifetime = time.Hour

// JWT gets access tokens with an assertion that it signs by RS256 (RFC 7523, section
// 2.1). Issuer and subject are the client, the audience is the token URL, as in dlt.
//
//	auth:
//	  type: jwt_bearer
//	  token_url: https://auth.example.com/oauth/token
//	  client_id: reader@example.com
//	  private_key: dlt.secrets["private_key"]
//	  scopes: [read]
type JWT struct {
	TokenURL   string
	ClientID   string
	PrivateKey string        // PEM; see Validate
	Passphrase string        // of the private key; "" for none
	Scopes     string        // separated by spaces; "" leaves the claim out
	Lifetime   time.Duration // of an access token where the answer doesn't say; 0 means an hour
}

// New makes the authenticator.
func (j JWT) New(env Env) Authenticator {
	key, keyErr := privateKey(j.PrivateKey, j.Passphrase)
	return newTokens(env, grant{
		url:      j.TokenURL,
		lifetime: j.Lifetime,
		form: func() (url.Values, error) {
			if keyErr != nil {
				return nil, failure.Configf("the private key can't be used: it %w", keyErr)
			}
			assertion, err := j.assertion(key, time.Now())
			if err != nil {
				return nil, err
			}
			env.secret(assertion)
			return fields("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion", assertion), nil
		},
		client: "check the client id, and that the private key belongs to it",
		grant:  "check the client id, the token URL, that the private key belongs to the client, and this machine's clock",
	})
}

func (j JWT) assertion(key *rsa.PrivateKey, now time.Time) (string, error) {
	claims := jwt.MapClaims{
		"iss": j.ClientID,
		"sub": j.ClientID,
		"aud": j.TokenURL,
		"iat": now.Unix(),
		"exp": now.Add(assertionLifetime).Unix(),
	}
	if j.Scopes != "" {
		claims["scope"] = j.Scopes
	}
	assertion, err := jwt.NewWithClaims(jwt.SigningMethodRS256, claims).SignedString(key)
	if err != nil {
		return "", failure.Configf("the private key can't sign: %w", err)
	}
	return assertion, nil
}

// Validate reports what is wrong with the private key: "has no passphrase …". It has
// to be an RSA key, PKCS #1 or PKCS #8, which may be encrypted.
func (j JWT) Validate() error {
	_, err := privateKey(j.PrivateKey, j.Passphrase)
	return err
}

// Secrets returns the private key and its passphrase.
func (j JWT) Secrets() []string {
	if j.Passphrase == "" {
		return []string{j.PrivateKey}
	}
	return []string{j.PrivateKey, j.Passphrase}
}
