package dlt

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"source-rest-api/connector/auth"
)

// oauth compiles the auth of a client.
func oauth(t *testing.T, text string, env Env) (auth.Config, *Result, error) {
	t.Helper()
	result, err := compile(t, "client: {base_url: https://h, auth: "+text+"}\nresources: [a]", env)
	if err != nil {
		return nil, nil, err
	}
	return result.Plan.Streams[0].Retriever.Requester.Auth, result, nil
}

func newPEM(t *testing.T) string {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	return string(pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)}))
}

func TestAuthenticatorsThatGetTokens(t *testing.T) {
	key := newPEM(t)
	secrets := map[string]string{"cs": "s1", "rt": "s2", "key": key}
	for text, want := range map[string]auth.Config{
		`{type: oauth2_client_credentials, access_token_url: "https://t/x", client_id: me, client_secret: 'dlt.secrets["cs"]'}`: auth.ClientCredentials{TokenURL: "https://t/x", ClientID: "me", ClientSecret: "s1"},
		`{type: oauth2_client_credentials, access_token_url: "https://t/x", client_id: me, client_secret: s, access_token: ignored, default_token_expiration: 60,
		  access_token_request_data: {scope: a b, grant_type: password, password: pw, list: [1, x], null: ~, flag: true, n: 1.50}}`: auth.ClientCredentials{TokenURL: "https://t/x", ClientID: "me", ClientSecret: "s", Lifetime: time.Minute,
			Extra: auth.NewForm(url.Values{"scope": {"a b"}, "grant_type": {"password"}, "password": {"pw"}, "list": {"1", "x"}, "flag": {"True"}, "n": {"1.50"}})},
		`{type: oauth2_refresh_token, token_url: "https://t/x", client_id: me, client_secret: s, refresh_token: 'dlt.secrets["rt"]', default_token_expiration: 60, access_token_request_data: {scope: a}}`: auth.RefreshToken{TokenURL: "https://t/x", ClientID: "me", ClientSecret: "s", Token: "s2", Lifetime: time.Minute, Extra: "scope=a"},
		`{type: oauth2_refresh_token, token_url: "https://t/x", client_id: me, refresh_token: r}`:                                                                                                          auth.RefreshToken{TokenURL: "https://t/x", ClientID: "me", Token: "r"},
		`{type: jwt_bearer, token_url: "https://t/x", client_id: me, private_key: 'dlt.secrets["key"]', private_key_passphrase: pp, scopes: [a, b], default_token_expiration: 60}`:                         auth.JWT{TokenURL: "https://t/x", ClientID: "me", PrivateKey: key, Passphrase: "pp", Scopes: "a b", Lifetime: time.Minute},
		`{type: jwt_bearer, auth_endpoint: "https://t/x", client_id: me, private_key: 'dlt.secrets["key"]', scopes: a b}`:                                                                                  auth.JWT{TokenURL: "https://t/x", ClientID: "me", PrivateKey: key, Scopes: "a b"},
	} {
		config, result, err := oauth(t, text, Env{Secrets: secrets})
		require.NoError(t, err, text)
		require.Equal(t, want, config, text)
		require.ElementsMatch(t, want.Secrets(), result.Secrets, text)
		require.Empty(t, result.Warnings, text)
	}
}

func TestTheWordOAuth2(t *testing.T) {
	refresh := auth.RefreshToken{TokenURL: "https://t/x", ClientID: "me", ClientSecret: "s", Token: "r"}
	credentials := auth.ClientCredentials{TokenURL: "https://t/x", ClientID: "me", ClientSecret: "s"}
	for text, c := range map[string]struct {
		want auth.Config
		says []string
	}{
		`{type: oauth2, token_url: "https://t/x", client_id: me, client_secret: s, refresh_token: r}`: {refresh,
			[]string{"client.auth.type: oauth2 is not dlt's word; write oauth2_refresh_token, as which it is read"}},
		`{type: oauth2, token_refresh_endpoint: "https://t/x", client_id: me, client_secret: s, refresh_token: r, grant_type: refresh_token}`: {refresh,
			[]string{"client.auth.type: oauth2 is not dlt's word; write oauth2_refresh_token, as which it is read", "client.auth.grant_type: is not dlt's word; the type says it", "client.auth.token_refresh_endpoint: is not dlt's word; write token_url"}},
		`{type: oauth2, token_url: "https://t/x", client_id: me, client_secret: s}`: {credentials,
			[]string{"client.auth.type: oauth2 is not dlt's word; write oauth2_client_credentials, as which it is read", "client.auth.token_url: is not dlt's word; write access_token_url"}},
	} {
		config, result, err := oauth(t, text, Env{})
		require.NoError(t, err, text)
		require.Equal(t, c.want, config, text)
		var says []string
		for _, warning := range result.Warnings {
			says = append(says, warning.Path+": "+warning.Message)
		}
		require.Equal(t, c.says, says, text)
		_, _, err = oauth(t, text, Env{Strict: true})
		require.ErrorContains(t, err, "client.auth.type: oauth2 is not dlt's word")
	}
}

