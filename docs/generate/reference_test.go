package main

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestReferenceIsCurrent(t *testing.T) {
	spec, err := os.Open("../../spec.json")
	require.NoError(t, err)
	defer spec.Close()
	var made bytes.Buffer
	require.NoError(t, run(spec, &made))
	page, err := os.ReadFile("../reference.md")
	require.NoError(t, err)
	require.Equal(t, made.String(), string(page), "run make reference")
}

// spec returns a specification with one key, described so.
func spec(property string) []byte {
	return []byte(`{"connectionSpecification": {"type": "object", "properties": {"key": ` + property + `}}}`)
}

func TestRows(t *testing.T) {
	for name, c := range map[string]struct{ property, row string }{
		"bounds":  {`{"type": "integer", "description": "Many.", "minimum": 1, "maximum": 9, "default": 4}`, "| `key` | integer, at least 1, at most 9 | `4` | `4` | Many. |"},
		"choice":  {`{"type": ["string", "null"], "description": "A <code>b</code> &amp; c.", "enum": ["x", null]}`, "| `key` | string or null |  | `x` | A `b` & c. One of `x`, `null`. |"},
		"secret":  {`{"type": "string", "airbyte_secret": true, "examples": ["s|t"]}`, "| `key` | string, secret |  | `s\\|t` |  |"},
		"list":    {`{"type": "array", "items": {"type": "string"}, "examples": [["a", "b"]]}`, "| `key` | list of string |  | `[\"a\", \"b\"]` |  |"},
		"any":     {`{"description": "Text or number.", "examples": [5]}`, "| `key` | any |  | `5` | Text or number. |"},
		"object":  {`{"x-type": "object", "examples": [{"a": 1}]}`, "| `key` | object |  | `{\"a\": 1}` |  |"},
		"empty":   {`{"type": "string", "default": ""}`, "| `key` | string | `''` | `''` |  |"},
		"section": {`{"type": "object", "title": "Part of", "properties": {}}`, "| `key` | object |  |  | See [Part of](#part-of). |"},
	} {
		t.Run(name, func(t *testing.T) {
			page, err := reference(spec(c.property))
			require.NoError(t, err)
			require.Contains(t, page, c.row+"\n")
		})
	}
}

func TestEachObjectIsDescribedOnce(t *testing.T) {
	page, err := reference([]byte(`{"connectionSpecification": {"type": "object", "properties": {
		"one": {"type": "object", "title": "Part", "order": 0, "properties": {"x": {"type": "string", "default": "a"}}},
		"two": {"type": "object", "title": "Part", "order": 1, "properties": {"x": {"type": "string", "default": "a"}}},
		"all": {"type": "object", "title": "Whole", "order": 2, "required": ["y"],
			"properties": {"x": {"type": "string", "default": "a", "order": 1}, "y": {"type": "string", "default": "b"}}}}}}`))
	require.NoError(t, err)
	require.Equal(t, 1, strings.Count(page, "| `x` |"), page)
	require.Contains(t, page, "At `one`, `two`.")
	require.Contains(t, page, "The keys are those of [Whole](#whole), without `y`.")
	require.Contains(t, page, "| **`y`** |")
}

func TestWhatCannotBeDescribedIsAFault(t *testing.T) {
	for name, property := range map[string]string{
		"unknown keyword": `{"type": "string", "maxLength": 4, "default": ""}`,
		"unknown tag":     `{"type": "string", "description": "<marquee>x</marquee>", "default": ""}`,
		"no example":      `{"type": "string", "description": "What it is."}`,
	} {
		t.Run(name, func(t *testing.T) {
			_, err := reference(spec(property))
			require.Error(t, err)
		})
	}
}
