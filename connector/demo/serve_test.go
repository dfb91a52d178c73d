package demo

import (
	"context"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"source-rest-api/connector/failure"
)

func TestServeStopsWithItsContext(t *testing.T) {
	for _, addr := range []string{"127.0.0.1:0", "localhost:0"} {
		ctx, stop := context.WithCancel(t.Context())
		server, err := Serve(ctx, addr, New(Options{}))
		require.NoError(t, err)
		response, err := http.Get(server.URL + HealthPath)
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
		require.Equal(t, http.StatusNoContent, response.StatusCode)
		stop()
		require.NoError(t, server.Wait())
		_, err = http.Get(server.URL + HealthPath)
		require.Error(t, err)
	}
}

func TestServeRefusesWhatOthersCouldReach(t *testing.T) {
	for addr, want := range map[string]string{
		"0.0.0.0:0":       "this machine only",
		":8080":           "this machine only",
		"[::]:0":          "this machine only",
		"192.0.2.1:8080":  "this machine only",
		"example.com:80":  "this machine only",
		"127.0.0.1":       "HOST:PORT",
		"127.0.0.1:99999": "can't listen",
	} {
		_, err := Serve(t.Context(), addr, http.NotFoundHandler())
		require.ErrorContains(t, err, want, addr)
		require.Equal(t, failure.Config, failure.Of(err).Kind)
	}
}
