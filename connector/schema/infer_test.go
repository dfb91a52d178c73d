package schema_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xeipuuv/gojsonschema"

	"source-rest-api/connector/schema"
)

func TestInferenceMergesTypes(t *testing.T) {
	tests := []struct {
		name    string
		records []string
		want    string // of the property v
	}{
		{"text", []string{`{"v":"a"}`}, `{"type":["null","string"]}`},
		{"null alone", []string{`{"v":null}`}, `{"type":["null","string"]}`},
		{"null and a number", []string{`{"v":null}`, `{"v":1.5}`}, `{"type":["null","number"]}`},
		{"integers", []string{`{"v":1}`, `{"v":-20}`}, `{"type":["null","integer"]}`},
		{"integers and numbers", []string{`{"v":1}`, `{"v":1.5}`}, `{"type":["null","number"]}`},
		{"1.0 is a number", []string{`{"v":1.0}`}, `{"type":["null","number"]}`},
		{"1e2 is a number", []string{`{"v":1e2}`}, `{"type":["null","number"]}`},
		{"truth", []string{`{"v":true}`, `{"v":false}`}, `{"type":["null","boolean"]}`},
		{"mixed", []string{`{"v":1}`, `{"v":[]}`, `{"v":true}`, `{"v":"a"}`},
			`{"type":["null","string","integer","boolean","array"]}`},
		{"times", []string{`{"v":"2026-01-02T03:04:05Z"}`, `{"v":"2026-01-02T03:04:05.123456+02:00"}`, `{"v":null}`},
			`{"type":["null","string"],"format":"date-time","airbyte_type":"timestamp_with_timezone"}`},
		{"times and text", []string{`{"v":"2026-01-02T03:04:05Z"}`, `{"v":""}`}, `{"type":["null","string"]}`},
		{"text and times", []string{`{"v":"soon"}`, `{"v":"2026-01-02T03:04:05Z"}`}, `{"type":["null","string"]}`},
		{"times and numbers", []string{`{"v":"2026-01-02T03:04:05Z"}`, `{"v":1}`}, `{"type":["null","string","integer"]}`},
		{"times without a zone", []string{`{"v":"2026-01-02T03:04:05"}`}, `{"type":["null","string"]}`},
		{"times with a comma", []string{`{"v":"2026-01-02T03:04:05,5Z"}`}, `{"type":["null","string"]}`},
		{"times with a blank", []string{`{"v":"2026-01-02 03:04:05Z"}`}, `{"type":["null","string"]}`},
		{"no such day", []string{`{"v":"2026-02-30T03:04:05Z"}`}, `{"type":["null","string"]}`},
		{"dates", []string{`{"v":"2026-01-02"}`}, `{"type":["null","string"],"format":"date"}`},
		{"no such date", []string{`{"v":"2026-13-02"}`}, `{"type":["null","string"]}`},
		{"dates and times", []string{`{"v":"2026-01-02"}`, `{"v":"2026-01-02T03:04:05Z"}`}, `{"type":["null","string"]}`},
		{"an empty list", []string{`{"v":[]}`}, `{"type":["null","array"]}`},
		{"lists", []string{`{"v":[1]}`, `{"v":[]}`, `{"v":[null,2.5]}`}, `{"type":["null","array"],"items":{"type":["null","number"]}}`},
		{"lists of objects", []string{`{"v":[{"a":1},{"b":"x"}]}`},
			`{"type":["null","array"],"items":{"type":["null","object"],"additionalProperties":true,"properties":{` +
				`"a":{"type":["null","integer"]},"b":{"type":["null","string"]}}}}`},
		{"an empty object", []string{`{"v":{}}`}, `{"type":["null","object"],"additionalProperties":true,"properties":{}}`},
		{"objects", []string{`{"v":{"b":1}}`, `{"v":{"a":null}}`},
			`{"type":["null","object"],"additionalProperties":true,"properties":{"a":{"type":["null","string"]},"b":{"type":["null","integer"]}}}`},
		{"a member twice", []string{`{"v":1,"v":"a"}`}, `{"type":["null","string","integer"]}`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var i schema.Inference
			for _, record := range test.records {
				require.NoError(t, i.Observe([]byte(record)))
			}
			require.Equal(t, `{"$schema":"http://json-schema.org/draft-07/schema#","type":"object","additionalProperties":true,`+
				`"properties":{"v":`+test.want+`}}`, string(i.Schema()))
			for _, record := range test.records {
				result, err := gojsonschema.Validate(gojsonschema.NewBytesLoader(i.Schema()), gojsonschema.NewStringLoader(record))
				require.NoError(t, err)
				require.True(t, result.Valid(), result.Errors())
			}
		})
	}
}

