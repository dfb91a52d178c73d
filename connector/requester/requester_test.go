package requester_test

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"source-rest-api/connector/auth"
	"source-rest-api/connector/failure"
	"source-rest-api/connector/paginate"
	"source-rest-api/connector/plan"
	"source-rest-api/connector/protocol"
	"source-rest-api/connector/rawjson"
	"source-rest-api/connector/requester"
	"source-rest-api/connector/retry"
	"source-rest-api/connector/template"
)

func serve(t *testing.T, handler http.HandlerFunc) (url string) {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server.URL
}

// A call is a request that a test sends, and what came back.
type call struct {
	options requester.Options
	request requester.Request
	retries int
	bodies  []string
}

func newCall(url string) *call {
	retries := 3
	return &call{
		options: requester.Options{
			Connections: 2, ConnectTimeout: time.Second, ResponseTimeout: 5 * time.Second,
			MaxResponseBytes: 1 << 20, Redactor: &protocol.Redactor{}, UserAgent: "test/1",
		},
		request: requester.Request{First: true, Plan: &plan.Requester{
			Method: "GET", BaseURL: url, URL: template.Of(url + "/items"),
			Errors: retry.Handler{Factor: time.Millisecond, MaxRetries: &retries},
		}},
	}
}

// send sends the call's request; the answer has to be sound JSON.
func (c *call) send(ctx context.Context) error {
	client := requester.New(c.options)
	defer client.Close()
	c.request.Events.Retry = func(error, time.Duration) { c.retries++ }
	return client.Do(ctx, c.request, func(r *requester.Response) error {
		text, err := io.ReadAll(r.Body.Open())
		if err != nil {
			return err
		}
		c.bodies = append(c.bodies, string(text))
		if err := rawjson.NewScanner().Bytes(text, nil); err != nil {
			return err
		}
		r.Body.Close()
		return nil
	})
}

func TestRequestsAreSignedAndIdentified(t *testing.T) {
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		require.Equal(t, "Bearer tok", r.Header.Get("Authorization"))
		require.Equal(t, "test/1", r.Header.Get("User-Agent"))
		require.Equal(t, "*/*", r.Header.Get("Accept"))
		fmt.Fprint(w, `{}`)
	})
	c := newCall(url)
	c.request.Plan.Auth = auth.Bearer{Token: "tok"}
	require.NoError(t, c.send(t.Context()))
	require.Equal(t, []string{"{}"}, c.bodies)
}

func TestABodyIsSentAgainWithEachAttempt(t *testing.T) {
	var asked atomic.Int64
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		text, err := io.ReadAll(r.Body)
		require.NoError(t, err)
		require.Equal(t, "POST", r.Method)
		require.Equal(t, `{"page":2}`, string(text))
		if asked.Add(1) < 3 {
			w.WriteHeader(http.StatusBadGateway)
		}
		fmt.Fprint(w, `[]`)
	})
	c := newCall(url)
	c.request.Plan.Method = "POST"
	c.request.Page = paginate.Page{Set: []paginate.Inject{{Into: paginate.Body, Name: "page", Value: []byte("2")}}}
	require.NoError(t, c.send(t.Context()))
	require.Equal(t, 2, c.retries)
}

