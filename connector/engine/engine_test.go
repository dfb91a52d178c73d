package engine_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
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
	"source-rest-api/connector/jsonpath"
	"source-rest-api/connector/paginate"
	"source-rest-api/connector/plan"
	"source-rest-api/connector/protocol"
	"source-rest-api/connector/record"
	"source-rest-api/connector/requester"
	"source-rest-api/connector/retry"
	"source-rest-api/connector/template"
)

// numbered is the paging of the seed's API.
func numbered() paginate.PageNumber {
	p := paginate.DefaultPageNumber()
	p.BasePage, p.TotalPath = 1, jsonpath.Path{}
	return p
}

// streamOf returns a stream whose pages are at url + path.
func streamOf(name, url, path, selector string, paginator paginate.Config, query ...plan.Param) *plan.Stream {
	config := record.Config{}
	if selector != "" {
		config.Path = jsonpath.MustCompile(selector)
	}
	return &plan.Stream{
		Name:        name,
		Selected:    true,
		PrimaryKey:  [][]string{{"id"}},
		Disposition: plan.Merge,
		Retriever: plan.Retriever{
			Requester: plan.Requester{
				Method: "GET", BaseURL: url, URL: template.Of(url + path), Query: query,
				Auth:   auth.Bearer{Token: "demo-token"},
				Errors: retry.Handler{Factor: time.Millisecond},
			},
			Paginator: paginator,
			Selector:  config,
		},
	}
}

// demoStream reads the demo API perPage records at a time.
func demoStream(url string, perPage int) *plan.Stream {
	return streamOf("visits", url, demo.ResourcePath, "items.*.data", numbered(),
		plan.Static("per_page", strconv.Itoa(perPage)))
}

// serve answers with handler on loopback until the test ends.
func serve(t *testing.T, handler http.Handler) (url string) {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server.URL
}

// A sync is one run of Read and what came out of it.
type syncRun struct {
	reports  []engine.StreamReport
	err      error
	lines    []string
	records  map[string][]string // by stream, in order
	states   map[string][]string // by stream, in order
	statuses map[string][]string
	errors   []string // TRACE ERRORs: failure type and message
}

type options struct {
	mode        protocol.SyncMode
	cursorField []string
	states      string
	concurrency int
	plan        []*plan.Stream // all streams of the plan; those in the catalog where nil
	stdout      io.Writer
}

// read reads the streams, and holds the lines that come out against the rules that
// every sync keeps.
func read(t *testing.T, ctx context.Context, o options, streams ...*plan.Stream) *syncRun {
	t.Helper()
	var out bytes.Buffer
	var w io.Writer = &out
	if o.stdout != nil {
		w = io.MultiWriter(&out, o.stdout)
	}
	writer := protocol.NewWriter(w, &protocol.Redactor{})
	log := protocol.NewLogger(writer, 0)
	client := requester.New(requester.Options{
		Connections: 4, ConnectTimeout: 5 * time.Second, ResponseTimeout: 5 * time.Second,
		MaxResponseBytes: 64 << 20, Redactor: &protocol.Redactor{}, Log: log,
	})
	defer client.Close()
	e := engine.New(engine.Options{Client: client, Redactor: &protocol.Redactor{}, Out: writer, Log: log, Concurrency: max(1, o.concurrency)})
	catalog := &protocol.ConfiguredCatalog{}
	for _, stream := range streams {
		catalog.Streams = append(catalog.Streams, protocol.ConfiguredStream{
			Stream: protocol.Stream{Name: stream.Name}, SyncMode: o.mode, CursorField: o.cursorField,
		})
	}
	states, err := protocol.ParseStates([]byte(o.states))
	require.NoError(t, err)
	s := &syncRun{}
	if o.plan == nil {
		o.plan = streams
	}
	s.reports, s.err = e.Read(ctx, &plan.Source{Streams: o.plan}, catalog, states)
	s.parse(t, out.String())
	if t.Failed() || s.err != nil {
		t.Log(strings.Join(s.errors, "\n"))
	}
	return s
}