func TestInferenceSortsNames(t *testing.T) {
	var i, j schema.Inference
	require.NoError(t, i.Observe([]byte(`{"b":1,"a\"é":2,"A":"\u00e9"}`)))
	require.NoError(t, j.Observe([]byte(`{"A":"x"}`)))
	require.NoError(t, j.Observe([]byte(`{"a\u0022\u00e9":2, "b":1}`)))
	require.Equal(t, string(i.Schema()), string(j.Schema()))
	require.Contains(t, string(i.Schema()), `"properties":{"A":{"type":["null","string"]},"a\"é":{"type":["null","integer"]},"b":`)
	var broken schema.Inference
	require.NoError(t, broken.Observe([]byte("{\"\xff\":1,\"\\ud83d\":2}")))
	require.True(t, json.Valid(broken.Schema()))
	require.Contains(t, string(broken.Schema()), "\ufffd")
}

func TestInferenceRequires(t *testing.T) {
	var i schema.Inference
	i.Require([]string{"id"})
	i.Require([]string{"owner", "id"})
	i.Require(nil)
	require.NoError(t, i.Observe([]byte(`{"x":1}`)))
	require.JSONEq(t, `{"$schema":"http://json-schema.org/draft-07/schema#","type":"object","additionalProperties":true,"properties":{
		"id":{"type":["null","string"]},
		"owner":{"type":["null","object"],"additionalProperties":true,"properties":{"id":{"type":["null","string"]}}},
		"x":{"type":["null","integer"]}}}`, string(i.Schema()))
	require.NoError(t, i.Observe([]byte(`{"id":7}`)))
	i.Require([]string{"id"})
	require.Contains(t, string(i.Schema()), `"id":{"type":["null","integer"]},`)
}

func TestInferenceIsBounded(t *testing.T) {
	var wide schema.Inference
	for n := range 10_500 {
		require.NoError(t, wide.Observe(fmt.Appendf(nil, `{"k%d":{"a":1}}`, n)))
	}
	wide.Require([]string{"id"})
	require.Equal(t, 5_000, strings.Count(string(wide.Schema()), `"a":`))
	require.Contains(t, string(wide.Schema()), `"id":`)

	var deep schema.Inference
	require.NoError(t, deep.Observe([]byte(strings.Repeat(`{"a":`, 40)+"1"+strings.Repeat("}", 40))))
	require.Equal(t, 32, strings.Count(string(deep.Schema()), `"a":`))
	require.Contains(t, string(deep.Schema()), `"a":{"type":["null","object"],"additionalProperties":true}}`)

	var lists schema.Inference
	require.NoError(t, lists.Observe([]byte(`{"a":`+strings.Repeat("[", 40)+strings.Repeat("]", 40)+"}")))
	require.Equal(t, 31, strings.Count(string(lists.Schema()), `"items":`))
}

func TestInferenceRefusesWhatIsNoObject(t *testing.T) {
	for _, record := range []string{"", "[]", "1", `"a"`, "null", `{"a":1`, `{"a"}`, `{"a":[1,}`, "{a:1}", `[1`} {
		var i schema.Inference
		require.ErrorContains(t, i.Observe([]byte(record)), "infer a schema", record)
	}
}

func FuzzInference(f *testing.F) {
	f.Add([]byte(`{"a":1,"b":[{"c":"2026-01-02"}],"d":null}`))
	f.Add([]byte("{\"\xff\":1e400,\"\\ud83d\":{\"\":[]}}"))
	f.Add([]byte(`{"a":[[[1,"x"]],true]}`))
	f.Fuzz(func(t *testing.T, record []byte) {
		var i schema.Inference
		err := i.Observe(record)
		require.True(t, json.Valid(i.Schema()))
		if err == nil {
			before := i.Schema()
			require.NoError(t, i.Observe(record))
			require.Equal(t, string(before), string(i.Schema()))
		}
	})
}

func BenchmarkInference(b *testing.B) {
	record := []byte(`{"id":1,"name":"Some name","email":"person@example.com","created_at":"2026-01-02T03:04:05Z","amount":10.50,` +
		`"active":true,"tags":["alpha","beta"],"address":{"street":"1 Long Street","city":"Sometown","zip":"01234","country":null}}`)
	var i schema.Inference
	b.SetBytes(int64(len(record)))
	b.ReportAllocs()
	for b.Loop() {
		if err := i.Observe(record); err != nil {
			b.Fatal(err)
		}
	}
}
