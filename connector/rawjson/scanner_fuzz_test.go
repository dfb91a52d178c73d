package rawjson_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"source-rest-api/connector/rawjson"
)

var fuzzTargets = []rawjson.Target{
	{Steps: path(key("items"), wild(), key("data")), Mode: rawjson.Elements},
	{Steps: path(key("items"), idx(-1), key("data")), Mode: rawjson.All},
	{Steps: path(key("items"), each()), Mode: rawjson.All},
	{Steps: path(wild(), idx(1)), Mode: rawjson.First},
	{Steps: path(), Mode: rawjson.Elements},
	{Steps: path(wild(), idx(-1), idx(-1)), Mode: rawjson.Elements},
}

// FuzzScan holds scans in memory against scans of a stream that comes byte by byte,
// and both against encoding/json: what is sound, and what the values are.
func FuzzScan(f *testing.F) {
	for _, doc := range []string{
		`{"items":[{"data":{"a":1}},{"data":[1,null]}],"x":[0,1]}`, `{"items":{"k":{"data":[[2]]}}}`,
		`{"items":[`, ` [1, [2,[3]]] `, "\ufeff{}", `{"\u0069tems":[{"data":"\ud83d"}]}`, `nul`, `{"items":{"data":1}}`,
		`[[1,[2,3]],[[4],[5,[6]]]]`, `{} x`, "{\"a\":\"\xff\"}", `-`, `1 2`, `{"items":null}`,
	} {
		f.Add([]byte(doc))
	}
	f.Fuzz(func(t *testing.T, doc []byte) {
		memory, err := hits(doc, func(s *rawjson.Scanner, found rawjson.Found) error { return s.Bytes(doc, found) })
		stream, streamErr := hits(doc, func(s *rawjson.Scanner, found rawjson.Found) error {
			return s.Reader(iotest.OneByteReader(bytes.NewReader(doc)), found)
		})
		text := bytes.TrimPrefix(doc, []byte("\ufeff"))
		require.Equal(t, json.Valid(text), err == nil, err)
		var a, b *rawjson.SyntaxError
		if err != nil {
			require.ErrorAs(t, err, &a)
			require.ErrorAs(t, streamErr, &b)
			require.Equal(t, a.Reason, b.Reason)
			return
		}
		require.NoError(t, streamErr)
		require.Equal(t, memory, stream)
		if value, ok := uniquely(text); ok {
			for i, target := range fuzzTargets {
				want, got := reference(value, target), decoded(t, memory[i])
				if target.Mode == rawjson.First { // which one is first can't be told from a map
					require.Len(t, got, min(1, len(want)))
					require.Subset(t, want, got)
					continue
				}
				require.ElementsMatch(t, want, got, "target %d", i)
			}
		}
	})
}

// hits returns the values by target.
func hits(doc []byte, run func(*rawjson.Scanner, rawjson.Found) error) ([][]string, error) {
	result := make([][]string, len(fuzzTargets))
	err := run(rawjson.NewScanner(fuzzTargets...), func(target int, value []byte, offset int64) error {
		if !bytes.HasPrefix(doc[offset:], value) {
			return fmt.Errorf("offset %d of %q", offset, value)
		}
		result[target] = append(result[target], string(value))
		return nil
	})
	return result, err
}

// uniquely decodes text with encoding/json; ok is false where a name stands twice in an
// object or a number is too large, for then the decoded value has less than the text.
func uniquely(text []byte) (value any, ok bool) {
	if json.Unmarshal(text, &value) != nil {
		return nil, false
	}
	again, err := json.Marshal(value)
	return value, err == nil && countTokens(text) == countTokens(again)
}

func countTokens(text []byte) int {
	tokens := json.NewDecoder(bytes.NewReader(text))
	for n := 0; ; n++ {
		if _, err := tokens.Token(); err != nil {
			return n
		}
	}
}

// reference follows a target through a decoded value.
func reference(value any, target rawjson.Target) []any {
	values := []any{value}
	for _, step := range target.Steps {
		var next []any
		for _, value := range values {
			next = append(next, children(value, step)...)
		}
		values = next
	}
	if target.Mode != rawjson.Elements {
		return values
	}
	var elements []any
	for _, value := range values {
		list, isList := value.([]any)
		if !isList {
			list = []any{value}
		}
		for _, element := range list {
			if element != nil {
				elements = append(elements, element)
			}
		}
	}
	return elements
}

func children(value any, step rawjson.Step) (next []any) {
	switch value := value.(type) {
	case map[string]any:
		switch step.Kind {
		case rawjson.KeyStep:
			if member, ok := value[step.Name]; ok {
				return []any{member}
			}
		case rawjson.WildcardStep:
			for _, member := range value {
				next = append(next, member)
			}
			return next
		}
	case []any:
		i := step.Index
		switch {
		case step.Kind == rawjson.WildcardStep || step.Kind == rawjson.ElementStep:
			return value
		case step.Kind != rawjson.IndexStep:
			return nil
		case i == -1:
			i = len(value) - 1
		}
		if i >= 0 && i < len(value) {
			return []any{value[i]}
		}
		return nil
	}
	if step.Kind == rawjson.ElementStep {
		return []any{value}
	}
	return nil
}

func decoded(t *testing.T, texts []string) []any {
	var values []any
	for _, text := range texts {
		var value any
		require.NoError(t, json.Unmarshal([]byte(text), &value))
		values = append(values, value)
	}
	return values
}

func TestScanWithoutTargets(t *testing.T) {
	var s rawjson.Scanner
	require.NoError(t, s.Bytes([]byte(` {"a":[1]} `), nil))
	var syntax *rawjson.SyntaxError
	require.True(t, errors.As(s.Bytes([]byte(`{"a":[1}`), nil), &syntax))
}
