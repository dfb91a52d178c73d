package engine_test

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"source-rest-api/connector/demo"
	"source-rest-api/connector/engine"
	"source-rest-api/connector/failure"
	"source-rest-api/connector/plan"
	"source-rest-api/connector/protocol"
	"source-rest-api/connector/requester"
)

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
