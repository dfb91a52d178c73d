package auth_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"source-rest-api/connector/auth"
)

func sign(t *testing.T, config auth.Config, url string) *http.Request {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	require.NoError(t, err)
	req.Header.Set("Authorization", "from the definition")
	require.NoError(t, config.New().Sign(t.Context(), req))
	return req
}

func TestAuthenticatorsSignRequests(t *testing.T) {
	const url = "https://api.test/items?z=1&a=2"
	for name, c := range map[string]struct {
		config       auth.Config
		header, want string
		secrets      []string
	}{
		"bearer":           {auth.Bearer{Token: "tok"}, "Authorization", "Bearer tok", []string{"tok"}},
		"basic":            {auth.Basic{Username: "me", Password: "pä:ss"}, "Authorization", "Basic bWU6cMOkOnNz", []string{"pä:ss", "bWU6cMOkOnNz"}},
		"basic, key alone": {auth.Basic{Username: "key"}, "Authorization", "Basic a2V5Og==", []string{"key", "a2V5Og=="}},
		"key in a header":  {auth.APIKey{Name: "X-Key", Key: "k1"}, "X-Key", "k1", []string{"k1"}},
		"key with scheme":  {auth.APIKey{Name: "Authorization", Key: "Token k1", Location: auth.InHeader}, "Authorization", "Token k1", []string{"Token k1", "k1"}},
		"key in a cookie":  {auth.APIKey{Name: "session", Key: "k1", Location: auth.InCookie}, "Cookie", "session=k1", []string{"k1"}},
	} {
		req := sign(t, c.config, url)
		require.Equal(t, c.want, req.Header.Get(c.header), name)
		require.Equal(t, url, req.URL.String(), name)
		require.Equal(t, c.secrets, c.config.Secrets(), name)
	}
}

func TestAKeyInTheQueryKeepsTheOtherParameters(t *testing.T) {
	key := auth.APIKey{Name: "api key", Key: "k/1 &", Location: auth.InQuery}
	for url, want := range map[string]string{
		"https://api.test/items":                         "https://api.test/items?api+key=k%2F1+%26",
		"https://api.test/items?z=1&a=%20x":              "https://api.test/items?z=1&a=%20x&api+key=k%2F1+%26",
		"https://api.test/items?api+key=old&z=1":         "https://api.test/items?z=1&api+key=k%2F1+%26",
		"https://api.test/items?z=1&api%20key=old&a=b;c": "https://api.test/items?z=1&a=b;c&api+key=k%2F1+%26",
	} {
		require.Equal(t, want, sign(t, key, url).URL.String())
	}
}
