package cursor

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"source-rest-api/connector/jsonpath"
)

var byUpdate = Config{Path: jsonpath.Of("at"), PrimaryKey: [][]string{{"id"}}}

// begin returns a cursor that goes on from a state's text.
func begin(t *testing.T, config Config, state string) *Cursor {
	t.Helper()
	decoded, err := DecodeState(json.RawMessage(state), config.Name())
	require.NoError(t, err)
	return New(config, decoded)
}

// passed returns the records that c lets pass.
func passed(t *testing.T, c *Cursor, records ...string) (sent []string) {
	t.Helper()
	for _, record := range records {
		pass, err := c.Pass([]byte(record))
		require.NoError(t, err)
		if pass {
			sent = append(sent, record)
		}
	}
	return sent
}

func TestASecondSyncSendsOnlyWhatIsNew(t *testing.T) {
	records := []string{`{"id":1,"at":"2026-01-03"}`, `{"id":2,"at":"2026-01-01"}`, `{"id":3,"at":"2026-01-03"}`}
	first := begin(t, byUpdate, ``)
	require.Equal(t, records, passed(t, first, records...))
	state := string(first.Final())

	second := begin(t, byUpdate, state)
	require.Empty(t, passed(t, second, records...))
	require.Equal(t, state, string(second.Final()), "nothing came, nothing moves")

	third := begin(t, byUpdate, state)
	fresh := []string{`{"id":4,"at":"2026-01-03"}`, `{"id":2,"at":"2026-01-04"}`}
	require.Equal(t, fresh, passed(t, third, append(records, fresh...)...))
	require.Contains(t, string(third.Final()), `"at":"2026-01-04"`)
}

func TestAPlainStateSendsTheBoundaryAgain(t *testing.T) {
	c := begin(t, byUpdate, `{"at":"2026-01-03"}`)
	require.Equal(t, []string{`{"id":1,"at":"2026-01-03T00:00:00Z"}`},
		passed(t, c, `{"id":1,"at":"2026-01-03T00:00:00Z"}`, `{"id":2,"at":"2026-01-02"}`))
}

func TestRecordsWithoutAnOrderAreSent(t *testing.T) {
	c := begin(t, byUpdate, `{"at":"2026-01-03"}`)
	odd := []string{`{"id":1}`, `{"id":2,"at":null}`, `{"id":3,"at":17}`, `{"id":4,"at":"soon"}`, `{"id":5,"at":{"x":1}}`}
	require.Equal(t, odd, passed(t, c, odd...))
	require.EqualValues(t, len(odd), c.Unordered())
	require.Equal(t, `{"at":"2026-01-03"}`, string(c.Final()))
}

func TestWithoutAPrimaryKeyTheWholeRecordTellsItApart(t *testing.T) {
	config := Config{Path: jsonpath.Of("at")}
	first := begin(t, config, ``)
	passed(t, first, `{"a":1,"at":5}`)
	second := begin(t, config, string(first.Final()))
	require.Equal(t, []string{`{"a":2,"at":5}`}, passed(t, second, `{"a":1,"at":5}`, `{"a":2,"at":5}`))
}

func TestARecordWithoutItsPrimaryKeyIsNotTakenForAnother(t *testing.T) {
	first := begin(t, byUpdate, ``)
	passed(t, first, `{"id":null,"a":1,"at":5}`)
	second := begin(t, byUpdate, string(first.Final()))
	require.Equal(t, []string{`{"id":null,"a":2,"at":5}`}, passed(t, second, `{"id":null,"a":2,"at":5}`))
}

func TestANestedCursorField(t *testing.T) {
	config := Config{Path: jsonpath.Of("meta", "at")}
	c := begin(t, config, `{"meta.at":3}`)
	require.Equal(t, []string{`{"meta":{"at":4}}`}, passed(t, c, `{"meta":{"at":2}}`, `{"meta":{"at":4}}`))
	require.Contains(t, string(c.Final()), `"meta.at":4`)
}

func TestACheckpointKeepsTheCursorWhereTheSyncBegan(t *testing.T) {
	c := begin(t, byUpdate, `{"at":10,"__boundary":["k"]}`)
	passed(t, c, `{"id":1,"at":30}`, `{"id":2,"at":20}`)
	state, err := DecodeState(c.Checkpoint(Resume{Page: json.RawMessage(`7`)}), "at")
	require.NoError(t, err)
	require.Equal(t, "10", state.Cursor.String(), "later pages can still hold 11")
	require.Equal(t, []string{"k"}, state.Boundary)
	require.Equal(t, "7", string(state.Resume.Page))
	require.Equal(t, "30", state.Resume.Max.String())

	resumed := New(byUpdate, state)
	require.Equal(t, []string{`{"id":3,"at":11}`}, passed(t, resumed, `{"id":3,"at":11}`, `{"id":4,"at":9}`))
	final, err := DecodeState(resumed.Final(), "at")
	require.NoError(t, err)
	require.Equal(t, "30", final.Cursor.String(), "the maximum of both parts")
	require.Len(t, final.Boundary, 1, "the key of the record with 30")
}

func TestTooManyKeysAreLeftOutOfTheState(t *testing.T) {
	first := begin(t, byUpdate, ``)
	for i := range maxBoundary + 1 {
		passed(t, first, fmt.Sprintf(`{"id":%d,"at":1}`, i))
	}
	require.Equal(t, `{"at":1}`, string(first.Final()))
	second := begin(t, byUpdate, string(first.Final()))
	require.Len(t, passed(t, second, `{"id":1,"at":1}`), 1, "sent again rather than lost")
}

func BenchmarkPass(b *testing.B) {
	record := []byte(`{"id":"rec_000001","created_at":"2024-01-01T00:00:00Z","at":"2024-01-01T00:00:00Z","name":"a name","note":null}`)
	c := New(byUpdate, State{})
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Pass(record); err != nil {
			b.Fatal(err)
		}
	}
}
