package auth_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"source-rest-api/connector/auth"
	"source-rest-api/connector/failure"
)

var client = auth.ClientCredentials{TokenURL: tokenURL, ClientID: "me", ClientSecret: "s3cret"}

// token signs a request and returns the token in it.
func token(t *testing.T, a auth.Authenticator) string {
	t.Helper()
	return signed(t, a, apiURL).Header.Get("Authorization")[len("Bearer "):]
}

func TestTokensAreReplacedShortlyBeforeTheirEnd(t *testing.T) {
	for name, c := range map[string]struct {
		body     string
		lifetime time.Duration // of the config
		want     time.Duration // after which there is a new one
	}{
		"a number":                 {`{"access_token":"at-%d","expires_in":3600}`, 0, time.Hour - 30*time.Second},
		"a numeric string":         {`{"access_token":"at-%d","expires_in":"100"}`, 0, 90 * time.Second},
		"the answer goes first":    {`{"access_token":"at-%d","expires_in":100}`, time.Hour, 90 * time.Second},
		"absent":                   {`{"access_token":"at-%d"}`, 0, time.Hour - 30*time.Second},
		"null":                     {`{"access_token":"at-%d","expires_in":null}`, 0, time.Hour - 30*time.Second},
		"absent, with a default":   {`{"access_token":"at-%d"}`, time.Minute, 54 * time.Second},
		"absent in a form":         {`access_token=at-%d`, time.Minute, 54 * time.Second},
		"a form":                   {`access_token=at-%d&expires_in=100`, 0, 90 * time.Second},
		"good for one request":     {`{"access_token":"at-%d","expires_in":0}`, 0, 0},
		"none, as a form":          {`access_token=at-%d&expires_in=0`, 0, 0},
		"had ended when it came":   {`{"access_token":"at-%d","expires_in":-5}`, 0, 0},
		"longer than a life of us": {`{"access_token":"at-%d","expires_in":99999999999}`, 0, 1<<31*time.Second - 31*time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				endpoint := &endpoint{body: c.body, kind: "application/x-www-form-urlencoded"}
				config := client
				config.Lifetime = c.lifetime
				a := config.New(endpoint.env())
				require.Equal(t, "at-1", token(t, a))
				if c.want > 0 {
					time.Sleep(c.want - time.Millisecond)
					require.Equal(t, "at-1", token(t, a))
					time.Sleep(time.Millisecond)
				}
				require.Equal(t, "at-2", token(t, a))
			})
		})
	}
}

func TestFurtherFieldsGoOverTheForm(t *testing.T) {
	for name, c := range map[string]struct {
		config auth.Config
		want   url.Values
	}{
		"none": {client, url.Values{"grant_type": {"client_credentials"}, "client_id": {"me"}, "client_secret": {"s3cret"}}},
		"added": {auth.ClientCredentials{TokenURL: tokenURL, ClientID: "me", ClientSecret: "s", Extra: auth.NewForm(url.Values{"scope": {"read write"}, "audience": {"a", "b"}})},
			url.Values{"grant_type": {"client_credentials"}, "client_id": {"me"}, "client_secret": {"s"}, "scope": {"read write"}, "audience": {"a", "b"}}},
		"over all of it": {auth.ClientCredentials{TokenURL: tokenURL, ClientID: "me", ClientSecret: "s", Extra: auth.NewForm(url.Values{"grant_type": {"password"}, "client_id": {"you"}, "client_secret": {""}})},
			url.Values{"grant_type": {"password"}, "client_id": {"you"}, "client_secret": {""}}},
		"a refresh token's": {auth.RefreshToken{TokenURL: tokenURL, ClientID: "me", Token: "rt", Extra: auth.NewForm(url.Values{"scope": {"x"}})},
			url.Values{"grant_type": {"refresh_token"}, "client_id": {"me"}, "refresh_token": {"rt"}, "scope": {"x"}}},
	} {
		endpoint := &endpoint{}
		require.Equal(t, "at-1", token(t, c.config.New(endpoint.env())), name)
		require.Equal(t, []url.Values{c.want}, endpoint.asked(), name)
	}
}

