package reliability_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Lines of the sample reads.
const (
	started    = `{"type":"TRACE","trace":{"type":"STREAM_STATUS","emitted_at":1,"stream_status":{"stream_descriptor":{"name":"a"},"status":"STARTED"}}}`
	running    = `{"type":"TRACE","trace":{"type":"STREAM_STATUS","emitted_at":1,"stream_status":{"stream_descriptor":{"name":"a"},"status":"RUNNING"}}}`
	complete   = `{"type":"TRACE","trace":{"type":"STREAM_STATUS","emitted_at":1,"stream_status":{"stream_descriptor":{"name":"a"},"status":"COMPLETE"}}}`
	incomplete = `{"type":"TRACE","trace":{"type":"STREAM_STATUS","emitted_at":1,"stream_status":{"stream_descriptor":{"name":"a"},"status":"INCOMPLETE"}}}`
	recordLine = `{"type":"RECORD","record":{"stream":"a","data":{"id":1},"emitted_at":1}}`
	stateLine  = `{"type":"STATE","state":{"type":"STREAM","stream":{"stream_descriptor":{"name":"a"},"stream_state":{"at":1}},"sourceStats":{"recordCount":1.0}}}`
	transient  = `{"type":"TRACE","trace":{"type":"ERROR","emitted_at":1,"error":{"message":"m","failure_type":"transient_error"}}}`
	misconfig  = `{"type":"TRACE","trace":{"type":"ERROR","emitted_at":1,"error":{"message":"m","failure_type":"config_error"}}}`
)

func TestTheCheckerFindsWhatBreaksARule(t *testing.T) {
	empty := strings.Replace(stateLine, "1.0", "0.0", 1)
	finished := strings.Replace(stateLine, `{"at":1}`, `{"__ab_full_refresh_sync_complete":true}`, 1)
	tests := []struct {
		name  string
		lines []string
		how   ending
		want  string // of one rule, "" where none is broken
	}{
		{"a sound read", []string{started, running, recordLine, stateLine, complete}, ending{}, ""},
		{"a sound failure", []string{started, running, recordLine, stateLine, incomplete, transient, misconfig}, ending{code: 1}, ""},
		{"a kill", []string{started, running, recordLine, `{"type":"REC`}, ending{code: -1, killed: true}, ""},
		{"no JSON", []string{"hello"}, ending{killed: true}, "is no JSON object"},
		{"two on a line", []string{started + started}, ending{killed: true}, "is no JSON object"},
		{"an unknown type", []string{`{"type":"NEWS"}`}, ending{killed: true}, "is no message"},
		{"a record before STARTED", []string{recordLine}, ending{killed: true}, "hasn't STARTED"},
		{"a record before RUNNING", []string{started, recordLine}, ending{killed: true}, "which is STARTED"},
		{"a state before STARTED", []string{empty}, ending{killed: true}, "hasn't STARTED"},
		{"RUNNING before STARTED", []string{running}, ending{killed: true}, `says "RUNNING" of stream a, which is ""`},
		{"STARTED twice", []string{started, started}, ending{killed: true}, `says "STARTED"`},
		{"two ends", []string{started, empty, complete, complete}, ending{}, `says "COMPLETE" of stream a, which is "COMPLETE"`},
		{"a record after the end", []string{started, empty, complete, recordLine}, ending{killed: true}, "which is COMPLETE"},
		{"another stream", []string{strings.Replace(started, `"a"`, `"b"`, 1)}, ending{killed: true}, "which the catalog lacks"},
		{"a wrong count", []string{started, running, recordLine, recordLine, stateLine}, ending{killed: true}, "counts 1 records, and there were 2"},
		{"equal states", []string{started, empty, empty}, ending{killed: true}, "equal to the one before it"},
		{"equal states, records between", []string{started, running, recordLine, stateLine, recordLine, stateLine, complete}, ending{}, "equal to the one before it"},
		{"COMPLETE without a state", []string{started, complete}, ending{}, "has no state"},
		{"records after the last state", []string{started, running, recordLine, stateLine, recordLine, complete}, ending{}, "1 records came after"},
		{"a finishing state after a failure", []string{started, running, recordLine, finished, incomplete, transient}, ending{code: 1}, "says that it is complete"},
		{"an empty record", []string{started, running, strings.Replace(recordLine, `{"id":1}`, `{}`, 1)}, ending{killed: true}, "without any field"},
		{"the wrong error first", []string{started, running, recordLine, stateLine, incomplete, misconfig, transient}, ending{code: 1}, "is a transient_error after a config_error"},
		{"an odd error", []string{strings.Replace(transient, "transient_error", "bad_luck", 1)}, ending{killed: true}, "bad_luck"},
		{"no end", []string{started, running}, ending{code: -1}, `stream a is "RUNNING"`},
		{"exit 0 too early", []string{started, empty, incomplete}, ending{}, "not every stream is complete"},
		{"exit 1 without a word", []string{started, empty, incomplete}, ending{code: 1}, "errors: 0"},
		{"exit 0 after an error", []string{started, empty, complete, transient}, ending{}, "after the error m"},
		{"a line without an end", []string{started, empty, complete, `{"type":"LO`}, ending{}, "has no end"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := newChecker("a")
			for _, line := range test.lines {
				if strings.HasSuffix(line, "}") || line == "hello" {
					line += "\n"
				}
				c.line([]byte(line))
			}
			found := strings.Join(c.end(test.how), "\n")
			if test.want == "" {
				require.Empty(t, found)
			}
			require.Contains(t, found, test.want)
		})
	}
}