func (s *syncRun) parse(t *testing.T, out string) {
	t.Helper()
	s.records, s.states, s.statuses = map[string][]string{}, map[string][]string{}, map[string][]string{}
	since := map[string]int{}
	for line := range strings.Lines(out) {
		require.True(t, strings.HasSuffix(line, "}\n"), line)
		s.lines = append(s.lines, line)
		var m struct {
			Type   string
			Record struct {
				Stream string
				Data   json.RawMessage
			}
			State struct {
				Stream struct {
					Descriptor struct{ Name string } `json:"stream_descriptor"`
					State      json.RawMessage       `json:"stream_state"`
				}
				SourceStats struct{ RecordCount float64 }
			}
			Trace struct {
				Type   string
				Error  struct{ Message, FailureType string }
				Status struct {
					Descriptor struct{ Name string } `json:"stream_descriptor"`
					Status     string
				} `json:"stream_status"`
			}
		}
		require.NoError(t, json.Unmarshal([]byte(line), &m), line)
		switch m.Type {
		case "RECORD":
			name := m.Record.Stream
			require.Contains(t, s.statuses[name], "RUNNING", "RUNNING goes before the first record")
			s.records[name] = append(s.records[name], string(m.Record.Data))
			since[name]++
		case "STATE":
			name := m.State.Stream.Descriptor.Name
			require.Contains(t, s.statuses[name], "STARTED", "STARTED goes before the first STATE")
			require.EqualValues(t, since[name], m.State.SourceStats.RecordCount, "the records since the last STATE")
			require.NotContains(t, s.states[name], string(m.State.Stream.State), "no STATE says what one before it said")
			s.states[name] = append(s.states[name], string(m.State.Stream.State))
			since[name] = 0
		case "TRACE":
			if m.Trace.Type == "ERROR" {
				s.errors = append(s.errors, m.Trace.Error.Message)
				continue
			}
			name := m.Trace.Status.Descriptor.Name
			s.statuses[name] = append(s.statuses[name], m.Trace.Status.Status)
			if m.Trace.Status.Status == "COMPLETE" {
				require.NotEmpty(t, s.states[name], "the final STATE goes before COMPLETE")
				require.Zero(t, since[name], "the final STATE covers all records")
			}
		}
	}
}

// ids returns the ids of the stream's records, in order.
func (s *syncRun) ids(t *testing.T, stream string) (ids []string) {
	t.Helper()
	for _, data := range s.records[stream] {
		var row struct{ ID any }
		require.NoError(t, json.Unmarshal([]byte(data), &row))
		ids = append(ids, fmt.Sprint(row.ID))
	}
	return ids
}

func stateOf(stream, state string) string {
	return fmt.Sprintf(`[{"type":"STREAM","stream":{"stream_descriptor":{"name":%q},"stream_state":%s}}]`, stream, state)
}

func wantIDs(n int) (ids []string) {
	for i := range n {
		ids = append(ids, fmt.Sprintf("rec_%06d", i+1))
	}
	return ids
}

func last(values []string) string { return values[len(values)-1] }

func TestFullRefreshReadsEveryRecordOnceInOrder(t *testing.T) {
	for _, concurrency := range []int{1, 2, 3, 8} {
		api := demo.New(demo.Options{Records: 253, Token: "demo-token"})
		stream := demoStream(serve(t, api), 10)
		s := read(t, t.Context(), options{mode: protocol.FullRefresh, concurrency: concurrency}, stream)
		require.NoError(t, s.err)
		require.Equal(t, wantIDs(253), s.ids(t, "visits"))
		require.Equal(t, []string{"STARTED", "RUNNING", "COMPLETE"}, s.statuses["visits"])
		require.Equal(t, `{"__ab_full_refresh_sync_complete":true}`, last(s.states["visits"]))
		if concurrency == 1 {
			require.Equal(t, 27, api.Counts().Requests, "26 pages and the empty one")
		}
	}
}

func TestFaultyAnswersCostNoRecord(t *testing.T) {
	for seed := range uint64(5) {
		api := demo.New(demo.Options{Records: 400, Token: "demo-token", Faults: 0.4, Seed: seed})
		s := read(t, t.Context(), options{mode: protocol.FullRefresh, concurrency: 4}, demoStream(serve(t, api), 10))
		require.NoError(t, s.err)
		require.Equal(t, wantIDs(400), s.ids(t, "visits"))
		require.Positive(t, api.Counts().Faults)
		require.Positive(t, s.reports[0].Retries)
	}
}

