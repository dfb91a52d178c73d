package auth_test

import (
	"context"
	"net/http"
	"net/url"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"source-rest-api/connector/auth"
)

const apiURL = "https://api.test/items?z=1&a=2"

// A sample is an authenticator, and what is to be seen of it.
type sample struct {
	config  auth.Config
	header  string // that it sets, "" for none
	want    string
	url     string // of a request to apiURL once signed; "" for the same
	secrets []string
	grant   string // what it asks for tokens with; "" where it asks for none
}

func samples(t *testing.T) map[string]sample {
	key := pemKey(t)
	return map[string]sample{
		"bearer":              {config: auth.Bearer{Token: "tok"}, header: "Authorization", want: "Bearer tok", secrets: []string{"tok"}},
		"basic":               {config: auth.Basic{Username: "me", Password: "pä:ss"}, header: "Authorization", want: "Basic bWU6cMOkOnNz", secrets: []string{"pä:ss", "bWU6cMOkOnNz"}},
		"basic, key alone":    {config: auth.Basic{Username: "key"}, header: "Authorization", want: "Basic a2V5Og==", secrets: []string{"key", "a2V5Og=="}},
		"key in a header":     {config: auth.APIKey{Name: "X-Key", Key: "k1"}, header: "X-Key", want: "k1", secrets: []string{"k1"}},
		"key with a scheme":   {config: auth.APIKey{Name: "Authorization", Key: "Token k1", Location: auth.InHeader}, header: "Authorization", want: "Token k1", secrets: []string{"Token k1", "k1"}},
		"key in a cookie":     {config: auth.APIKey{Name: "session", Key: "k1", Location: auth.InCookie}, header: "Cookie", want: "session=k1", secrets: []string{"k1"}},
		"key in the query":    {config: auth.APIKey{Name: "key", Key: "k 1", Location: auth.InQuery}, url: apiURL + "&key=k+1", secrets: []string{"k 1", "1"}},
		"client credentials":  {config: auth.ClientCredentials{TokenURL: tokenURL, ClientID: "me", ClientSecret: "cs"}, header: "Authorization", want: "Bearer at-1", secrets: []string{"cs"}, grant: "client_credentials"},
		"refresh token":       {config: auth.RefreshToken{TokenURL: tokenURL, ClientID: "me", ClientSecret: "cs", Token: "rt"}, header: "Authorization", want: "Bearer at-1", secrets: []string{"rt", "cs"}, grant: "refresh_token"},
		"public client":       {config: auth.RefreshToken{TokenURL: tokenURL, ClientID: "me", Token: "rt"}, header: "Authorization", want: "Bearer at-1", secrets: []string{"rt"}, grant: "refresh_token"},
		"JWT":                 {config: auth.JWT{TokenURL: tokenURL, ClientID: "me", PrivateKey: key}, header: "Authorization", want: "Bearer at-1", secrets: []string{key}, grant: "urn:ietf:params:oauth:grant-type:jwt-bearer"},
		"password by overlay": {config: auth.ClientCredentials{TokenURL: tokenURL, ClientID: "me", ClientSecret: "cs", Extra: auth.NewForm(url.Values{"grant_type": {"password"}, "username": {"u"}, "password": {"pw"}})}, header: "Authorization", want: "Bearer at-1", secrets: []string{"pw", "cs"}, grant: "password"},
	}
}

// each runs check for every kind of authenticator.
func each(t *testing.T, check func(*testing.T, sample)) {
	for name, s := range samples(t) {
		t.Run(name, func(t *testing.T) { check(t, s) })
	}
}

func signed(t *testing.T, a auth.Authenticator, target string) *http.Request {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, target, nil)
	require.NoError(t, err)
	req.Header.Set("Authorization", "from the definition")
	require.NoError(t, a.Sign(t.Context(), req))
	return req
}

