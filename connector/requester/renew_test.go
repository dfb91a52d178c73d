package requester_test

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"source-rest-api/connector/auth"
	"source-rest-api/connector/failure"
	"source-rest-api/connector/requester"
)

// A provider gives the tokens at-1, at-2, … at /token, and its API takes those from
// good on.
type provider struct {
	good   int64
	fails  int64                     // how many requests for a token fail first
	fault  func(http.ResponseWriter) // how
	tokens atomic.Int64              // requests for one
	pages  atomic.Int64              // requests for anything else
}

func (p *provider) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/token" {
		n := p.tokens.Add(1)
		if n <= p.fails {
			p.fault(w)
			return
		}
		if r.Header.Get("Authorization") != "" || r.PostFormValue("client_secret") != "s3cret" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		fmt.Fprintf(w, `{"access_token":"at-%d","refresh_token":"rt-%d"}`, n, n)
		return
	}
	p.pages.Add(1)
	var n int64
	if _, err := fmt.Sscanf(r.Header.Get("Authorization"), "Bearer at-%d", &n); err != nil || n < p.good {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	fmt.Fprint(w, `{}`)
}

func tokenCall(t *testing.T, p *provider) *call {
	url := serve(t, p.ServeHTTP)
	c := newCall(url)
	c.request.Plan.Auth = auth.ClientCredentials{TokenURL: url + "/token", ClientID: "me", ClientSecret: "s3cret"}
	return c
}

func TestARefusedTokenIsReplacedAndTheRequestRepeatedOnce(t *testing.T) {
	for name, c := range map[string]struct {
		good          int64
		pages, tokens int64
		want          string
	}{
		"good at once":          {1, 1, 1, ""},
		"good once replaced":    {2, 2, 2, ""},
		"refused a second time": {3, 2, 2, "401 Unauthorized"},
	} {
		p := &provider{good: c.good}
		call := tokenCall(t, p)
		none := 0
		call.request.Plan.Errors.MaxRetries = &none // the repetition is no retry
		err := call.send(t.Context())
		if c.want == "" {
			require.NoError(t, err, name)
		} else {
			require.ErrorContains(t, err, c.want, name)
			require.Equal(t, failure.Config, failure.Of(err).Kind, name)
		}
		require.Equal(t, c.pages, p.pages.Load(), name)
		require.Equal(t, c.tokens, p.tokens.Load(), name)
		require.Zero(t, call.retries, name)
	}
}

func TestARetriedRequestIsRenewedOnceInAll(t *testing.T) {
	p := &provider{good: 100}
	call := tokenCall(t, p)
	call.request.Plan.Errors.RetryOn = []int{401}
	require.ErrorContains(t, call.send(t.Context()), "4 times")
	require.EqualValues(t, 5, p.pages.Load())
	require.EqualValues(t, 2, p.tokens.Load())
}

