package schema

import (
	"testing"

	"github.com/stretchr/testify/require"

	"source-rest-api/connector/document"
)

const testSpec = `{
  "type": "object", "additionalProperties": true, "required": ["url"],
  "properties": {
    "url": {"type": "string", "minLength": 1},
    "count": {"type": "integer", "minimum": 1, "maximum": 9},
    "share": {"type": "number", "exclusiveMinimum": 0},
    "mode": {"type": "string", "enum": ["fast", "slow"]},
    "note": {"type": ["string", "null"]},
    "free": {"x-type": "object"},
    "token": {"type": "string", "airbyte_secret": true},
    "auth": {"type": "object", "oneOf": [
      {"title": "A", "required": ["type", "token"], "properties": {"type": {"type": "string", "const": "bearer"}, "token": {"type": "string", "airbyte_secret": true}}},
      {"title": "B", "required": ["type"], "properties": {"type": {"type": "string", "const": "basic"}, "user": {"type": "string"}}}
    ]},
    "items": {"type": "array", "minItems": 1, "items": {"type": "object", "required": ["name"], "properties": {
      "name": {"type": "string"}, "auth": {"type": "object", "oneOf": [{"properties": {"type": {"const": "x"}}}]}}}}
  }
}`

func specOf(t *testing.T) *Spec {
	t.Helper()
	spec, err := NewSpec([]byte(testSpec))
	require.NoError(t, err)
	return spec
}

func nodeOf(t *testing.T, text string) *document.Node {
	t.Helper()
	node, err := document.Parse([]byte(text))
	require.NoError(t, err)
	return node
}

func TestValidateSaysWhatIsWrongAndWhere(t *testing.T) {
	for text, want := range map[string]string{
		`{"url":"u"}`:                                      "",
		`{"url":"u","_limit":3}`:                           "", // the platform's own keys
		`{"url":"u","note":null}`:                          "",
		`{"url":"u","free":{"any":{"thing":1}}}`:           "",
		`{"url":"u","auth":{"type":"bearer","token":"t"}}`: "",
		`{}`:                                                     "url: is required (line 1, column 1)",
		`{"url":""}`:                                             "url: must not be empty (line 1, column 8)",
		`{"url":3}`:                                              "url: must be a string, not an integer (line 1, column 8)",
		`{"url":"u","count":"4"}`:                                "count: must be an integer, not a string (line 1, column 20)",
		`{"url":"u","count":0}`:                                  "count: must be at least 1 (line 1, column 20)",
		`{"url":"u","count":10}`:                                 "count: must be at most 9 (line 1, column 20)",
		`{"url":"u","share":0}`:                                  "share: must be greater than 0 (line 1, column 20)",
		`{"url":"u","mode":"fats"}`:                              `mode: must be one of "fast", "slow" (line 1, column 19)`,
		`{"url":"u","note":3}`:                                   "note: must be a string or null, not an integer (line 1, column 19)",
		`{"url":"u","free":[]}`:                                  "free: must be an object, not an array (line 1, column 19)",
		`{"url":"u","conut":3}`:                                  "conut: unknown key; did you mean count? (line 1, column 12)",
		`{"url":"u","zzzzzzzz":3}`:                               "zzzzzzzz: unknown key; known are auth, count, free, items, mode, note, share, token, url (line 1, column 12)",
		`{"url":"u","auth":{}}`:                                  "auth.type: is missing: one of bearer, basic (line 1, column 19)",
		`{"url":"u","auth":{"type":"baerer"}}`:                   "auth.type: is none of the known ones (bearer, basic); did you mean bearer? (line 1, column 27)",
		`{"url":"u","auth":{"type":7}}`:                          "auth.type: is none of the known ones (bearer, basic) (line 1, column 27)",
		`{"url":"u","auth":"bearer"}`:                            "auth: must be an object, not a string (line 1, column 19)",
		`{"url":"u","auth":{"type":"bearer"}}`:                   "auth.token: is required (line 1, column 19)",
		`{"url":"u","auth":{"type":"basic","token":"t"}}`:        "auth.token: unknown key; known are type, user (line 1, column 35)",
		`{"url":"u","items":[]}`:                                 "items: must have at least one item (line 1, column 20)",
		`{"url":"u","items":[{"name":"a"},{}]}`:                  "items[1].name: is required (line 1, column 34)",
		`{"url":"u","items":[{"name":"a","nmae":1}]}`:            "items[0].nmae: unknown key; did you mean name? (line 1, column 33)",
		`{"url":"u","items":[{"name":"a","auth":{"type":"y"}}]}`: "items[0].auth.type: is none of the known ones (x) (line 1, column 48)",
	} {
		err := specOf(t).Validate(nodeOf(t, text)).Err()
		if want == "" {
			require.NoError(t, err, text)
			continue
		}
		require.EqualError(t, err, want, text)
	}
}

func TestValidateFindsAllFaultsAtOnce(t *testing.T) {
	faults := specOf(t).Validate(nodeOf(t, "count: 0\nconut: 1\nauth: {type: bearer}\n"))
	require.EqualError(t, faults.Err(),
		"url: is required (line 1, column 1); count: must be at least 1 (line 1, column 8); conut: unknown key; did you mean count? (line 2, column 1); auth.token: is required (line 3, column 7)")
}

func TestFaultsHoldNoValues(t *testing.T) {
	text := specOf(t).Validate(nodeOf(t, `{"url":"u","count":"hunter2","mode":"hunter2","auth":{"type":"hunter2"},"items":"hunter2"}`)).Error()
	require.NotContains(t, text, "hunter2")
}

func TestSecretsAreFoundWhereTheyAreMarked(t *testing.T) {
	require.Equal(t, []string{"s1", "s2"}, specOf(t).Secrets(nodeOf(t, `{"token":"s1","auth":{"type":"bearer","token":"s2"},"url":"u"}`)))
}

func TestNewSpecRefusesWhatIsNoSchema(t *testing.T) {
	_, err := NewSpec([]byte(`[`))
	require.Error(t, err)
}

func FuzzValidate(f *testing.F) {
	f.Add([]byte(`{"url":"u","auth":{"type":"bearer","token":"t"},"items":[{"name":"a"}]}`))
	f.Add([]byte(`{"items":{"0":1},"auth":[],"free":{"2":{}}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		node, err := document.Parse(text)
		if err != nil {
			return
		}
		spec := specOf(t)
		spec.Validate(node)
		spec.Secrets(node)
	})
}
