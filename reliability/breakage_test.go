package reliability_test

import (
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A breakage is a way of answering so that no page comes of it.
type breakage struct {
	name   string
	answer func(w http.ResponseWriter, r *http.Request)
	says   []string // what the message has to hold
	kind   string
	heals  bool // another attempt is made, which may be answered well
}

// breakages are what the page at hand is answered with.
func breakages() []breakage {
	const transient, config = "transient_error", "config_error"
	return []breakage{
		{"429, seconds", status(429, "0"), []string{"429", "rate limit", "try again later"}, transient, true},
		{"429, a date", status(429, "Mon, 01 Jan 2024 00:00:00 GMT"), []string{"429", "try again later"}, transient, true},
		{"500", status(500, ""), []string{"500", "try again later"}, transient, true},
		{"502", status(502, ""), []string{"502", "try again later"}, transient, true},
		{"503", status(503, "0"), []string{"503", "try again later"}, transient, true},
		{"504", status(504, ""), []string{"504", "try again later"}, transient, true},
		{"html with 200", body("text/html", "<!DOCTYPE html><p>Please wait"), []string{"no JSON"}, transient, true},
		{"cut JSON", body("application/json", `{"items":[{"id":7},{"i`), []string{"cut off", "try again later"}, transient, true},
		{"no answer at all", silence, []string{"didn't answer in time", "try again later"}, transient, true},
		{"stalled", stall, []string{"stopped in the middle of an answer", "try again later"}, transient, true},
		{"reset", reset, []string{"broke", "try again later"}, transient, true},
		{"longer by its own length", raw("Content-Length: 500\r\n", `{"items":[]}`), []string{"cut off", "try again later"}, transient, true},
		{"shorter by its own length", raw("Content-Length: 20\r\n", `{"items":[{"id":1,"text":"aaaaaaaaa"}]}`), []string{"cut off", "try again later"}, transient, true},
		{"a length that is none", raw("Content-Length: many\r\n", `{}`), []string{"can't be reached", "try again later"}, transient, true},
		{"gzip that is none", raw("Content-Encoding: gzip\r\nContent-Length: 12\r\n", `{"items":[]}`), []string{"can't be decompressed", "try again later"}, transient, true},
		{"gzip that is cut", raw("Content-Encoding: gzip\r\nContent-Length: 10\r\n", "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"), []string{"cut off", "try again later"}, transient, true},
		{"redirects in a circle", circle, []string{"redirects without end", "check the base URL"}, config, false},
		{"without end", endless, []string{"max_response_bytes"}, config, false},
	}
}

func status(code int, after string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		if after != "" {
			w.Header().Set("Retry-After", after)
		}
		w.WriteHeader(code)
	}
}

func body(kind, text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", kind)
		_, _ = fmt.Fprint(w, text) // to a client that may have left
	}
}

// silence sends nothing.
func silence(_ http.ResponseWriter, r *http.Request) {
	select {
	case <-r.Context().Done():
	case <-time.After(time.Minute):
	}
}

// stall sends the beginning of an answer and then nothing.
func stall(w http.ResponseWriter, r *http.Request) {
	_, _ = fmt.Fprint(w, `{"items":[`) // to a client that may have left
	_ = http.NewResponseController(w).Flush()
	silence(w, r)
}

func reset(w http.ResponseWriter, _ *http.Request) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0) // makes Close reset
	}
	_ = conn.Close()
}

// raw writes an answer that net/http would not.
func raw(header, text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		_, _ = fmt.Fprintf(conn, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n%s\r\n%s", header, text) // to a client that may have left
		_ = conn.Close()
	}
}

func circle(w http.ResponseWriter, r *http.Request) {
	http.Redirect(w, r, r.URL.String(), http.StatusFound)
}

func endless(w http.ResponseWriter, r *http.Request) {
	piece := []byte(`{"items":[` + strings.Repeat(" ", 1<<14))
	for r.Context().Err() == nil {
		if _, err := w.Write(piece); err != nil {
			return
		}
		piece = piece[10:]
		piece = append(piece, "          "...)
	}
}

// ill is the page that is answered badly.
const ill = 4

// illness answers the ill page badly as long as attempts are left.
func illness(b breakage, left *atomic.Int64) func(http.ResponseWriter, *http.Request, int) bool {
	return func(w http.ResponseWriter, r *http.Request, page int) bool {
		if page != ill || left.Add(-1) < 0 {
			return false
		}
		b.answer(w, r)
		return true
	}
}