func TestIncrementalSendsOnlyWhatIsNew(t *testing.T) {
	api := demo.New(demo.Options{Records: 300, Token: "demo-token"})
	stream := demoStream(serve(t, api), 10)
	o := options{mode: protocol.Incremental, cursorField: []string{"updated_at"}, concurrency: 4}
	first := read(t, t.Context(), o, stream)
	require.NoError(t, first.err)
	require.Equal(t, wantIDs(300), first.ids(t, "visits"))

	o.states = stateOf("visits", last(first.states["visits"]))
	nothing := read(t, t.Context(), o, stream)
	require.NoError(t, nothing.err)
	require.Empty(t, nothing.records["visits"])
	require.Equal(t, last(first.states["visits"]), last(nothing.states["visits"]))

	api.Add(7)
	fresh := read(t, t.Context(), o, stream)
	require.NoError(t, fresh.err)
	require.Equal(t, wantIDs(307)[300:], fresh.ids(t, "visits"))
}

func TestAPlainStateIsEnough(t *testing.T) {
	api := demo.New(demo.Options{Records: 50, Token: "demo-token"})
	o := options{mode: protocol.Incremental, cursorField: []string{"updated_at"}, states: stateOf("visits", `{"updated_at":"2024-01-01T00:05:40Z"}`)}
	s := read(t, t.Context(), o, demoStream(serve(t, api), 10))
	require.NoError(t, s.err)
	require.NotEmpty(t, s.records["visits"])
	for _, data := range s.records["visits"] {
		var row struct {
			UpdatedAt time.Time `json:"updated_at"`
		}
		require.NoError(t, json.Unmarshal([]byte(data), &row))
		require.False(t, row.UpdatedAt.Before(time.Date(2024, 1, 1, 0, 5, 40, 0, time.UTC)))
	}
}

// stopAfter cancels a sync once so many records were written.
type stopAfter struct {
	left   atomic.Int64
	cancel context.CancelFunc
}

func (s *stopAfter) Write(p []byte) (int, error) {
	if s.left.Add(-int64(bytes.Count(p, []byte(`"RECORD"`)))) <= 0 {
		s.cancel()
	}
	return len(p), nil
}

func TestASyncThatIsStoppedGoesOnWithoutLossOrRepetition(t *testing.T) {
	for _, mode := range []protocol.SyncMode{protocol.FullRefresh, protocol.Incremental} {
		for _, after := range []int64{1, 55, 119} {
			api := demo.New(demo.Options{Records: 120, Token: "demo-token"})
			stream := demoStream(serve(t, api), 10)
			ctx, cancel := context.WithCancel(t.Context())
			stop := &stopAfter{cancel: cancel}
			stop.left.Store(after)
			o := options{mode: mode, cursorField: []string{"updated_at"}, concurrency: 4, stdout: stop}
			first := read(t, ctx, o, stream)
			require.Equal(t, "INCOMPLETE", last(first.statuses["visits"]))
			require.NotContains(t, last(first.states["visits"]), "complete")

			o.states, o.stdout = stateOf("visits", last(first.states["visits"])), nil
			second := read(t, t.Context(), o, stream)
			require.NoError(t, second.err)
			require.Equal(t, wantIDs(120), append(first.ids(t, "visits"), second.ids(t, "visits")...))

			o.states = stateOf("visits", last(second.states["visits"]))
			third := read(t, t.Context(), o, stream)
			require.NoError(t, third.err)
			require.Empty(t, third.records["visits"], "the state covers both parts of the sync before")
		}
	}
}

func TestAStreamThatFailsKeepsItsStateAndStopsNoOther(t *testing.T) {
	api := demo.New(demo.Options{Records: 60, Token: "demo-token"})
	broken := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if page := r.URL.Query().Get("page"); page == "4" {
			http.Error(w, "out of order", http.StatusServiceUnavailable)
			return
		}
		api.ServeHTTP(w, r)
	})
	bad, good := demoStream(serve(t, broken), 10), demoStream(serve(t, api), 10)
	bad.Name = "bad"
	s := read(t, t.Context(), options{mode: protocol.FullRefresh, concurrency: 4}, bad, good)
	var incomplete *engine.Incomplete
	require.ErrorAs(t, s.err, &incomplete)
	require.Equal(t, failure.Transient, incomplete.Summary.Kind)
	require.Equal(t, wantIDs(30), s.ids(t, "bad"))
	require.Contains(t, last(s.states["bad"]), `{"__resume":{"page":4,`)
	require.Equal(t, "INCOMPLETE", last(s.statuses["bad"]))
	require.Equal(t, wantIDs(60), s.ids(t, "visits"))
	require.Equal(t, "COMPLETE", last(s.statuses["visits"]))
	require.Len(t, s.errors, 2)
	require.Contains(t, s.errors[0], "5 times: the API answered 503")
	require.Contains(t, s.errors[1], "1 of 2 streams were not read to their end: bad")
}