func TestAnswersThatAreNoneAreAskedForAgain(t *testing.T) {
	for name, bad := range map[string]func(http.ResponseWriter){
		"status":  func(w http.ResponseWriter) { w.WriteHeader(http.StatusInternalServerError) },
		"limit":   func(w http.ResponseWriter) { w.WriteHeader(http.StatusTooManyRequests) },
		"HTML":    func(w http.ResponseWriter) { fmt.Fprint(w, "<html>") },
		"cut":     func(w http.ResponseWriter) { fmt.Fprint(w, `{"a":`) },
		"short":   func(w http.ResponseWriter) { w.Header().Set("Content-Length", "100"); fmt.Fprint(w, `{"a":1}`) },
		"reset":   func(w http.ResponseWriter) { panic(http.ErrAbortHandler) },
		"no gzip": func(w http.ResponseWriter) { w.Header().Set("Content-Encoding", "gzip"); fmt.Fprint(w, `{"a":1}`) },
	} {
		var asked atomic.Int64
		url := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			if asked.Add(1) < 3 {
				bad(w)
				return
			}
			fmt.Fprint(w, `{"a":1}`)
		})
		c := newCall(url)
		require.NoError(t, c.send(t.Context()), name)
		require.Equal(t, 2, c.retries, name)
		require.Equal(t, `{"a":1}`, c.bodies[len(c.bodies)-1], name)
	}
}

func TestRetriesEndAndSayHowOftenItWasTried(t *testing.T) {
	var asked atomic.Int64
	url := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		asked.Add(1)
		http.Error(w, "down for today", http.StatusServiceUnavailable)
	})
	c := newCall(url)
	err := c.send(t.Context())
	require.EqualError(t, err, "GET "+url+"/items, 4 times: the API answered 503 Service Unavailable: the API itself failed; try again later; it says \"down for today\": HTTP status 503")
	require.Equal(t, failure.Transient, failure.Of(err).Kind)
	require.EqualValues(t, 4, asked.Load())

	c.options.MaxAttempts = 2
	require.ErrorContains(t, c.send(t.Context()), "2 times")
}

func TestARefusalIsNotTriedAgain(t *testing.T) {
	var asked atomic.Int64
	url := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		asked.Add(1)
		w.WriteHeader(http.StatusUnauthorized)
	})
	err := newCall(url).send(t.Context())
	require.ErrorContains(t, err, "401 Unauthorized")
	require.Equal(t, failure.Config, failure.Of(err).Kind)
	require.EqualValues(t, 1, asked.Load())
}

func TestRetryAfterHoldsTheHost(t *testing.T) {
	var asked atomic.Int64
	url := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		if asked.Add(1) == 1 {
			w.Header().Set("Retry-After", "0.05")
			w.WriteHeader(http.StatusTooManyRequests)
			return
		}
		fmt.Fprint(w, `{}`)
	})
	c := newCall(url)
	var held time.Time
	c.request.Events.RateLimited = func(until time.Time) { held = until }
	require.NoError(t, c.send(t.Context()))
	require.False(t, held.IsZero())
	require.False(t, time.Now().Before(held), "the next attempt comes after the time that the API asked for")
}

func TestARedirectToAnotherHostGetsNoCredentials(t *testing.T) {
	other := serve(t, func(w http.ResponseWriter, r *http.Request) {
		for name, values := range r.Header {
			require.NotContains(t, strings.Join(values, ""), "s3cret", name)
		}
		require.NotContains(t, r.URL.RawQuery, "s3cret")
		require.Empty(t, r.Header.Get("X-Plain"), "nobody knows whether it is a credential")
		require.Equal(t, "de", r.Header.Get("Accept-Language"))
		fmt.Fprint(w, `{}`)
	})
	home := serve(t, func(w http.ResponseWriter, r *http.Request) {
		require.Equal(t, "s3cret-key", r.Header.Get("X-Api-Key"))
		require.Equal(t, "s3cret-header", r.Header.Get("X-Own"))
		http.Redirect(w, r, other+"/elsewhere", http.StatusFound)
	})
	c := newCall(home)
	c.options.Redactor.Add("s3cret-header")
	c.request.Plan.Auth = auth.APIKey{Name: "X-Api-Key", Key: "s3cret-key", Location: auth.InHeader}
	c.request.Plan.Headers = []plan.Param{plan.Static("X-Own", "s3cret-header"), plan.Static("X-Plain", "plain"), plan.Static("Accept-Language", "de")}
	require.NoError(t, c.send(t.Context()))

	c.request.Plan.Auth = auth.APIKey{Name: "key", Key: "s3cret-key", Location: auth.InQuery}
	c.request.Page = paginate.Page{URL: other + "/next"}
	require.NoError(t, c.send(t.Context()), "nor does a link to another host")
}

