package engine_test

import (
	"io"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"source-rest-api/connector/demo"
	"source-rest-api/connector/engine"
	"source-rest-api/connector/plan"
	"source-rest-api/connector/protocol"
	"source-rest-api/connector/requester"
)

// BenchmarkSmallPages reads 1,000 pages of two records, as the seed's API gives them:
// what counts here is the work for each request.
func BenchmarkSmallPages(b *testing.B) {
	server := httptest.NewServer(demo.New(demo.Options{Records: 2000, Token: "demo-token"}))
	defer server.Close()
	stream := demoStream(server.URL, 2)
	writer := protocol.NewWriter(io.Discard, &protocol.Redactor{})
	client := requester.New(requester.Options{
		Connections: 4, ConnectTimeout: 5 * time.Second, ResponseTimeout: 5 * time.Second,
		MaxResponseBytes: 64 << 20, Redactor: &protocol.Redactor{},
	})
	defer client.Close()
	e := engine.New(engine.Options{Client: client, Out: writer, Log: protocol.NewLogger(writer, 0), Redactor: &protocol.Redactor{}, Concurrency: 4})
	catalog := &protocol.ConfiguredCatalog{Streams: []protocol.ConfiguredStream{{Stream: protocol.Stream{Name: "visits"}, SyncMode: protocol.FullRefresh}}}
	b.ReportAllocs()
	for b.Loop() {
		_, err := e.Read(b.Context(), &plan.Source{Streams: []*plan.Stream{stream}}, catalog, nil)
		require.NoError(b, err)
	}
}