func TestAnUnknownStreamIsNamedAndStopsNoOther(t *testing.T) {
	api := demo.New(demo.Options{Records: 20, Token: "demo-token"})
	stream := demoStream(serve(t, api), 10)
	var out bytes.Buffer
	writer := protocol.NewWriter(&out, &protocol.Redactor{})
	client := requester.New(requester.Options{Connections: 1, ConnectTimeout: time.Second, ResponseTimeout: time.Second, MaxResponseBytes: 1 << 20, Redactor: &protocol.Redactor{}})
	defer client.Close()
	e := engine.New(engine.Options{Client: client, Redactor: &protocol.Redactor{}, Out: writer, Log: protocol.NewLogger(writer, 0), Concurrency: 1})
	_, err := e.Read(t.Context(), &plan.Source{Streams: []*plan.Stream{stream}}, &protocol.ConfiguredCatalog{Streams: []protocol.ConfiguredStream{
		{Stream: protocol.Stream{Name: "vistis"}, SyncMode: protocol.FullRefresh},
		{Stream: protocol.Stream{Name: "visits"}, SyncMode: protocol.FullRefresh},
	}}, nil)
	var incomplete *engine.Incomplete
	require.ErrorAs(t, err, &incomplete)
	require.Equal(t, failure.Config, incomplete.Summary.Kind)
	require.Contains(t, out.String(), `stream \"vistis\" is in the catalog, but not in the definition, which has visits; did you mean \"visits\"?`)
	require.Contains(t, out.String(), `"stream_descriptor":{"name":"vistis"},"status":"INCOMPLETE"`)
	require.Equal(t, 20, strings.Count(out.String(), `"RECORD"`))
}

func TestIncrementalWithoutACursorFieldIsAFullRefresh(t *testing.T) {
	api := demo.New(demo.Options{Records: 20, Token: "demo-token"})
	stream := demoStream(serve(t, api), 10)
	o := options{mode: protocol.Incremental}
	first := read(t, t.Context(), o, stream)
	require.NoError(t, first.err)
	require.Len(t, first.records["visits"], 20)
	o.states = stateOf("visits", last(first.states["visits"]))
	require.Len(t, read(t, t.Context(), o, stream).records["visits"], 20, "each such sync reads the whole stream")
}

func TestAFullRefreshThatWasCompleteIsNotRepeated(t *testing.T) {
	api := demo.New(demo.Options{Records: 20, Token: "demo-token"})
	stream := demoStream(serve(t, api), 10)
	o := options{mode: protocol.FullRefresh, states: stateOf("visits", `{"__ab_full_refresh_sync_complete":true}`)}
	s := read(t, t.Context(), o, stream)
	require.NoError(t, s.err)
	require.Empty(t, s.records)
	require.Equal(t, []string{"STARTED", "COMPLETE"}, s.statuses["visits"])
	require.Zero(t, api.Counts().Requests)
}

func TestAStateOfTheOtherSyncModeIsReadFromTheFirstPage(t *testing.T) {
	for mode, state := range map[protocol.SyncMode]string{
		protocol.FullRefresh: `{"updated_at":"2999-01-01","__resume":{"page":2,"max":"2999-01-01"}}`,
		protocol.Incremental: `{"__resume":{"page":2}}`,
	} {
		api := demo.New(demo.Options{Records: 20, Token: "demo-token"})
		o := options{mode: mode, cursorField: []string{"updated_at"}, states: stateOf("visits", state)}
		s := read(t, t.Context(), o, demoStream(serve(t, api), 10))
		require.NoError(t, s.err)
		require.Len(t, s.records["visits"], 20, mode)
	}
}

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
