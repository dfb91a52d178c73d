package demo

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// drawAll returns the faults that the first tries requests of each page get.
func drawAll(options Options, pages, tries int) [][]fault {
	drawn := make([][]fault, pages)
	c := counter{pages: map[int]*visits{}}
	for number := range drawn {
		for range tries {
			drawn[number] = append(drawn[number], c.visit(number+1, options))
		}
	}
	return drawn
}

func TestFaultsFollowFromSeedPageAndTry(t *testing.T) {
	one := drawAll(Options{Faults: 0.3, Seed: 1}, 200, 5)
	require.Equal(t, one, drawAll(Options{Faults: 0.3, Seed: 1}, 200, 5))
	require.NotEqual(t, one, drawAll(Options{Faults: 0.3, Seed: 2}, 200, 5))
}

func TestShareAndStreaksOfFaults(t *testing.T) {
	for _, share := range []float64{0, 0.2, 1} {
		kinds := map[fault]int{}
		for _, page := range drawAll(Options{Faults: share, Seed: 7}, 5000, 6) {
			streak := 0
			for _, drawn := range page {
				kinds[drawn]++
				streak++
				if drawn == none {
					streak = 0
				}
				require.LessOrEqual(t, streak, longestStreak)
			}
		}
		bad := float64(30_000-kinds[none]) / 30_000
		switch share {
		case 0:
			require.Zero(t, bad)
		case 1:
			require.InDelta(t, 2.0/3, bad, 0.001, "every third request must get through")
		default:
			require.InDelta(t, share, bad, 0.02)
			require.Len(t, kinds, int(faultsToDraw), "every kind of fault occurs")
		}
	}
}

// TestThreeRetriesGetThrough reads all pages of an API as bad as can be, as a
// client would, and meets every kind of fault.
func TestThreeRetriesGetThrough(t *testing.T) {
	api := New(Options{Records: 60, Faults: 1, Seed: 3, Token: token})
	server, err := Serve(t.Context(), "127.0.0.1:0", api)
	require.NoError(t, err)
	met := map[string]int{}
	for number := 1; number <= 30; number++ {
		kind := ""
		for try := 1; kind != "ok"; try++ {
			require.LessOrEqual(t, try, 3, "page %d", number)
			kind = meet(t, server.URL+ResourcePath+"?page="+strconv.Itoa(number))
			met[kind]++
		}
	}
	for _, kind := range []string{"429", "500", "503", "cut", "html", "reset"} {
		require.Positive(t, met[kind], "%s of %v", kind, met)
	}
	require.Equal(t, 30, met["ok"])
	require.Equal(t, 60, api.Counts().Faults)
}

// meet asks once and tells what came of it.
func meet(t *testing.T, target string) string {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, target, nil)
	require.NoError(t, err)
	request.Header.Set("Authorization", "Bearer "+token)
	// A fresh connection: on a kept one the transport would itself try again after a reset.
	transport := &http.Transport{DisableKeepAlives: true}
	response, err := transport.RoundTrip(request)
	if errors.Is(err, syscall.ECONNRESET) {
		return "reset"
	}
	require.NoError(t, err)
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	switch {
	case response.StatusCode == http.StatusTooManyRequests, response.StatusCode == http.StatusServiceUnavailable:
		require.Equal(t, "0", response.Header.Get("Retry-After"))
		return strconv.Itoa(response.StatusCode)
	case response.StatusCode != http.StatusOK:
		return strconv.Itoa(response.StatusCode)
	case response.Header.Get("Content-Type") != "application/json":
		require.Contains(t, string(body), "<html>")
		return "html"
	case !json.Valid(body):
		return "cut"
	}
	require.Len(t, records(t, body), perPage)
	return "ok"
}
