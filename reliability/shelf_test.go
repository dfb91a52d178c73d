package reliability_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"
	"time"
)

// A shelf is an API of records that can be paged through in four ways, each at a path
// of its own: /page_number, /offset, /cursor and /json_link.
type shelf struct {
	records int
	ordered bool // by updated_at, which three records each share; ?since= leaves out those before
	// before is called before a page, the first being 1, and may answer in its place,
	// which it tells.
	before func(w http.ResponseWriter, r *http.Request, page int) (answered bool)
}

func (s *shelf) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	size := number(query.Get("size"))
	from := number(query.Get("offset")) + number(query.Get("after"))
	if query.Has("page") {
		from = (number(query.Get("page")) - 1) * size
	}
	if s.before != nil && s.before(w, r, from/size+1) {
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(s.page(r, from, size)) // a client that has left needs no answer
}

// page returns the answer with the records from an index on.
func (s *shelf) page(r *http.Request, from, size int) []byte {
	since := r.URL.Query().Get("since")
	skipped := 0
	for skipped < s.records && s.at(skipped) < since {
		skipped++
	}
	body := []byte(`{"items":[`)
	end := min(from+size, s.records-skipped)
	for i := from; i < end; i++ {
		if i > from {
			body = append(body, ',')
		}
		body = fmt.Appendf(body, `{"id":%d,"updated_at":%q,"text":"no. %d"}`, skipped+i+1, s.at(skipped+i), skipped+i)
	}
	body = append(body, ']')
	if end < s.records-skipped {
		body = fmt.Appendf(body, `,"cursor":"%d","next":"http://%s/json_link?after=%d&size=%d&since=%s"`, end, r.Host, end, size, since)
	}
	return append(body, '}')
}

// at returns when the record of an index changed.
func (s *shelf) at(i int) string {
	minutes := i / 3
	if !s.ordered {
		minutes = (i*7919 + s.records - 1) % s.records // the latest comes first
	}
	return moment0.Add(time.Duration(minutes) * time.Minute).Format(time.RFC3339)
}

// moment0 is the earliest time of a record.
var moment0 = time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)

func number(text string) int {
	n, _ := strconv.Atoi(text)
	return n
}

// paginators are the four ways, in the definition's words.
func paginators(size int) map[string]map[string]any {
	return map[string]map[string]any{
		"page_number": {"type": "page_number", "base_page": 1, "page_param": "page", "total_path": nil},
		"offset":      {"type": "offset", "limit": size, "offset_param": "offset", "limit_param": "size", "total_path": nil},
		"cursor":      {"type": "cursor", "cursor_path": "cursor", "cursor_param": "after"},
		"json_link":   {"type": "json_link", "next_url_path": "next"},
	}
}

// resource is a stream of the shelf in the definition's words.
func (s *shelf) resource(name, way string, size int) map[string]any {
	params := map[string]any{}
	if way != "offset" {
		params["size"] = size
	}
	if s.ordered {
		params["since"] = map[string]any{
			"type": "incremental", "cursor_path": "updated_at", "initial_value": "2000-01-01T00:00:00Z", "row_order": "asc",
		}
	}
	return map[string]any{"name": name, "primary_key": "id", "endpoint": map[string]any{
		"path": way, "params": params, "data_selector": "items", "paginator": paginators(size)[way],
	}}
}

// definition is a config that reads resources with little patience.
func definition(url string, retries int, resources ...map[string]any) map[string]any {
	return map[string]any{
		"client":            map[string]any{"base_url": url},
		"resource_defaults": map[string]any{"endpoint": map[string]any{"error_handler": map[string]any{"backoff_factor": 0.001, "max_retries": retries}}},
		"resources":         resources,
	}
}

// serve serves a handler until the test ends, and returns its address.
func serve(t *testing.T, handler http.Handler) string {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
	})
	return server.URL
}
