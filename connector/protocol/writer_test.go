package protocol_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"source-rest-api/connector/failure"
	"source-rest-api/connector/protocol"
)

// messages returns the lines that were written, time stamps left out.
func messages(t *testing.T, out *bytes.Buffer) []string {
	t.Helper()
	var lines []string
	for _, line := range strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n") {
		var message map[string]any
		require.NoError(t, json.Unmarshal([]byte(line), &message), line)
		for _, body := range message {
			if body, ok := body.(map[string]any); ok {
				delete(body, "emitted_at")
			}
		}
		text, err := json.Marshal(message)
		require.NoError(t, err)
		lines = append(lines, string(text))
	}
	return lines
}

func give(records ...string) func(func([]byte) error) error {
	return func(emit func([]byte) error) error {
		for _, record := range records {
			if err := emit([]byte(record)); err != nil {
				return err
			}
		}
		return nil
	}
}

func TestStreamWritesStatusRecordsAndStatesInOrder(t *testing.T) {
	var out bytes.Buffer
	s := protocol.NewWriter(&out, &protocol.Redactor{}).Stream(`ev"ents`)
	require.NoError(t, s.Status(protocol.Started))
	require.NoError(t, s.Records(give()))
	require.NoError(t, s.Records(give(`{"a":1.10}`, `{"a":2}`)))
	require.NoError(t, s.State(json.RawMessage(`{"at":2}`)))
	require.NoError(t, s.Records(give(`{"a":3}`)))
	require.NoError(t, s.State(json.RawMessage(`{"at":3}`)))
	require.NoError(t, s.Status(protocol.Complete))
	require.Contains(t, out.String(), `{"type":"RECORD","record":{"stream":"ev\"ents","data":{"a":1.10},"emitted_at":`, "bytes pass as they are")
	require.Equal(t, []string{
		`{"trace":{"stream_status":{"status":"STARTED","stream_descriptor":{"name":"ev\"ents"}},"type":"STREAM_STATUS"},"type":"TRACE"}`,
		`{"trace":{"stream_status":{"status":"RUNNING","stream_descriptor":{"name":"ev\"ents"}},"type":"STREAM_STATUS"},"type":"TRACE"}`,
		`{"record":{"data":{"a":1.1},"stream":"ev\"ents"},"type":"RECORD"}`,
		`{"record":{"data":{"a":2},"stream":"ev\"ents"},"type":"RECORD"}`,
		`{"state":{"sourceStats":{"recordCount":2},"stream":{"stream_descriptor":{"name":"ev\"ents"},"stream_state":{"at":2}},"type":"STREAM"},"type":"STATE"}`,
		`{"record":{"data":{"a":3},"stream":"ev\"ents"},"type":"RECORD"}`,
		`{"state":{"sourceStats":{"recordCount":1},"stream":{"stream_descriptor":{"name":"ev\"ents"},"stream_state":{"at":3}},"type":"STREAM"},"type":"STATE"}`,
		`{"trace":{"stream_status":{"status":"COMPLETE","stream_descriptor":{"name":"ev\"ents"}},"type":"STREAM_STATUS"},"type":"TRACE"}`,
	}, messages(t, &out))
	require.Contains(t, out.String(), `"recordCount":2.0}`, "the platform reads a floating-point number")
	require.EqualValues(t, 3, s.Total())
}

func TestAStateThatSaysNothingNewIsLeftOut(t *testing.T) {
	var out bytes.Buffer
	s := protocol.NewWriter(&out, &protocol.Redactor{}).Stream("events")
	require.NoError(t, s.State(json.RawMessage(`{}`)))
	require.NoError(t, s.State(json.RawMessage(`{}`)))
	require.Len(t, messages(t, &out), 1)
}

func TestARecordLargerThanAChunkIsOneLine(t *testing.T) {
	var out bytes.Buffer
	s := protocol.NewWriter(&out, &protocol.Redactor{}).Stream("events")
	large := `{"a":"` + strings.Repeat("x", 3<<20) + `"}`
	require.NoError(t, s.Records(give(large, `{"a":1}`)))
	lines := messages(t, &out)
	require.Len(t, lines, 3)
	require.Equal(t, `{"record":{"data":`+large+`,"stream":"events"},"type":"RECORD"}`, lines[1])
}