func TestARedirectWithinTheHostIsSigned(t *testing.T) {
	home := serve(t, func(w http.ResponseWriter, r *http.Request) {
		require.Equal(t, "Bearer tok", r.Header.Get("Authorization"))
		if r.URL.Path == "/items" {
			http.Redirect(w, r, "/moved", http.StatusMovedPermanently)
			return
		}
		fmt.Fprint(w, `{}`)
	})
	c := newCall(home)
	c.request.Plan.Auth = auth.Bearer{Token: "tok"}
	require.NoError(t, c.send(t.Context()))
}

func TestRedirectsWithoutEndFailAtOnce(t *testing.T) {
	var asked atomic.Int64
	home := serve(t, func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		http.Redirect(w, r, "/items", http.StatusFound)
	})
	err := newCall(home).send(t.Context())
	require.ErrorContains(t, err, "redirects without end")
	require.EqualValues(t, 10, asked.Load())
}

func TestAnAnswerBeyondTheLimitFailsAndNamesIt(t *testing.T) {
	url := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, `"%s"`, strings.Repeat("x", 2<<20))
	})
	c := newCall(url)
	err := c.send(t.Context())
	require.ErrorContains(t, err, "the answer has more than 1048576 bytes, which max_response_bytes allows")
	require.Equal(t, failure.Config, failure.Of(err).Kind)
	require.Zero(t, c.retries)
}

func TestTheLimitCountsBytesAfterDecompression(t *testing.T) {
	url := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		fmt.Fprintf(z, `"%s"`, strings.Repeat("x", 2<<20))
		require.NoError(t, z.Close())
	})
	require.ErrorContains(t, newCall(url).send(t.Context()), "max_response_bytes")
}

func TestALargeAnswerComesWholeFromAFile(t *testing.T) {
	const size = 40 << 20
	url := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, `"%s"`, strings.Repeat("x", size))
	})
	c := newCall(url)
	c.options.MaxResponseBytes = 64 << 20
	client := requester.New(c.options)
	defer client.Close()
	require.NoError(t, client.Do(t.Context(), c.request, func(r *requester.Response) error {
		defer r.Body.Close()
		_, inMemory := r.Body.Bytes()
		require.False(t, inMemory)
		for range 2 { // it can be read again
			n, err := io.Copy(io.Discard, r.Body.Open())
			require.NoError(t, err)
			require.EqualValues(t, size+2, n)
		}
		return nil
	}))
}

func TestAnAnswerThatStopsComingInIsAskedForAgain(t *testing.T) {
	var asked atomic.Int64
	release := make(chan struct{})
	url := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		if asked.Add(1) == 1 {
			fmt.Fprint(w, `{"a":`)
			w.(http.Flusher).Flush()
			<-release
			return
		}
		fmt.Fprint(w, `{"a":1}`)
	})
	defer close(release)
	c := newCall(url)
	c.options.ResponseTimeout = 50 * time.Millisecond
	require.NoError(t, c.send(t.Context()))
	require.Equal(t, 1, c.retries)
}

func TestTheDeadlineEndsRetriesAndTheLastFailureIsTold(t *testing.T) {
	url := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusBadGateway)
	})
	c := newCall(url)
	c.request.Plan.Errors.Factor = time.Hour
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	require.ErrorContains(t, c.send(ctx), "502 Bad Gateway")
}

func TestACancelledSyncIsNoFailureOfTheAPI(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	url := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		cancel()
		w.WriteHeader(http.StatusBadGateway)
	})
	err := newCall(url).send(ctx)
	require.ErrorIs(t, err, context.Canceled)
	var told *failure.Error
	require.False(t, errors.As(err, &told))
}
