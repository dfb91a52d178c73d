package engine_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"source-rest-api/connector/auth"
	"source-rest-api/connector/demo"
	"source-rest-api/connector/engine"
	"source-rest-api/connector/failure"
	"source-rest-api/connector/paginate"
	"source-rest-api/connector/plan"
	"source-rest-api/connector/protocol"
	"source-rest-api/connector/requester"
)

func TestAnEmptyStreamIsComplete(t *testing.T) {
	api := demo.New(demo.Options{Token: "demo-token"})
	s := read(t, t.Context(), options{mode: protocol.FullRefresh}, demoStream(serve(t, api), 10))
	require.NoError(t, s.err)
	require.Equal(t, []string{"STARTED", "COMPLETE"}, s.statuses["visits"])
	require.Len(t, s.states["visits"], 1)
}

func TestASelectorThatMatchesNothingSaysWhatTheAnswerHas(t *testing.T) {
	url := serve(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `{"results":[{"id":1}],"total":1}`)
	}))
	s := read(t, t.Context(), options{mode: protocol.FullRefresh}, streamOf("s", url, "/", "items.*.data", paginate.SinglePage{}))
	require.NoError(t, s.err)
	require.Contains(t, strings.Join(s.lines, ""), `the record selector \"items.*.data\" matched nothing in the first answer, which has the keys results, total`)
}

func TestAnAPIThatIgnoresThePageIsAnErrorNotALoop(t *testing.T) {
	url := serve(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `{"items":[{"id":1},{"id":2}]}`)
	}))
	for _, concurrency := range []int{1, 4} {
		s := read(t, t.Context(), options{mode: protocol.FullRefresh, concurrency: concurrency}, streamOf("s", url, "/", "items", numbered()))
		require.Error(t, s.err)
		require.Len(t, s.records["s"], 2, "the repeated page is not written")
		require.Contains(t, s.errors[0], "the API gave the same page twice")
	}
}

func TestPagesByLinkAreFetchedWhileTheLastIsWritten(t *testing.T) {
	var mu sync.Mutex
	var asked []string
	url := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		asked = append(asked, r.URL.RequestURI())
		mu.Unlock()
		n, _ := strconv.Atoi(r.URL.Query().Get("from"))
		next := ""
		if n < 40 {
			next = fmt.Sprintf(`,"next":"?from=%d"`, n+10)
		}
		fmt.Fprintf(w, `{"rows":[{"id":%d}]%s}`, n, next)
	}))
	s := read(t, t.Context(), options{mode: protocol.FullRefresh, concurrency: 2},
		streamOf("s", url, "/list", "rows", paginate.DefaultJSONLink(), plan.Static("q", "a b")))
	require.NoError(t, s.err)
	require.Equal(t, []string{"0", "10", "20", "30", "40"}, s.ids(t, "s"))
	require.Equal(t, []string{"/list?q=a+b", "/list?from=10", "/list?from=20", "/list?from=30", "/list?from=40"}, asked)
}

// together answers for page 5 only when page 6 is asked for.
type together struct {
	next  http.Handler
	sixth chan struct{}
	alone atomic.Bool // page 6 wasn't asked for meanwhile
}

func (h *together) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Query().Get("page") {
	case "5":
		select {
		case <-h.sixth:
		case <-r.Context().Done():
			h.alone.Store(true)
		}
	case "6":
		close(h.sixth)
	}
	h.next.ServeHTTP(w, r)
}

func TestPagesThatAreKnownAreAskedForAtOnce(t *testing.T) {
	api := &together{next: demo.New(demo.Options{Records: 90, Token: "demo-token"}), sixth: make(chan struct{})}
	s := read(t, t.Context(), options{mode: protocol.FullRefresh, concurrency: 2}, demoStream(serve(t, api), 10))
	require.NoError(t, s.err)
	require.False(t, api.alone.Load())
	require.Equal(t, wantIDs(90), s.ids(t, "visits"))
}

