package schema

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestWithTypes(t *testing.T) {
	var seen Inference
	require.NoError(t, seen.Observe([]byte(`{"a":"1","b":2}`)))
	typed, err := WithTypes(seen.Schema(), json.RawMessage(`{"a":{"type":["null","integer"]},"c":{"type":["null","string"]}}`))
	require.NoError(t, err)
	require.JSONEq(t, `{"$schema":"http://json-schema.org/draft-07/schema#","type":"object","additionalProperties":true,"properties":{
		"a":{"type":["null","integer"]},"b":{"type":["null","integer"]},"c":{"type":["null","string"]}}}`, string(typed))

	same, err := WithTypes(json.RawMessage(`{"type":"object"}`), nil)
	require.NoError(t, err)
	require.Equal(t, `{"type":"object"}`, string(same))

	_, err = WithTypes(json.RawMessage(`{`), json.RawMessage(`{}`))
	require.Error(t, err)
}
