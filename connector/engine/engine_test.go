package engine_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"source-rest-api/connector/auth"
	"source-rest-api/connector/demo"
	"source-rest-api/connector/engine"
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