func TestARotatedRefreshTokenIsUsedAndTold(t *testing.T) {
	endpoint := &endpoint{refresh: "rt-%d", body: ""}
	a := auth.RefreshToken{TokenURL: tokenURL, ClientID: "me", Token: "rt-0"}.New(endpoint.env())
	for range 3 {
		a.(auth.Renewer).Renew(signed(t, a, apiURL))
	}
	var sent []string
	for _, form := range endpoint.asked() {
		sent = append(sent, form.Get("refresh_token"))
	}
	require.Equal(t, []string{"rt-0", "rt-1", "rt-2"}, sent)
	require.Equal(t, []string{"rt-0 -> rt-1", "rt-1 -> rt-2", "rt-2 -> rt-3"}, endpoint.rotations())
}

func TestARefreshTokenThatStaysIsNoRotation(t *testing.T) {
	for _, refresh := range []string{"", "rt"} {
		endpoint := &endpoint{refresh: refresh}
		a := auth.RefreshToken{TokenURL: tokenURL, ClientID: "me", Token: "rt"}.New(endpoint.env())
		for range 2 {
			a.(auth.Renewer).Renew(signed(t, a, apiURL))
		}
		require.Equal(t, "rt", endpoint.asked()[1].Get("refresh_token"))
		require.Empty(t, endpoint.rotations())
	}
}

func TestJSONIsReadWhateverItIsLabelledAs(t *testing.T) {
	for _, kind := range []string{"", "text/plain; charset=utf-8", "text/html", "application/x-www-form-urlencoded"} {
		endpoint := &endpoint{kind: kind, body: " \n{\"access_token\":\"at-%d\"}"}
		require.Equal(t, "at-1", token(t, client.New(endpoint.env())), kind)
	}
}

// Who waits for a token isn't held up by a request that was stopped while it asked.
func TestWhoWaitsGoesOnWhereTheOneWhoAskedWasStopped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		endpoint := &endpoint{hang: true}
		a := client.New(endpoint.env())
		ctx, cancel := context.WithCancel(t.Context())
		results := make(chan error, 2)
		sign := func(ctx context.Context) {
			req, err := http.NewRequest(http.MethodGet, apiURL, nil)
			if err == nil {
				err = a.Sign(ctx, req)
			}
			results <- err
		}
		go sign(ctx)
		synctest.Wait()
		go sign(t.Context())
		synctest.Wait()
		endpoint.hang = false
		cancel()
		first, second := <-results, <-results
		if first == nil {
			first, second = second, first
		}
		require.ErrorIs(t, first, context.Canceled)
		require.NoError(t, second)
	})
}

func TestWhoWaitsIsToldTheSameFailure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		endpoint := &endpoint{status: 401, body: `{"error":"invalid_client"}`, pause: func() { time.Sleep(time.Second) }}
		a := client.New(endpoint.env())
		results := make(chan error, 5)
		for range cap(results) {
			go func() {
				req, err := http.NewRequest(http.MethodGet, apiURL, nil)
				if err == nil {
					err = a.Sign(t.Context(), req)
				}
				results <- err
			}()
		}
		for range cap(results) {
			require.ErrorContains(t, <-results, "invalid_client")
		}
		require.Len(t, endpoint.asked(), 1)
	})
}