func TestManyRefusedRequestsLeadToOneNewToken(t *testing.T) {
	p := &provider{good: 2}
	call := tokenCall(t, p)
	client := requester.New(call.options)
	defer client.Close()
	var group sync.WaitGroup
	for range 10 {
		group.Go(func() {
			err := client.Do(t.Context(), call.request, func(r *requester.Response) error { r.Body.Close(); return nil })
			if err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	require.EqualValues(t, 2, p.tokens.Load())
}

func TestAFixedTokenThatIsRefusedIsNotSentAgain(t *testing.T) {
	p := &provider{good: 2}
	call := tokenCall(t, p)
	call.request.Plan.Auth = auth.Bearer{Token: "at-1"}
	require.ErrorContains(t, call.send(t.Context()), "401 Unauthorized")
	require.EqualValues(t, 1, p.pages.Load())
}

// The token isn't for the host that refuses.
func TestARefusalElsewhereRenewsNothing(t *testing.T) {
	other := serve(t, func(w http.ResponseWriter, r *http.Request) {
		require.Empty(t, r.Header.Get("Authorization"))
		w.WriteHeader(http.StatusUnauthorized)
	})
	p := &provider{}
	call := tokenCall(t, p)
	call.request.Page.URL = other + "/next"
	require.ErrorContains(t, call.send(t.Context()), "401 Unauthorized")
	require.Zero(t, p.tokens.Load())
}

func TestRequestsForTokensAreTriedAgain(t *testing.T) {
	for name, c := range map[string]struct {
		fault func(http.ResponseWriter)
		again bool
	}{
		"status": {func(w http.ResponseWriter) {
			w.Header().Set("Retry-After", "0.01")
			w.WriteHeader(http.StatusServiceUnavailable)
		}, true},
		"limit": {func(w http.ResponseWriter) {
			w.Header().Set("Retry-After", "0.01")
			w.WriteHeader(http.StatusTooManyRequests)
		}, true},
		"reset": {func(http.ResponseWriter) { panic(http.ErrAbortHandler) }, true},
		"cut":   {func(w http.ResponseWriter) { w.Header().Set("Content-Length", "99"); fmt.Fprint(w, `{"access_`) }, true},
		"no":    {func(w http.ResponseWriter) { w.WriteHeader(http.StatusBadRequest) }, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := &provider{fails: 1, fault: c.fault}
			call := tokenCall(t, p)
			err := call.send(t.Context())
			if c.again {
				require.NoError(t, err)
				require.EqualValues(t, 2, p.tokens.Load())
				return
			}
			require.ErrorContains(t, err, "the token endpoint at 127.0.0.1:")
			require.EqualValues(t, 1, p.tokens.Load())
			require.Zero(t, p.pages.Load())
			require.Zero(t, call.retries)
		})
	}
}

func TestATokenEndpointThatCantBeReachedIsToldAsSuch(t *testing.T) {
	p := &provider{}
	call := tokenCall(t, p)
	call.options.MaxAttempts = 1
	call.request.Plan.Auth = auth.ClientCredentials{TokenURL: "http://127.0.0.1:1/token?key=s3cret", ClientID: "me", ClientSecret: "s3cret"}
	err := call.send(t.Context())
	require.Equal(t, failure.Transient, failure.Of(err).Kind)
	require.Contains(t, failure.Of(err).Message, "/items: there is no access token: 127.0.0.1:1 can't be reached: the connection was refused or broke; check the token URL, or try again later")
	require.NotContains(t, err.Error(), "s3cret")
	require.Zero(t, p.pages.Load())
	require.Zero(t, call.retries)
}

func TestSecretsForTokensGoToNoOtherHost(t *testing.T) {
	other := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("another host was asked for a token") })
	p := &provider{fails: 1, fault: func(w http.ResponseWriter) {
		w.Header().Set("Location", other+"/token")
		w.WriteHeader(http.StatusTemporaryRedirect)
	}}
	call := tokenCall(t, p)
	require.ErrorContains(t, call.send(t.Context()), "no tokens are given at this address; check the token URL")

	p = &provider{fails: 1, fault: func(w http.ResponseWriter) {
		w.Header().Set("Location", "/token")
		w.WriteHeader(http.StatusTemporaryRedirect)
	}}
	call = tokenCall(t, p)
	require.NoError(t, call.send(t.Context()), "within the host it is followed")
}

func TestTokensThatComeInAreSecretsAndRotationsAreTold(t *testing.T) {
	p := &provider{good: 2}
	call := tokenCall(t, p)
	var rotated []string
	call.options.Rotated = func(old, fresh string) {
		require.NotContains(t, call.options.Redactor.Redact(fresh), fresh, "it is known as a secret before it is told")
		rotated = append(rotated, old, fresh)
	}
	config := call.request.Plan.Auth.(auth.ClientCredentials)
	call.request.Plan.Auth = auth.RefreshToken{TokenURL: config.TokenURL, ClientID: "me", ClientSecret: "s3cret", Token: "rt-0"}
	require.NoError(t, call.send(t.Context()))
	require.Equal(t, []string{"rt-0", "rt-1", "rt-1", "rt-2"}, rotated)
	require.Equal(t, "**** ****", call.options.Redactor.Redact("at-1 at-2"))
}

// A refresh token that is good for one use would be lost with its answer.
func TestARequestForATokenOutlivesTheSync(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	p := &provider{fails: 1, fault: func(w http.ResponseWriter) {
		stop()
		time.Sleep(50 * time.Millisecond) // for the client to see it
		fmt.Fprint(w, `{"access_token":"at-1","refresh_token":"rt-1"}`)
	}}
	call := tokenCall(t, p)
	var rotated []string
	call.options.Rotated = func(old, fresh string) { rotated = append(rotated, old, fresh) }
	config := call.request.Plan.Auth.(auth.ClientCredentials)
	call.request.Plan.Auth = auth.RefreshToken{TokenURL: config.TokenURL, ClientID: "me", ClientSecret: "s3cret", Token: "rt-0"}
	require.ErrorIs(t, call.send(ctx), context.Canceled)
	require.Equal(t, []string{"rt-0", "rt-1"}, rotated)
	require.Zero(t, p.pages.Load())
}