func TestStrictRefusesTheWayToTokensThatDltLacks(t *testing.T) {
	key := strings.ReplaceAll(newPEM(t), "\n", `\n`)
	for text, want := range map[string]string{
		`{type: oauth2_refresh_token, token_url: "https://t/x", client_id: me, refresh_token: r}`:            "it has oauth2_client_credentials only",
		`{type: oauth2_client_credentials, access_token_url: "https://t/x", client_id: c, client_secret: s}`: "",
		`{type: jwt_bearer, auth_endpoint: "https://t/x", client_id: me, private_key: "` + key + `"}`:        "",
	} {
		_, _, err := oauth(t, text, Env{Strict: true})
		if want == "" {
			require.NoError(t, err, text)
			continue
		}
		require.ErrorContains(t, err, want)
	}
}

func TestFaultsOfAuthenticatorsThatGetTokens(t *testing.T) {
	for text, wants := range map[string][]string{
		`{type: oauth2_client_credentials}`: {"client.auth.access_token_url: is missing", "client.auth.client_id: is missing", "client.auth.client_secret: is missing"},
		`{type: oauth2_client_credentials, access_token_url: /token, client_id: me, client_secret: s, default_token_expiration: 0, access_token_request_data: {a: {b: 1}}}`: {
			"client.auth.access_token_url: has to be a whole URL", "client.auth.default_token_expiration: has to be a number of seconds", "client.auth.access_token_request_data.a: a form's value has to be a string"},
		`{type: oauth2_refresh_token, token_url: 'https://t/x', client_id: me}`: {"client.auth.refresh_token: is missing"},
		`{type: oauth2}`: {"client.auth.refresh_token: is missing", "client.auth.token_url: is missing"},
		`{type: jwt_bearer, token_url: 'https://t/x', client_id: me, private_key: s3cret-s3cret}`:  {"client.auth.private_key: isn't PEM"},
		`{type: jwt_bearer, token_url: 'https://t/x', client_id: me, private_key: x, scopes: [1]}`: {"client.auth.scopes[0]: a scope has to be a string"},
	} {
		_, _, err := oauth(t, text, Env{})
		for _, want := range wants {
			require.ErrorContains(t, err, want, text)
		}
		require.NotContains(t, err.Error(), "s3cret")
	}
}

func TestWaysToTokensByTheirTypeAlone(t *testing.T) {
	secrets := map[string]string{"access_token_url": "https://t/x", "token_url": "https://t/y", "client_id": "me", "client_secret": "s", "refresh_token": "r"}
	for kind, want := range map[string]auth.Config{
		"oauth2_client_credentials": auth.ClientCredentials{TokenURL: "https://t/x", ClientID: "me", ClientSecret: "s"},
		"oauth2_refresh_token":      auth.RefreshToken{TokenURL: "https://t/y", ClientID: "me", ClientSecret: "s", Token: "r"},
	} {
		config, _, err := oauth(t, kind, Env{Secrets: secrets})
		require.NoError(t, err, kind)
		require.Equal(t, want, config)
	}
	_, _, err := oauth(t, "jwt_bearer", Env{Secrets: secrets})
	require.ErrorContains(t, err, `secret "private_key" isn't given`)
	delete(secrets, "client_secret")
	config, _, err := oauth(t, "oauth2_refresh_token", Env{Secrets: secrets})
	require.NoError(t, err, "a public client has no secret")
	require.Equal(t, auth.RefreshToken{TokenURL: "https://t/y", ClientID: "me", Token: "r"}, config)
}
