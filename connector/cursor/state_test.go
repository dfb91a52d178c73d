package cursor

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"source-rest-api/connector/failure"
)

func TestStateRoundTrip(t *testing.T) {
	for _, text := range []string{
		`{}`,
		`{"updated_at":"2026-01-01"}`,
		`{"updated_at":12.50,"__boundary":["a","b"]}`,
		`{"updated_at":"2026-01-01","__resume":{"page":7,"max":"2026-02-01T00:00:00Z","boundary":["a"]}}`,
		`{"__resume":{"page":"https://api.example.com/v2/items?after=x&n=1"}}`,
		`{"updated_at":3,"__resume":{"page":7,"max":5,"start":1,"end":9,"since":"2026-06-01T12:00:00Z"},"__initial":1}`,
		`{"__ab_full_refresh_sync_complete":true}`,
	} {
		state, err := DecodeState(json.RawMessage(text), "updated_at")
		require.NoError(t, err, text)
		require.Equal(t, text, string(state.Encode("updated_at")))
	}
}

func TestDecodeStateTellsFieldsThatAreNotTheCursor(t *testing.T) {
	state, err := DecodeState(json.RawMessage(`{"created_at":"2026-01-01","__ab_no_cursor_state_message":true}`), "updated_at")
	require.NoError(t, err)
	require.True(t, state.Cursor.IsZero())
	require.Equal(t, []string{"created_at"}, state.Other)
}

func TestDecodeStateRefusesGarbage(t *testing.T) {
	for text, want := range map[string]string{
		`[]`:                                      "not a JSON object",
		`{"updated_at":{"a":1}}`:                  `"updated_at" can't be used: it must be a number or a text`,
		`{"updated_at":true}`:                     "must be a number or a text",
		`{"__boundary":"a"}`:                      `"__boundary" can't be used`,
		`{"__resume":3}`:                          "must be an object with page",
		`{"__resume":{"max":1}}`:                  "page is missing",
		`{"__resume":{"page":1,"max":[]}}`:        "max must be a number or a text",
		`{"__resume":{"page":1,"end":{}}}`:        "end must be a number or a text",
		`{"__resume":{"page":1,"since":"soon"}}`:  "must be an object with page",
		`{"updated_at":1,"__initial":true}`:       `"__initial" can't be used`,
		`{"__ab_full_refresh_sync_complete":"x"}`: "can't be used",
	} {
		_, err := DecodeState(json.RawMessage(text), "updated_at")
		require.ErrorContains(t, err, want, text)
		require.Equal(t, failure.Config, failure.Of(err).Kind)
	}
}

func FuzzDecodeState(f *testing.F) {
	f.Add([]byte(`{"updated_at":"2026-01-01","__boundary":["a"],"__resume":{"page":7,"max":1}}`))
	f.Add([]byte(`{"updated_at":1e400}`))
	f.Add([]byte(`{"updated_at":3,"__initial":1,"__resume":{"page":7,"start":1,"end":9,"since":"2026-06-01T12:00:00Z"}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		state, err := DecodeState(text, "updated_at")
		if err != nil {
			return
		}
		again, err := DecodeState(state.Encode("updated_at"), "updated_at")
		require.NoError(t, err)
		require.Equal(t, string(state.Encode("updated_at")), string(again.Encode("updated_at")))
		require.Equal(t, state.Cursor, again.Cursor)
		require.Equal(t, len(state.Boundary), len(again.Boundary))
		require.Equal(t, state.Resume == nil, again.Resume == nil)
	})
}
