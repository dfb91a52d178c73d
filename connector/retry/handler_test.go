package retry

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func ptr(n int) *int { return &n }

func TestVerdict(t *testing.T) {
	var byDefault Handler
	seed := Handler{RetryOn: []int{429, 500, 502}}
	never := Handler{RetryOn: []int{}}
	polling := Handler{RetryOn: []int{202}}
	for _, test := range []struct {
		handler Handler
		status  int
		want    Verdict
	}{
		{byDefault, 200, OK}, {byDefault, 204, OK}, {byDefault, 299, OK},
		{byDefault, 429, Retry}, {byDefault, 500, Retry}, {byDefault, 501, Retry}, {byDefault, 599, Retry},
		{byDefault, 600, Fail}, {byDefault, 408, Fail}, {byDefault, 404, Fail}, {byDefault, 304, Fail}, {byDefault, 100, Fail},
		{seed, 502, Retry}, {seed, 503, Fail}, {seed, 429, Retry}, {seed, 200, OK},
		{never, 429, Fail}, {never, 500, Fail},
		{polling, 202, Retry}, {polling, 200, OK}, {polling, 500, Fail},
	} {
		require.Equal(t, test.want, test.handler.Verdict(test.status, nil), "%v %d", test.handler.RetryOn, test.status)
	}
}

func TestAttempts(t *testing.T) {
	require.Equal(t, 5, Handler{}.Attempts())
	require.Equal(t, 4, Handler{MaxRetries: ptr(3)}.Attempts())
	require.Equal(t, 1, Handler{MaxRetries: ptr(0)}.Attempts())
	require.Equal(t, 1, Handler{MaxRetries: ptr(-7)}.Attempts())
}

func TestValidate(t *testing.T) {
	require.NoError(t, Handler{}.Validate())
	require.NoError(t, Handler{RetryOn: []int{429}, MaxRetries: ptr(0), Factor: time.Second}.Validate())
	err := Handler{RetryOn: []int{42, 500, 600}, MaxRetries: ptr(-1), Factor: -time.Second}.Validate()
	for _, want := range []string{"42 is no HTTP status", "600 is no HTTP status", "retries can't be below 0", "first wait can't be below 0"} {
		require.ErrorContains(t, err, want)
	}
	require.NotContains(t, err.Error(), "500 is")
}
