package config_test

import (
	"encoding/json"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"source-rest-api/connector/config"
	"source-rest-api/connector/schema"
)

// specification returns the schema of the config that the binary embeds.
func specification(t *testing.T) *schema.Spec {
	t.Helper()
	text, err := os.ReadFile("../../spec.json")
	require.NoError(t, err)
	var whole struct{ ConnectionSpecification json.RawMessage }
	require.NoError(t, json.Unmarshal(text, &whole))
	spec, err := schema.NewSpec(whole.ConnectionSpecification)
	require.NoError(t, err)
	return spec
}

func TestParseReadsEveryOption(t *testing.T) {
	c, hidden, faults := config.Parse([]byte(`
definition: "resources: []"
secrets:
- {name: api_token, value: s3cret}
- {name: key, value: k3y}
strict: true
concurrency: 7
rate_limit: {requests_per_second: 2.5, burst: 3}
timeouts: {connect_seconds: 1.5, response_seconds: 9}
max_response_bytes: 4096
`), specification(t))
	require.NoError(t, faults.Err())
	require.Equal(t, &config.Config{
		Definition: "resources: []",
		Secrets:    map[string]string{"api_token": "s3cret", "key": "k3y"},
		Strict:     true, Concurrency: 7, RequestsPerSec: 2.5, Burst: 3,
		ConnectTimeout: 1500 * time.Millisecond, ResponseTimeout: 9 * time.Second, MaxResponseBytes: 4096,
	}, c)
	require.Equal(t, []string{"s3cret", "k3y"}, hidden)
}

// The defaults are told to people by spec.json and kept by this package.
func TestDefaultsAreThoseOfTheSpecification(t *testing.T) {
	c, _, faults := config.Parse([]byte(`{"definition": "x"}`), specification(t))
	require.NoError(t, faults.Err())
	text, err := os.ReadFile("../../spec.json")
	require.NoError(t, err)
	type property struct {
		Default    any
		Properties map[string]property
	}
	var whole struct{ ConnectionSpecification property }
	require.NoError(t, json.Unmarshal(text, &whole))
	told := whole.ConnectionSpecification.Properties
	require.EqualValues(t, told["concurrency"].Default, c.Concurrency)
	require.EqualValues(t, told["rate_limit"].Properties["burst"].Default, c.Burst)
	require.EqualValues(t, told["timeouts"].Properties["connect_seconds"].Default, c.ConnectTimeout.Seconds())
	require.EqualValues(t, told["timeouts"].Properties["response_seconds"].Default, c.ResponseTimeout.Seconds())
	require.EqualValues(t, told["max_response_bytes"].Default, c.MaxResponseBytes)
	require.Zero(t, c.RequestsPerSec)
}

func TestParseKeepsAnInlineDefinitionApart(t *testing.T) {
	c, hidden, faults := config.Parse([]byte(`{"resources": ["a"], "client": {"base_url": "u", "auth": {"type": "bearer", "token": "s3cret"}}, "concurrency": 2}`), specification(t))
	require.NoError(t, faults.Err())
	require.Equal(t, `{"resources":["a"],"client":{"base_url":"u","auth":{"type":"bearer","token":"s3cret"}}}`, string(c.Inline.JSON()))
	require.Equal(t, 2, c.Concurrency)
	require.Equal(t, []string{"s3cret"}, hidden)
}

func TestALookUpIsNoSecretItself(t *testing.T) {
	_, hidden, _ := config.Parse([]byte(`client: {base_url: u, auth: {type: bearer, token: 'dlt.secrets["t"]'}}`), specification(t))
	require.Empty(t, hidden)
}

func TestParseTellsFaults(t *testing.T) {
	for text, want := range map[string]string{
		`{"a":`:                                 "the config is neither JSON nor YAML",
		``:                                      "the config is empty",
		`- a`:                                   "the config must be an object",
		`{}`:                                    "definition: is missing",
		`{"definition": ""}`:                    "definition: is empty",
		`{"definition": 7}`:                     "definition: must be a string, not an integer",
		`{"definition": "x", "resources": []}`:  "definition: stands beside resources",
		`{"definition": "x", "definitoin": 1}`:  "definitoin: unknown key; did you mean definition?",
		`{"definition": "x", "concurrency": 0}`: "concurrency: must be at least 1",
		`{"definition": "x", "rate_limit": {}}`: "rate_limit.requests_per_second: is required",
		`{"definition": "x", "secrets": [{"name": "a"}]}`:                                            "secrets[0].value: is required",
		`{"definition": "x", "secrets": {"a": "b"}}`:                                                 "secrets: must be an array, not an object",
		`{"definition": "x", "secrets": [{"name": "a", "value": "1"}, {"name": "a", "value": "2"}]}`: "secrets[1].name: names a secret that stands in the list already",
	} {
		_, _, faults := config.Parse([]byte(text), specification(t))
		require.ErrorContains(t, faults.Err(), want, text)
	}
}

func FuzzParse(f *testing.F) {
	spec := specification(&testing.T{})
	f.Add([]byte(`{"definition": "x", "secrets": [{"name": "a", "value": "1"}]}`))
	f.Add([]byte("client: {base_url: u}\nresources: [a]\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		c, _, faults := config.Parse(text, spec)
		require.True(t, c != nil || len(faults) > 0)
	})
}
