package protocol_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"source-rest-api/connector/failure"
	"source-rest-api/connector/protocol"
)

func TestParseStatesReadsEveryFormInUse(t *testing.T) {
	const want = `{"at":"2026-01-01"}`
	for name, text := range map[string]string{
		"list of STREAM":      `[{"type":"STREAM","stream":{"stream_descriptor":{"name":"events"},"stream_state":{"at":"2026-01-01"}}}]`,
		"one STREAM":          `{"type":"STREAM","stream":{"stream_descriptor":{"name":"events"},"stream_state":{"at":"2026-01-01"}}}`,
		"whole messages":      `[{"type":"STATE","state":{"type":"STREAM","stream":{"stream_descriptor":{"name":"events"},"stream_state":{"at":"2026-01-01"}}}}]`,
		"GLOBAL":              `[{"type":"GLOBAL","global":{"shared_state":{"x":1},"stream_states":[{"stream_descriptor":{"name":"events"},"stream_state":{"at":"2026-01-01"}}]}}]`,
		"as PyAirbyte does":   `[{"type":"STREAM","stream":{"stream_descriptor":{"name":"events","namespace":null},"stream_state":{"at":"2026-01-01"}},"global_":null,"data":null,"sourceStats":null,"destinationStats":null}]`,
		"global_":             `[{"type":"GLOBAL","stream":null,"global_":{"stream_states":[{"stream_descriptor":{"name":"events"},"stream_state":{"at":"2026-01-01"}}]}}]`,
		"LEGACY":              `[{"type":"LEGACY","data":{"events":{"at":"2026-01-01"}}}]`,
		"legacy map":          `{"events":{"at":"2026-01-01"}}`,
		"legacy without type": `{"data":{"events":{"at":"2026-01-01"}}}`,
		"white space":         "\n [{\"stream\":{\"stream_descriptor\":{\"name\":\"events\"},\"stream_state\":{\"at\":\"2026-01-01\"}}}]\n",
	} {
		states, err := protocol.ParseStates([]byte(text))
		require.NoError(t, err, name)
		require.Len(t, states, 1, name)
		require.JSONEq(t, want, string(states["events"]), name)
	}
}

func TestParseStatesTakesNothingForNoState(t *testing.T) {
	for _, text := range []string{"", " \n", "null", "{}", "[]",
		`[{"type":"STREAM","stream":{"stream_descriptor":{"name":"events"}}}]`,
		`[{"type":"STREAM","stream":{"stream_descriptor":{"name":"events"},"stream_state":null}}]`,
	} {
		states, err := protocol.ParseStates([]byte(text))
		require.NoError(t, err, text)
		require.Empty(t, states, text)
	}
}

func TestParseStatesRefusesGarbage(t *testing.T) {
	for text, want := range map[string]string{
		`{"a":`:                            "is not JSON",
		`3`:                                "neither a list nor an object",
		`"state"`:                          "neither a list nor an object",
		`[3]`:                              "item 0 of the list is not an object",
		`[{"type":"ODD"}]`:                 `type "ODD"`,
		`[{}]`:                             "holds no stream",
		`[{"stream":{"stream_state":{}}}]`: "stream_descriptor.name is missing",
		`[{"stream":{"stream_descriptor":{"name":"a"},"stream_state":"2026-01-01"}}]`: "not an object",
		`{"events":"2026-01-01"}`: `"events" is not an object`,
		`[{"stream":7}]`:          "isn't what belongs there",
	} {
		_, err := protocol.ParseStates([]byte(text))
		require.ErrorContains(t, err, want, text)
		require.Equal(t, failure.Config, failure.Of(err).Kind, text)
	}
}

func FuzzParseStates(f *testing.F) {
	f.Add([]byte(`[{"type":"STREAM","stream":{"stream_descriptor":{"name":"a"},"stream_state":{}}}]`))
	f.Add([]byte(`{"a":{"b":1}}`))
	f.Add([]byte(`[{"type":"STATE","state":{"type":"STATE","state":{}}}]`))
	f.Fuzz(func(t *testing.T, text []byte) {
		states, err := protocol.ParseStates(text)
		for name, state := range states {
			require.NoError(t, err)
			require.Equal(t, byte('{'), state[0], name)
		}
	})
}
