package reliability_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"source-rest-api/connector/demo"
)

// promptly is what a signal may take, and a share for a machine that is busy with other
// tests.
const promptly = 2*time.Second + time.Second

// TestASignalEndsASlowRead sends one while the API is silent or slow.
func TestASignalEndsASlowRead(t *testing.T) {
	for _, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT} {
		for _, mode := range modes {
			t.Run(fmt.Sprintf("%s/%s", signal, mode.mode), func(t *testing.T) {
				t.Parallel()
				url := serve(t, demo.New(demo.Options{Records: 200, Latency: 20 * time.Millisecond}))
				s := demoScenario(url, 200, 2, mode)
				p := s.start(t)
				require.True(t, p.lines(t, 15), "some records")
				sent := time.Now()
				p.signal(t, signal)
				p.all(t)
				_, by := p.wait(t)
				require.Less(t, time.Since(sent), promptly)
				require.Equal(t, signal, by)
				p.sound(t, ending{code: -1})
				read := p.checker.streams["resource"]
				require.Equal(t, "INCOMPLETE", read.status)
				require.Positive(t, read.covered)
				require.Zero(t, len(read.records)%2, "pages are written whole")
				l := newLedger(s)
				l.enter(t, s, p.checker)
				s.states = l.states
				c := s.run(t, 0)
				l.enter(t, s, c)
				l.balance(t, s)
			})
		}
	}
}

// TestASignalEndsAReadThatWaits sends one to a read that no answer comes to, or that is
// about to try again much later.
func TestASignalEndsAReadThatWaits(t *testing.T) {
	for name, answer := range map[string]http.HandlerFunc{"no answer": silence, "half an answer": stall, "Retry-After": status(429, "200")} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			asked := make(chan struct{}, 100)
			api := &shelf{records: 100, before: func(w http.ResponseWriter, r *http.Request, _ int) bool {
				asked <- struct{}{}
				answer(w, r)
				return true
			}}
			config := definition(serve(t, api), 5, api.resource("shelf", "cursor", 10))
			p := job{config: config, catalog: []configured{{name: "shelf", mode: "full_refresh"}}}.start(t)
			<-asked
			sent := time.Now()
			p.signal(t, syscall.SIGTERM)
			p.all(t)
			_, by := p.wait(t)
			require.Less(t, time.Since(sent), promptly)
			require.Equal(t, syscall.SIGTERM, by)
			p.sound(t, ending{code: -1})
			require.Equal(t, "INCOMPLETE", p.checker.streams["shelf"].status)
		})
	}
}

// TestAReaderThatLeaves is what `| head -1` does.
func TestAReaderThatLeaves(t *testing.T) {
	for _, lines := range []int{0, 1, 700} {
		t.Run(fmt.Sprint(lines), func(t *testing.T) {
			t.Parallel()
			url := serve(t, demo.New(demo.Options{Records: 20_000, Latency: time.Millisecond}))
			p := demoScenario(url, 20_000, 100, modes[0]).start(t)
			require.True(t, p.lines(t, lines))
			require.NoError(t, p.pipe.Close())
			code, by := p.wait(t)
			require.True(t, by == syscall.SIGPIPE || code == 1, "exit code %d, signal %v", code, by)
			require.Empty(t, p.stderr.String())
			require.Empty(t, p.checker.faults)
		})
	}
}

// TestASlowReader pauses for longer than an answer may take.
func TestASlowReader(t *testing.T) {
	t.Parallel()
	records := cases(30_000, 200_000)
	s := demoScenario(serve(t, demo.New(demo.Options{Records: records})), records, 5000, modes[0])
	s.config["timeouts"] = map[string]any{"response_seconds": 0.3}
	p := s.start(t)
	for range 3 {
		require.True(t, p.lines(t, records/10))
		time.Sleep(500 * time.Millisecond)
	}
	peak := p.peak()
	require.Len(t, p.finish(t, 0).streams["resource"].records, records)
	if runtime.GOOS == "linux" {
		require.Less(t, peak, int64(256<<20))
		t.Logf("%d records, most memory %d MiB", records, peak>>20)
	}
}

// TestALineOf20MB comes whole, and so does what follows it.
func TestALineOf20MB(t *testing.T) {
	t.Parallel()
	text := strings.Repeat("0123456789abcdef", 20<<16)
	record := fmt.Sprintf(`{"id":1,"text":%q}`, text)
	url := serve(t, body("application/json", "["+record+`,{"id":2}]`))
	config := definition(url, 0, map[string]any{"name": "large", "endpoint": map[string]any{"path": "large", "paginator": "single_page"}})
	read := job{config: config, catalog: []configured{{name: "large", mode: "full_refresh"}}}.run(t, 0).streams["large"]
	require.Len(t, read.records, 2)
	require.True(t, bytes.Equal([]byte(record), read.records[0]))
	require.True(t, json.Valid(read.records[0]))
}

// TestAMillionRecords takes little memory.
func TestAMillionRecords(t *testing.T) {
	if os.Getenv(long) == "" {
		t.Skip("make long")
	}
	const records = 1_000_000
	p := demoScenario(serve(t, demo.New(demo.Options{Records: records})), records, 1000, modes[1]).start(t)
	found, states, peak := 0, 0, int64(0)
	for {
		line, err := p.stdout.ReadSlice('\n')
		if err != nil {
			break
		}
		switch {
		case bytes.HasPrefix(line, []byte(`{"type":"RECORD"`)):
			found++
		case bytes.HasPrefix(line, []byte(`{"type":"STATE"`)):
			if states++; states%100 == 0 {
				peak = max(peak, p.peak())
			}
		}
	}
	code, _ := p.wait(t)
	require.Zero(t, code)
	require.Equal(t, records, found)
	if runtime.GOOS == "linux" {
		require.Less(t, peak, int64(128<<20))
		t.Logf("most memory %d MiB", peak>>20)
	}
}
