package reliability_test

import (
	"fmt"
	"io/fs"
	"os"
	"runtime"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"source-rest-api/connector/demo"
	"source-rest-api/connector/source"
)

// What a soak allows to grow from its first quarter to its last.
const (
	moreHeap       = 8 << 20  // bytes in live objects
	moreResident   = 64 << 20 // bytes of the process, which gives freed ones back late
	moreGoroutines = 20       // connections that wait to be used again
	soakRecords    = 20_000
)

// A round is what one read of a soak came to, and what the process held after it.
type round struct {
	records    int
	heap       int64
	resident   int64
	goroutines int
}

// TestSoak reads a bad API in this one process over and over: counts stay equal, and
// memory flat.
func TestSoak(t *testing.T) {
	want := os.Getenv(soak)
	if want == "" {
		t.Skip("make soak")
	}
	lasting, err := time.ParseDuration(want)
	require.NoError(t, err)
	api := demo.New(demo.Options{Records: soakRecords, Faults: 0.2, Seed: 20})
	url := serve(t, api)
	files := os.DirFS("..")
	var rounds []round
	for began := time.Now(); time.Since(began) < lasting || len(rounds) < 8; {
		s := demoScenario(url, soakRecords, 200, modes[len(rounds)%len(modes)])
		rounds = append(rounds, once(t, s, files))
		if n := len(rounds); n%100 == 0 {
			t.Logf("%s: %d reads, %+v", time.Since(began).Round(time.Second), n, rounds[n-1])
		}
	}
	early, late := rounds[len(rounds)/8:len(rounds)/4+1], rounds[len(rounds)*3/4:]
	first, last := middle(early), middle(late)
	counts := api.Counts()
	t.Logf("%d reads of %d records, all equal; %d requests, %d answered badly; first quarter %+v, last %+v",
		len(rounds), soakRecords, counts.Requests, counts.Faults, first, last)
	require.Less(t, last.heap-first.heap, int64(moreHeap))
	require.Less(t, last.resident-first.resident, int64(moreResident))
	require.Less(t, last.goroutines-first.goroutines, moreGoroutines)
}

// middle returns the medians of rounds.
func middle(rounds []round) round {
	pick := func(of func(round) int64) int64 {
		var values []int64
		for _, r := range rounds {
			values = append(values, of(r))
		}
		slices.Sort(values)
		return values[len(values)/2]
	}
	return round{
		records:    int(pick(func(r round) int64 { return int64(r.records) })),
		heap:       pick(func(r round) int64 { return r.heap }),
		resident:   pick(func(r round) int64 { return r.resident }),
		goroutines: int(pick(func(r round) int64 { return int64(r.goroutines) })),
	}
}

// once reads in this process and requires every record once.
func once(t *testing.T, s scenario, files fs.FS) round {
	t.Helper()
	out := &lines{checker: newChecker(s.names()...)}
	code := source.Main(t.Context(), s.files(t), source.Env{Stdout: out, Stderr: os.Stderr, Getenv: os.Getenv, Files: files})
	require.Zero(t, code, "%v", out.checker.errors)
	require.Empty(t, out.rest)
	require.Empty(t, out.checker.end(ending{}))
	records := out.checker.streams["resource"].records
	require.Len(t, records, soakRecords)
	for i, record := range records {
		require.Equal(t, fmt.Sprintf(`{"id":"rec_%06d"`, i+1), string(record[:18]))
	}
	out.checker = nil
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return round{len(records), int64(stats.HeapAlloc), memory(strconv.Itoa(os.Getpid()), "VmRSS:"), runtime.NumGoroutine()}
}

// lines gives a checker what is written, line by line.
type lines struct {
	checker *checker
	rest    []byte
}

func (l *lines) Write(p []byte) (int, error) {
	l.rest = append(l.rest, p...)
	for {
		end := slices.Index(l.rest, '\n')
		if end < 0 {
			return len(p), nil
		}
		l.checker.line(l.rest[:end+1])
		l.rest = l.rest[end+1:]
	}
}
