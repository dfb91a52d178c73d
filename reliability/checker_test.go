package reliability_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

// A message is what the rules need of one line.
type message struct {
	Type   string `json:"type"`
	Record *struct {
		Stream    string          `json:"stream"`
		Data      json.RawMessage `json:"data"`
		EmittedAt int64           `json:"emitted_at"`
	} `json:"record"`
	State *struct {
		Type   string `json:"type"`
		Stream struct {
			Descriptor descriptor      `json:"stream_descriptor"`
			State      json.RawMessage `json:"stream_state"`
		} `json:"stream"`
		Stats struct {
			RecordCount float64 `json:"recordCount"`
		} `json:"sourceStats"`
	} `json:"state"`
	Trace *struct {
		Type   string `json:"type"`
		Status *struct {
			Stream descriptor `json:"stream_descriptor"`
			Status string     `json:"status"`
		} `json:"stream_status"`
		Error *traceError `json:"error"`
	} `json:"trace"`
	Log *struct {
		Level   string `json:"level"`
		Message string `json:"message"`
	} `json:"log"`
	Control json.RawMessage `json:"control"`
}

type descriptor struct {
	Name string `json:"name"`
}

type traceError struct {
	Message     string      `json:"message"`
	FailureType string      `json:"failure_type"`
	Stream      *descriptor `json:"stream_descriptor"`
}

// A stream is what the lines said of one stream of the catalog.
type stream struct {
	records [][]byte        // data, in the order of the lines
	states  int             // how many there were
	covered int             // records before the last STATE
	state   json.RawMessage // the last STATE's "state", whole
	status  string          // the last one, "" before STARTED

	lastState []byte // stream_state of the last STATE
}

// A checker holds the lines of a read to the protocol's rules, one after the other.
type checker struct {
	streams map[string]*stream
	errors  []traceError
	logs    []string
	faults  []string // the rules that were broken
	cut     bool     // the last line had no end
	lines   int
}

func newChecker(catalog ...string) *checker {
	c := &checker{streams: map[string]*stream{}}
	for _, name := range catalog {
		c.streams[name] = &stream{}
	}
	return c
}

func (c *checker) fault(format string, args ...any) {
	if len(c.faults) < 20 {
		c.faults = append(c.faults, fmt.Sprintf("line %d: ", c.lines)+fmt.Sprintf(format, args...))
	}
}

// line takes the next line, its end included.
func (c *checker) line(line []byte) {
	c.lines++
	if c.cut {
		c.fault("comes after a line without an end")
	}
	if !bytes.HasSuffix(line, []byte("\n")) {
		c.cut = true
		return
	}
	var m message
	if err := json.Unmarshal(line, &m); err != nil {
		c.fault("is no JSON object: %s: %.100q", err, line)
		return
	}
	switch {
	case m.Type == "RECORD" && m.Record != nil:
		c.record(m)
	case m.Type == "STATE" && m.State != nil:
		c.state(line, m)
	case m.Type == "TRACE" && m.Trace != nil && m.Trace.Type == "STREAM_STATUS" && m.Trace.Status != nil:
		c.status(m.Trace.Status.Stream.Name, m.Trace.Status.Status)
	case m.Type == "TRACE" && m.Trace != nil && m.Trace.Type == "ERROR" && m.Trace.Error != nil:
		c.traceError(*m.Trace.Error)
	case m.Type == "LOG" && m.Log != nil:
		c.logs = append(c.logs, m.Log.Message)
	case m.Type == "CONTROL" && m.Control != nil:
	default:
		c.fault("is no message that a read writes: %.100q", line)
	}
}

// of returns a stream that may say something now.
func (c *checker) of(name string) *stream {
	s := c.streams[name]
	switch {
	case s == nil:
		c.fault("is of stream %q, which the catalog lacks", name)
		return &stream{status: "RUNNING"}
	case s.status == "":
		c.fault("is of stream %s, which hasn't STARTED", name)
	case s.ended():
		c.fault("is of stream %s, which is %s", name, s.status)
	}
	return s
}

func (s *stream) ended() bool { return s.status == "COMPLETE" || s.status == "INCOMPLETE" }

func (c *checker) record(m message) {
	s := c.of(m.Record.Stream)
	if s.status != "RUNNING" {
		c.fault("is a record of %s, which is %s", m.Record.Stream, s.status)
	}
	if len(m.Record.Data) == 0 || m.Record.Data[0] != '{' || string(m.Record.Data) == "{}" {
		c.fault("is a record of %s without any field", m.Record.Stream)
	}
	if m.Record.EmittedAt <= 0 {
		c.fault("is a record of %s without a time", m.Record.Stream)
	}
	s.records = append(s.records, m.Record.Data)
}

