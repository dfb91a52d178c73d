package document

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"source-rest-api/connector/failure"
)

func TestJSONKeepsOrderLiteralsAndPositions(t *testing.T) {
	text := "\ufeff{\n  \"b\": 1.10,\n  \"ä\": \"\\u00e4\\n\", \"a\": [true, null, {}]\n}\n"
	root, err := ParseJSON([]byte(text))
	require.NoError(t, err)
	require.Equal(t, `{"b":1.10,"ä":"ä\n","a":[true,null,{}]}`, string(root.JSON()))
	require.Equal(t, []int{1, 1}, []int{root.Line, root.Column})
	require.Equal(t, []int{2, 8}, []int{root.Get("b").Line, root.Get("b").Column})
	require.Equal(t, []int{3, 20}, []int{root.Field("a").Line, root.Field("a").Column})
	require.Equal(t, []int{3, 32}, []int{root.Get("a").Items[1].Line, root.Get("a").Items[1].Column})
	require.Equal(t, map[string]any{"b": json.Number("1.10"), "ä": "ä\n", "a": []any{true, nil, map[string]any{}}}, root.Plain())
}

func TestYAMLKeepsOrderAndPositions(t *testing.T) {
	root, err := ParseYAML([]byte("b: 2\na:\n  - x\n  - {k: 'v'}\non: |\n  text\n404: n\n"))
	require.NoError(t, err)
	require.Equal(t, `{"b":2,"a":["x",{"k":"v"}],"on":"text\n","404":"n"}`, string(root.JSON()))
	value := root.Get("a").Items[1].Get("k")
	require.Equal(t, []int{4, 9}, []int{value.Line, value.Column})
}

func TestYAMLAliasesAndMerges(t *testing.T) {
	root, err := ParseYAML([]byte(`
base: &base {x: 1, y: 2}
more: &more {y: 3, z: 4}
one: {<<: *base, y: 5}
two:
  w: 0
  <<: [*base, *more]
three: *base
four: {"<<": text}
`))
	require.NoError(t, err)
	require.Equal(t, `{"x":1,"y":5}`, string(root.Get("one").JSON()))
	require.Equal(t, `{"x":1,"y":2,"z":4,"w":0}`, string(root.Get("two").JSON()), "the first of a list wins")
	require.Equal(t, `{"x":1,"y":2}`, string(root.Get("three").JSON()))
	require.Equal(t, `{"<<":"text"}`, string(root.Get("four").JSON()))
	require.NotSame(t, root.Get("three"), root.Get("base"))
	require.Equal(t, 8, root.Get("three").Line)
}

func TestFaults(t *testing.T) {
	bomb := "a: &a [x,x,x,x,x,x,x,x,x,x]\n"
	for c := 'b'; c < 'k'; c++ {
		p := "*" + string(c-1)
		bomb += string(c) + ": &" + string(c) + " [" + strings.Join([]string{p, p, p, p, p, p, p, p, p, p}, ",") + "]\n"
	}
	parsers := map[string]func([]byte) (*Node, error){"json": ParseJSON, "yaml": ParseYAML, "any": Parse}
	for _, tc := range []struct{ parser, text, want string }{
		{"json", `{"a": 1, "b": {"a": 1}, "a": 2}`, `the key "a" stands twice in one object (line 1, column 25)`},
		{"json", "{\n \"a\": 1,\n}", "isn't valid JSON"},
		{"json", "{\n \"a\" 1}", "(line 2, column 6)"},
		{"json", `{"a": 1} x`, "isn't valid JSON"},
		{"json", `{"a": 1} {}`, "goes on after its value"},
		{"json", `{"a": [1`, "ends too early"},
		{"json", "", "is empty"},
		{"json", `{"a": 1e400}`, "the number is out of range (line 1, column 7)"},
		{"json", `[1e-999999999]`, "the number is out of range"},
		{"json", strings.Repeat("[", 2000) + strings.Repeat("]", 2000), "nested more than 1,000 deep"},
		{"yaml", "a: 1\nb:\n  a: 1\n  a: 2\n", `the key "a" stands twice in one object (line 4, column 3)`},
		{"yaml", "a: 1\n---\nb: 2\n", "a second YAML document begins here; only one can be read"},
		{"yaml", "a: [1\nb: 2", "isn't valid YAML"},
		{"yaml", "a: b: c", "mapping values are not allowed"},
		{"yaml", "", "is empty"},
		{"yaml", "a: *nothing", "nothing"},
		{"yaml", "a: &a [1, *a]", "the alias *a stands inside the value it refers to (line 1, column 11)"},
		{"yaml", "a:\n  <<: text", "a merge key (<<) takes a mapping"},
		{"yaml", "? [1]\n: 2", "a key has to be a text"},
		{"yaml", "a: !!set {b}", "the tag !!set isn't supported"},
		{"yaml", bomb, "expand to too much"},
		{"yaml", strings.Repeat("[", 2000) + strings.Repeat("]", 2000), "nested more than 1,000 deep"},
		{"any", `{"a": 1 "b": 2}`, "isn't valid JSON"},
		{"any", "{a: 1,\n b: ]", "isn't valid YAML"},
	} {
		_, err := parsers[tc.parser]([]byte(tc.text))
		require.ErrorContains(t, err, tc.want, "%.60s", tc.text)
		require.ErrorAs(t, err, new(failure.Faults))
	}
}