func TestDetectionIsToldOnce(t *testing.T) {
	url := serve(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `{"meta":{},"results":[{"id":1},{"id":2}]}`)
	}))
	s := read(t, t.Context(), options{mode: protocol.FullRefresh}, streamOf("s", url, "/", "", paginate.Auto{}))
	require.NoError(t, s.err)
	require.Equal(t, []string{"1", "2"}, s.ids(t, "s"))
	text := strings.Join(s.lines, "")
	require.Equal(t, 1, strings.Count(text, "detected the paginator"))
	require.Equal(t, 1, strings.Count(text, "detected the record selector"))
}

func TestManyStreamsWithFewSlotsDoNotWaitForEachOther(t *testing.T) {
	api := demo.New(demo.Options{Records: 100, Token: "demo-token", Latency: time.Millisecond})
	url := serve(t, api)
	var streams []*plan.Stream
	for i := range 6 {
		stream := demoStream(url, 7)
		stream.Name = fmt.Sprintf("s%d", i)
		streams = append(streams, stream)
	}
	for _, concurrency := range []int{1, 2, 3} {
		s := read(t, t.Context(), options{mode: protocol.FullRefresh, concurrency: concurrency}, streams...)
		require.NoError(t, s.err)
		for _, stream := range streams {
			require.Equal(t, wantIDs(100), s.ids(t, stream.Name))
		}
	}
}

func TestTransientFailuresAreToldBeforeTheOthers(t *testing.T) {
	url := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/gone" {
			http.NotFound(w, r)
			return
		}
		http.Error(w, "later", http.StatusBadGateway)
	}))
	s := read(t, t.Context(), options{mode: protocol.FullRefresh},
		streamOf("gone", url, "/gone", "", paginate.SinglePage{}), streamOf("later", url, "/later", "", paginate.SinglePage{}))
	require.Error(t, s.err)
	require.Contains(t, s.errors[0], "502")
	require.Contains(t, s.errors[1], "404")
}

func TestAPageTooLargeForMemoryIsReadWhole(t *testing.T) {
	const records = 60_000
	url := serve(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		padding := strings.Repeat("x", 320)
		fmt.Fprint(w, `{"items":[`)
		for i := range records {
			if i > 0 {
				fmt.Fprint(w, ",")
			}
			fmt.Fprintf(w, `{"data":{"id":%d,"pad":"%s"}}`, i, padding)
		}
		fmt.Fprint(w, `]}`)
	}))
	s := read(t, t.Context(), options{mode: protocol.FullRefresh}, streamOf("s", url, "/", "items.*.data", paginate.SinglePage{}))
	require.NoError(t, s.err)
	require.Len(t, s.records["s"], records)
}

func TestProbeTellsEachStreamsFailure(t *testing.T) {
	api := demo.New(demo.Options{Records: 20, Token: "demo-token"})
	url := serve(t, api)
	good, bad := demoStream(url, 10), demoStream(url, 10)
	bad.Retriever.Requester.Auth = auth.Bearer{Token: "wrong"}
	client := requester.New(requester.Options{Connections: 1, ConnectTimeout: time.Second, ResponseTimeout: time.Second, MaxResponseBytes: 1 << 20, Redactor: &protocol.Redactor{}})
	defer client.Close()
	e := engine.New(engine.Options{Client: client, Redactor: &protocol.Redactor{}, Concurrency: 2, Log: slog.New(slog.DiscardHandler)})
	var seen atomic.Int64
	errs := e.Probe(t.Context(), nil, []*plan.Stream{good, bad}, 5*time.Second, func(int, []byte) error { seen.Add(1); return nil })
	require.NoError(t, errs[0])
	require.ErrorContains(t, errs[1], "401 Unauthorized")
	require.Equal(t, failure.Config, failure.Of(errs[1]).Kind)
	require.EqualValues(t, 10, seen.Load())
}