func TestSecretsStandInNoMessageForPeople(t *testing.T) {
	var redactor protocol.Redactor
	redactor.Add("s3cret-token")
	var out bytes.Buffer
	w := protocol.NewWriter(&out, &redactor)
	require.NoError(t, w.Log("WARN", "sent s3cret-token"))
	require.NoError(t, w.ConnectionStatus("refused s3cret-token"))
	require.NoError(t, w.Error(&failure.Error{Kind: failure.Config, Message: "bad s3cret-token", Err: errors.New("echo s3cret-token")}))
	protocol.NewLogger(w, slog.LevelInfo).Info("header", "value", "Bearer s3cret-token")
	require.NotContains(t, out.String(), "s3cret")
	require.Equal(t, 5, strings.Count(out.String(), "****"))
}

func TestAConfigForThePlatformIsWholeAndUnmasked(t *testing.T) {
	var redactor protocol.Redactor
	redactor.Add("s3cret-token")
	var out bytes.Buffer
	require.NoError(t, protocol.NewWriter(&out, &redactor).Control([]byte(`{"b":"s3cret-token","a":1.0}`)))
	require.Regexp(t, `^{"type":"CONTROL","control":{"type":"CONNECTOR_CONFIG","emitted_at":\d{13},"connectorConfig":{"config":{"b":"s3cret-token","a":1.0}}}}\n$`, out.String())
}

func TestErrorTellsKindStreamAndCause(t *testing.T) {
	var out bytes.Buffer
	w := protocol.NewWriter(&out, &protocol.Redactor{})
	require.NoError(t, w.Error(&failure.Error{Kind: failure.Transient, Message: "no answer", Stream: "events", Err: io.ErrUnexpectedEOF}))
	require.Equal(t, []string{`{"trace":{"error":{"failure_type":"transient_error","internal_message":"unexpected EOF",` +
		`"message":"no answer","stream_descriptor":{"name":"events"}},"type":"ERROR"},"type":"TRACE"}`}, messages(t, &out))
}

func TestRateLimitedTellsWhenToGoOn(t *testing.T) {
	var out bytes.Buffer
	s := protocol.NewWriter(&out, &protocol.Redactor{}).Stream("events")
	require.NoError(t, s.RateLimited(time.UnixMilli(1_700_000_000_000)))
	require.Contains(t, out.String(), `"status":"RUNNING","reasons":[{"rate_limited":{"quota_reset":1700000000000},"type":"RATE_LIMITED"}]`)
}

func TestLoggerWritesLogMessagesFromItsLevel(t *testing.T) {
	var out bytes.Buffer
	log := protocol.NewLogger(protocol.NewWriter(&out, &protocol.Redactor{}), slog.LevelInfo).With("stream", "events")
	log.Debug("unseen")
	log.Warn("trying again", "in", time.Second)
	require.Equal(t, []string{`{"log":{"level":"WARN","message":"trying again stream=events in=1s"},"type":"LOG"}`}, messages(t, &out))
}

// failing is a pipe whose reader has gone after some bytes.
type failing struct{ left int }

func (f *failing) Write(p []byte) (int, error) {
	if f.left -= len(p); f.left < 0 {
		return 0, io.ErrClosedPipe
	}
	return len(p), nil
}

func TestNothingIsWrittenAfterTheOutputFailed(t *testing.T) {
	out := &failing{left: 100}
	w := protocol.NewWriter(out, &protocol.Redactor{})
	require.NoError(t, w.Log("INFO", "fits"))
	var output *protocol.OutputError
	require.ErrorAs(t, w.Log("INFO", strings.Repeat("x", 100)), &output)
	left := out.left
	require.ErrorIs(t, w.Log("INFO", "a"), io.ErrClosedPipe)
	require.Equal(t, left, out.left)
}

func BenchmarkRecords(b *testing.B) {
	record := []byte(`{"id":"rec_000001","name":"` + strings.Repeat("x", 370) + `"}`)
	s := protocol.NewWriter(io.Discard, &protocol.Redactor{}).Stream("events")
	b.SetBytes(1000 * int64(len(record)))
	b.ReportAllocs()
	for b.Loop() {
		err := s.Records(func(emit func([]byte) error) error {
			for range 1000 {
				if err := emit(record); err != nil {
					return err
				}
			}
			return nil
		})
		require.NoError(b, err)
	}
}