func TestRefusalsSayWhatToDo(t *testing.T) {
	refresh := auth.RefreshToken{TokenURL: tokenURL, ClientID: "me", Token: "s3cret"}
	for name, c := range map[string]struct {
		config auth.Config
		status int
		body   string
		kind   failure.Kind
		want   string
	}{
		"wrong client":         {client, 401, `{"error":"invalid_client","error_description":"no such client"}`, failure.Config, `the token endpoint at auth.test answered 401 Unauthorized, invalid_client: it doesn't accept the client; check the client id and the client secret; it says "no such client"`},
		"told with 400":        {client, 400, `{"error":"invalid_client"}`, failure.Config, `the token endpoint at auth.test answered 400 Bad Request, invalid_client: it doesn't accept the client; check the client id and the client secret`},
		"told with 200":        {client, 200, `{"error":"invalid_scope"}`, failure.Config, `the token endpoint at auth.test answered 200 OK, invalid_scope: it doesn't grant what is asked for; check the scope`},
		"without a word":       {client, 401, ` `, failure.Config, `the token endpoint at auth.test answered 401 Unauthorized: it doesn't accept the client; check the client id and the client secret`},
		"an ended refresh":     {refresh, 400, `{"error":"invalid_grant"}`, failure.Config, `the token endpoint at auth.test answered 400 Bad Request, invalid_grant: the refresh token has expired, was taken back, or was used before; authorize the connection again and give the new refresh token`},
		"a page":               {client, 404, `<html>none</html>`, failure.Config, `the token endpoint at auth.test answered 404 Not Found: no tokens are given at this address; check the token URL; it says "<html>none</html>"`},
		"another place":        {client, 302, ` `, failure.Config, `the token endpoint at auth.test answered 302 Found: no tokens are given at this address; check the token URL`},
		"a way it doesn't go":  {client, 400, `{"error":"unsupported_grant_type"}`, failure.Config, `the token endpoint at auth.test answered 400 Bad Request, unsupported_grant_type: it doesn't give tokens in this way; check the type of the authentication, and the token URL`},
		"something else":       {client, 400, `{"message":"nope"}`, failure.Config, `the token endpoint at auth.test answered 400 Bad Request: it doesn't take the request; check the token URL and what is sent to it; check the client id and the client secret; it says "{\"message\":\"nope\"}"`},
		"down":                 {client, 503, ` `, failure.Transient, `the token endpoint at auth.test answered 503 Service Unavailable: it gives no tokens at the moment; try again later`},
		"too often":            {client, 429, ` `, failure.Transient, `the token endpoint at auth.test answered 429 Too Many Requests: it gives no tokens at the moment; try again later`},
		"no token":             {client, 200, `{"token":"x"}`, failure.Transient, `the answer of the token endpoint at auth.test holds no access token; check the token URL, or try again later: oauth2: server response missing access_token`},
		"a page in its place":  {client, 200, `<html>`, failure.Transient, `the answer of the token endpoint at auth.test holds no access token; check the token URL, or try again later: oauth2: cannot parse json: invalid character '<' looking for beginning of value`},
		"an answer that's cut": {client, 200, `{"access_tok`, failure.Transient, `the answer of the token endpoint at auth.test holds no access token; check the token URL, or try again later: oauth2: cannot parse json: unexpected end of JSON input`},
	} {
		endpoint := &endpoint{status: c.status, body: c.body}
		req, err := http.NewRequest(http.MethodGet, apiURL, nil)
		require.NoError(t, err)
		err = c.config.New(endpoint.env()).Sign(t.Context(), req)
		require.EqualError(t, err, c.want, name)
		require.Equal(t, c.kind, failure.Of(err).Kind, name)
		require.NotContains(t, err.Error(), "s3cret", name)
		require.Empty(t, req.Header, name)
	}
}

func TestWhatAnEndpointSaysIsMaskedBeforeItIsCut(t *testing.T) {
	long := strings.Repeat("x", 295)
	endpoint := &endpoint{status: 400, body: `{"error":"invalid_grant","error_description":"` + long + `s3cret"}`}
	env := endpoint.env()
	env.Redact = func(text string) string { return strings.ReplaceAll(text, "s3cret", "****") }
	req, err := http.NewRequest(http.MethodGet, apiURL, nil)
	require.NoError(t, err)
	err = client.New(env).Sign(t.Context(), req)
	require.ErrorContains(t, err, `; it says "`+long+`****"`)
	endpoint.body = `{"error":"invalid_grant","error_description":"` + long + `abcdefgh"}`
	require.ErrorContains(t, client.New(env).Sign(t.Context(), req), `; it says "`+long+`abcde…"`)
}

func TestAnErrorOfTheClientsComesThrough(t *testing.T) {
	down := failure.Transientf("unreachable")
	env := auth.Env{Client: &http.Client{Transport: broken{down}}}
	req, err := http.NewRequest(http.MethodGet, apiURL, nil)
	require.NoError(t, err)
	require.Same(t, down, client.New(env).Sign(t.Context(), req))
	require.Equal(t, failure.System, failure.Of(client.New(auth.Env{}).Sign(t.Context(), req)).Kind)
}

type broken struct{ err error }

func (b broken) RoundTrip(*http.Request) (*http.Response, error) { return nil, b.err }