// wards reads a stream that is ill beside one that is well.
func wards(t *testing.T, sick *shelf, way string) scenario {
	t.Helper()
	well := &shelf{records: 500}
	broken := sick.resource("broken", way, 10)
	endpoint, _ := broken["endpoint"].(map[string]any)
	endpoint["path"] = serve(t, sick) + "/" + way
	config := definition(serve(t, well), 2, broken, well.resource("well", "page_number", 50))
	config["timeouts"] = map[string]any{"response_seconds": 0.3}
	config["max_response_bytes"] = 1 << 20
	return scenario{
		job:   job{config: config, catalog: []configured{{name: "broken", mode: "full_refresh"}, {name: "well", mode: "full_refresh"}}},
		truth: map[string]int{"broken": sick.records, "well": well.records},
	}
}

func TestAStreamThatFailsStopsNoOtherAndGoesOnLater(t *testing.T) {
	for _, b := range breakages() {
		for _, way := range []string{"page_number", "json_link"} {
			t.Run(b.name+"/"+way, func(t *testing.T) {
				t.Parallel()
				sick := &shelf{records: 95}
				var left atomic.Int64
				left.Store(1 << 40)
				sick.before = illness(b, &left)
				s := wards(t, sick, way)
				failsAndGoesOn(t, s, b, func() { left.Store(0) })
			})
		}
	}
}

// failsAndGoesOn reads until the stream fails, heals it, and goes on from its state.
func failsAndGoesOn(t *testing.T, s scenario, b breakage, heal func()) {
	t.Helper()
	p := s.start(t)
	c := p.finish(t, 1)
	require.Equal(t, "INCOMPLETE", c.streams["broken"].status)
	require.Equal(t, "COMPLETE", c.streams["well"].status)
	require.Len(t, c.streams["broken"].records, (ill-1)*10, "the pages before the ill one, whole")
	require.NotNil(t, c.errors[0].Stream)
	require.Equal(t, "broken", c.errors[0].Stream.Name)
	for _, text := range b.says {
		require.Contains(t, c.errors[0].Message, text)
	}
	require.Equal(t, b.kind, c.errors[0].FailureType)
	l := newLedger(s)
	l.enter(t, s, c)
	heal()
	s.states = l.states
	l.enter(t, s, s.run(t, 0))
	l.balance(t, s)
	for name, a := range l.streams {
		require.Zero(t, a.again, name)
	}
}

func TestAnotherAttemptRepeatsNothing(t *testing.T) {
	for _, b := range breakages() {
		if !b.heals {
			continue
		}
		t.Run(b.name, func(t *testing.T) {
			t.Parallel()
			sick := &shelf{records: 95}
			var left atomic.Int64
			left.Store(2)
			sick.before = illness(b, &left)
			p := wards(t, sick, "page_number").start(t)
			inOrder(t, p.finish(t, 0).streams["broken"], sick.records)
		})
	}
}

// inOrder requires each of n records once, in the order of the API.
func inOrder(t *testing.T, s *stream, n int) {
	t.Helper()
	require.Len(t, s.records, n)
	for i, record := range s.records {
		require.Contains(t, string(record[:min(len(record), 40)]), fmt.Sprintf(`{"id":%d,`, i+1))
	}
}

// A door is a listener's address that can be closed and opened again.
type door struct {
	mu      sync.Mutex
	addr    string
	server  *http.Server
	handler http.Handler
}

func (d *door) open(t *testing.T) {
	t.Helper()
	d.mu.Lock()
	defer d.mu.Unlock()
	listener, err := net.Listen("tcp", d.addr)
	require.NoError(t, err)
	d.addr = listener.Addr().String()
	server := &http.Server{Handler: d.handler, ReadHeaderTimeout: time.Minute}
	server.SetKeepAlivesEnabled(false)
	d.server = server
	go func() { _ = server.Serve(listener) }() // until it is closed
	t.Cleanup(func() { _ = server.Close() })
}

// TestAnAPIThatRefusesConnections closes its door with the page before the ill one.
func TestAnAPIThatRefusesConnections(t *testing.T) {
	t.Parallel()
	sick := &shelf{records: 95}
	d := &door{addr: "127.0.0.1:0"}
	var healed atomic.Bool
	sick.before = func(_ http.ResponseWriter, _ *http.Request, page int) bool {
		if page == ill-1 && !healed.Load() {
			d.mu.Lock()
			defer d.mu.Unlock()
			go func(server *http.Server) { _ = server.Shutdown(t.Context()) }(d.server)
			for { // Shutdown closes the door first, and then waits for this very answer
				conn, err := net.Dial("tcp", d.addr)
				if err != nil {
					return false
				}
				_ = conn.Close()
				time.Sleep(time.Millisecond)
			}
		}
		return false
	}
	d.handler = sick
	d.open(t)
	s := wards(t, sick, "json_link")
	resources, _ := s.config["resources"].([]map[string]any)
	endpoint, _ := resources[0]["endpoint"].(map[string]any)
	endpoint["path"] = "http://" + d.addr + "/json_link"
	b := breakage{says: []string{"can't be reached", "refused", "try again later"}, kind: "transient_error"}
	failsAndGoesOn(t, s, b, func() {
		healed.Store(true)
		d.open(t)
	})
}