func (c *checker) state(line []byte, m message) {
	name := m.State.Stream.Descriptor.Name
	s := c.of(name)
	if m.State.Type != "STREAM" {
		c.fault("is a state of type %q", m.State.Type)
	}
	if got, want := m.State.Stats.RecordCount, len(s.records)-s.covered; got != float64(want) {
		c.fault("is a state of %s that counts %v records, and there were %d", name, got, want)
	}
	if bytes.Equal(m.State.Stream.State, s.lastState) {
		c.fault("is a state of %s equal to the one before it: %s", name, s.lastState)
	}
	var whole struct{ State json.RawMessage }
	if err := json.Unmarshal(line, &whole); err != nil {
		c.fault("has no state: %s", err)
	}
	s.states++
	s.state, s.lastState, s.covered = whole.State, m.State.Stream.State, len(s.records)
}

func (c *checker) status(name, status string) {
	s := c.streams[name]
	if s == nil {
		c.fault("is of stream %q, which the catalog lacks", name)
		return
	}
	allowed := map[string]string{
		"": "STARTED", "STARTED": "RUNNING COMPLETE INCOMPLETE", "RUNNING": "RUNNING COMPLETE INCOMPLETE",
	}
	if status == "" || !strings.Contains(" "+allowed[s.status]+" ", " "+status+" ") {
		c.fault("says %q of stream %s, which is %q", status, name, s.status)
	}
	if s.status = status; !s.ended() {
		return
	}
	if s.states == 0 {
		c.fault("ends stream %s, which has no state", name)
	}
	// Those of a stream that broke off in the middle of a page come again.
	if status == "COMPLETE" && s.covered != len(s.records) {
		c.fault("ends stream %s, and %d records came after its last state", name, len(s.records)-s.covered)
	}
	if status == "INCOMPLETE" && bytes.Contains(s.lastState, []byte("__ab_full_refresh_sync_complete")) {
		c.fault("says INCOMPLETE of stream %s, whose state says that it is complete", name)
	}
}

// weights order TRACE ERRORs: the platform tries again or not as the first one says.
var weights = map[string]int{"transient_error": 1, "system_error": 2, "config_error": 3}

func (c *checker) traceError(e traceError) {
	switch {
	case weights[e.FailureType] == 0:
		c.fault("is an error of type %q", e.FailureType)
	case e.Message == "":
		c.fault("is an error without a message")
	case e.Stream != nil && c.streams[e.Stream.Name] == nil:
		c.fault("is an error of stream %q, which the catalog lacks", e.Stream.Name)
	case len(c.errors) > 0 && weights[c.errors[0].FailureType] > weights[e.FailureType]:
		c.fault("is a %s after a %s", e.FailureType, c.errors[0].FailureType)
	}
	c.errors = append(c.errors, e)
}

// An ending is how a process ended.
type ending struct {
	code   int  // -1 where a signal ended it
	killed bool // by SIGKILL, or its reader left
}

// end holds the whole to how the process ended, and returns all rules that were broken.
func (c *checker) end(how ending) []string {
	complete := true
	for name, s := range c.streams {
		complete = complete && s.status == "COMPLETE"
		if !how.killed && !s.ended() {
			c.fault("is the last one, and stream %s is %q", name, s.status)
		}
	}
	if c.cut && !how.killed {
		c.fault("has no end")
	}
	if how.code == 0 && !complete {
		c.fault("is the last one before exit code 0, and not every stream is complete")
	}
	if how.code > 0 && (complete || len(c.errors) == 0) {
		c.fault("is the last one before exit code %d; complete: %t, errors: %d", how.code, complete, len(c.errors))
	}
	if how.code == 0 && len(c.errors) > 0 {
		c.fault("is the last one before exit code 0 after the error %s", c.errors[0].Message)
	}
	return c.faults
}

// states returns the list of the streams' last states, as --state takes it.
func (c *checker) states(before map[string]json.RawMessage) map[string]json.RawMessage {
	states := map[string]json.RawMessage{}
	for name, s := range c.streams {
		if before[name] != nil {
			states[name] = before[name]
		}
		if s.state != nil {
			states[name] = s.state
		}
	}
	return states
}
