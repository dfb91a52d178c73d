package rawjson_test

import (
	"bytes"
	"encoding/json"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"source-rest-api/connector/rawjson"
)

func TestSanitize(t *testing.T) {
	tests := []struct {
		name     string
		value    string
		want     string
		repaired bool
	}{
		{"a line already", `{ "a" : 1.50, "a":"\u00e9\/\n" }`, `{ "a" : 1.50, "a":"\u00e9\/\n" }`, false},
		{"several lines", "{\n  \"a b\" : [ 1,\r\n\t2 ]\n}", `{"a b":[1,2]}`, false},
		{"a carriage return", "[1,\r2]", `[1,2]`, false},
		{"quotes within strings", "[\n\"a\\\" b\", \"\\\\\" ]", `["a\" b","\\"]`, false},
		{"an escaped emoji", `"\ud83d\ude00"`, `"\ud83d\ude00"`, false},
		{"an escaped backslash before u", `"\\ud83d"`, `"\\ud83d"`, false},
		{"invalid UTF-8", "\"a\xffb\"", "\"a\ufffdb\"", true},
		{"a cut character", "\"a\xe2\x82\"", "\"a\ufffd\ufffd\"", true},
		{"U+FFFD itself", "\"\ufffd\"", "\"\ufffd\"", false},
		{"a lone high surrogate", `"x\ud83dy"`, "\"x\ufffdy\"", true},
		{"a lone low surrogate", `"\uDE00"`, "\"\ufffd\"", true},
		{"two low ones", `"\ude00\ude01"`, "\"\ufffd\ufffd\"", true},
		{"two high ones before a low one", `"\uD83D\ud83d\ude00"`, "\"\ufffd\\ud83d\\ude00\"", true},
		{"a high one before another escape", `"\ud83d\n"`, "\"\ufffd\\n\"", true},
		{"broken, but one line", "{ \"a\": \"\xff\" }", "{ \"a\": \"\ufffd\" }", true},
		{"broken, of several lines", "{\n \"a\": \"\xff\" }", "{\"a\":\"\ufffd\"}", true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			line, repaired := rawjson.Sanitize(nil, []byte(test.value))
			require.Equal(t, test.want, string(line))
			require.Equal(t, test.repaired, repaired)
		})
	}
}

func TestSanitizeGivesSoundValuesThemselves(t *testing.T) {
	value := []byte(`{"a":"é \ud83d\ude00"}`)
	line, _ := rawjson.Sanitize(nil, value)
	require.Same(t, &value[0], &line[0])
	require.Zero(t, testing.AllocsPerRun(100, func() { rawjson.Sanitize(nil, value) }))
	scratch := make([]byte, 0, 64)
	broken := []byte("[\n1]")
	require.Zero(t, testing.AllocsPerRun(100, func() { rawjson.Sanitize(scratch, broken) }))
}

func FuzzSanitize(f *testing.F) {
	f.Add([]byte("{\n\"a\": \"\\ud83d\xff\"}"))
	f.Add([]byte(`["\ud83d\ude00", "\\", 1.50]`))
	f.Fuzz(func(t *testing.T, value []byte) {
		if !json.Valid(value) {
			rawjson.Sanitize(nil, value) // must not panic
			return
		}
		line, _ := rawjson.Sanitize(nil, value)
		require.True(t, utf8.Valid(line))
		require.False(t, bytes.ContainsAny(line, "\n\r"))
		var before, after any
		require.Equal(t, json.Unmarshal(value, &before) == nil, json.Unmarshal(line, &after) == nil)
		require.Equal(t, before, after)
		again, repaired := rawjson.Sanitize(nil, line)
		require.Equal(t, line, again)
		require.False(t, repaired)
	})
}