func TestAuthenticatorsSignAndTouchNothingElse(t *testing.T) {
	each(t, func(t *testing.T, s sample) {
		endpoint := &endpoint{}
		a := s.config.New(endpoint.env())
		for range 2 { // the same every time
			req := signed(t, a, apiURL)
			want := http.Header{"Authorization": {"from the definition"}}
			if s.header != "" {
				want.Set(s.header, s.want)
			}
			require.Equal(t, want, req.Header)
			if s.url == "" {
				s.url = apiURL
			}
			require.Equal(t, s.url, req.URL.String())
		}
		if s.grant == "" {
			require.Empty(t, endpoint.asked())
			return
		}
		require.Len(t, endpoint.asked(), 1, "one token is enough")
		require.Equal(t, s.grant, endpoint.asked()[0].Get("grant_type"))
	})
}

func TestEqualConfigsStandForOneAuthenticator(t *testing.T) {
	other := samples(t)
	for name, s := range samples(t) {
		known := map[auth.Config]bool{s.config: true}
		require.True(t, known[other[name].config], name)
	}
}

func TestAuthenticatorsListTheirSecrets(t *testing.T) {
	each(t, func(t *testing.T, s sample) {
		require.Equal(t, s.secrets, s.config.Secrets())
	})
}

func TestAuthenticatorsTellOfSecretsThatComeIn(t *testing.T) {
	each(t, func(t *testing.T, s sample) {
		endpoint := &endpoint{refresh: "rt-%d"}
		req := signed(t, s.config.New(endpoint.env()), apiURL)
		if s.grant == "" {
			require.Empty(t, endpoint.secrets())
			return
		}
		require.Contains(t, endpoint.secrets(), "at-1")
		require.Equal(t, "Bearer at-1", req.Header.Get("Authorization"))
		if s.grant == "refresh_token" {
			require.Contains(t, endpoint.secrets(), "rt-1")
		}
		if assertion := endpoint.asked()[0].Get("assertion"); assertion != "" {
			require.Contains(t, endpoint.secrets(), assertion)
		}
	})
}

func TestAuthenticatorsServeManyAtOnce(t *testing.T) {
	each(t, func(t *testing.T, s sample) {
		endpoint := &endpoint{}
		a := s.config.New(endpoint.env())
		var group sync.WaitGroup
		for range 20 {
			group.Go(func() {
				for range 5 {
					req, err := http.NewRequest(http.MethodGet, apiURL, nil)
					if err == nil {
						err = a.Sign(context.Background(), req)
					}
					if err != nil || s.header != "" && req.Header.Get(s.header) != s.want {
						t.Errorf("%v: %v", err, req.Header)
					}
				}
			})
		}
		group.Wait()
		require.LessOrEqual(t, len(endpoint.asked()), 1)
	})
}

func TestARefusedTokenIsReplacedOnce(t *testing.T) {
	each(t, func(t *testing.T, s sample) {
		endpoint := &endpoint{}
		a := s.config.New(endpoint.env())
		renewer, ok := a.(auth.Renewer)
		require.Equal(t, s.grant != "", ok, "who gets tokens can get others")
		if !ok {
			return
		}
		first := signed(t, a, apiURL)
		renewer.Renew(first)
		require.Equal(t, "Bearer at-2", signed(t, a, apiURL).Header.Get("Authorization"))
		renewer.Renew(first) // another request that was signed with the first token
		require.Equal(t, "Bearer at-2", signed(t, a, apiURL).Header.Get("Authorization"))
		require.Len(t, endpoint.asked(), 2)
	})
}

func TestAStoppedSyncWaitsForNoToken(t *testing.T) {
	each(t, func(t *testing.T, s sample) {
		if s.grant == "" {
			return
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		endpoint := &endpoint{hang: true}
		req, err := http.NewRequest(http.MethodGet, apiURL, nil)
		require.NoError(t, err)
		require.ErrorIs(t, s.config.New(endpoint.env()).Sign(ctx, req), context.Canceled)
		require.Empty(t, req.Header)
	})
}