func TestAllFaultsAtOnce(t *testing.T) {
	_, err := ParseYAML([]byte("a: .inf\na: 1\nb: !!set {}\n"))
	var faults failure.Faults
	require.ErrorAs(t, err, &faults)
	require.Len(t, faults, 3)
}

func TestParsePicksTheForm(t *testing.T) {
	for _, tc := range []struct{ text, want string }{
		{`{"a": 010}`, `{"a":8}`}, // not JSON, but YAML
		{`{"a": 1,}`, `{"a":1}`},
		{`{a: yes}`, `{"a":true}`},
		{` {"a": 1e3}`, `{"a":1e3}`},
		{"a: 1e3", `{"a":"1e3"}`},
		{"[1, 2]", `[1,2]`},
	} {
		root, err := Parse([]byte(tc.text))
		require.NoError(t, err, tc.text)
		require.Equal(t, tc.want, string(root.JSON()))
	}
}

func TestCloneSetRemove(t *testing.T) {
	root, err := ParseJSON([]byte(`{"a": {"b": [1]}, "c": 2}`))
	require.NoError(t, err)
	copied := root.Clone()
	copied.Get("a").Get("b").Items[0].Text = "9"
	copied.Set("c", &Node{Kind: Null})
	copied.Set("d", &Node{Kind: String, Text: "x"})
	copied.Remove("nothing")
	require.Equal(t, `{"a":{"b":[9]},"c":null,"d":"x"}`, string(copied.JSON()))
	copied.Remove("a")
	require.Equal(t, `{"c":null,"d":"x"}`, string(copied.JSON()))
	require.Equal(t, `{"a":{"b":[1]},"c":2}`, string(root.JSON()))
}

func FuzzParseJSON(f *testing.F) {
	for _, seed := range []string{`{"a":[1,2.50,"x\u00e9",true,null]}`, `[]`, `{"a":1,"a":2}`, `"\ud800"`, "{", "1 2", "\xff"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		root, err := ParseJSON(text)
		if err != nil {
			require.ErrorAs(t, err, new(failure.Faults))
			return
		}
		dec := json.NewDecoder(bytes.NewReader(bytes.TrimPrefix(text, byteOrderMark)))
		dec.UseNumber()
		var want any
		require.NoError(t, dec.Decode(&want))
		_, err = dec.Token()
		require.True(t, errors.Is(err, io.EOF))
		require.Equal(t, want, root.Plain())
	})
}

func FuzzParseYAML(f *testing.F) {
	for _, tc := range pyYAMLScalars {
		f.Add([]byte("a: " + tc.text))
	}
	f.Add([]byte("a: &a {b: 1}\nc: {<<: *a}\n- x"))
	f.Fuzz(func(t *testing.T, text []byte) {
		root, err := ParseYAML(text)
		if err != nil {
			require.ErrorAs(t, err, new(failure.Faults))
			return
		}
		again, err := ParseJSON(root.JSON())
		if err != nil {
			// The same name can stand twice once bytes that are no UTF-8 are replaced.
			require.ErrorContains(t, err, "twice")
			return
		}
		require.Equal(t, string(root.JSON()), string(again.JSON()))
	})
}
