package document

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestYAML(t *testing.T) {
	node, err := ParseJSON([]byte(`{"client":{"base_url":"https://h","headers":{}},"resources":["a",{"name":"yes","on":true,"n":null,"list":[[],{}]}],"text":"a\nb\n"}`))
	require.NoError(t, err)
	text, err := node.YAML()
	require.NoError(t, err)
	require.Equal(t, `client:
  base_url: https://h
  headers: {}
resources:
  - a
  - name: "yes"
    "on": true
    n: null
    list:
      - []
      - {}
text: |
  a
  b
`, string(text))
}

// Whatever is written reads the same.
func TestYAMLReadsBack(t *testing.T) {
	for _, value := range []string{
		`""`, `" "`, `"a b"`, `"yes"`, `"No"`, `"null"`, `"~"`, `"12:30"`, `"1e3"`, `"1_0"`, `"0x1f"`, `"010"`, `"2024-01-01"`, `"2024-01-01T00:00:00Z"`,
		`"- a"`, `"a: b"`, `"#a"`, `"a #b"`, `"{a}"`, `"[a"`, `"*a"`, `"&a"`, `"!a"`, `"%a"`, `"@a"`, "\"`a\"", `"'a'"`, `"\"a\""`, `"dlt.secrets[\"a\"]"`,
		`"a\nb"`, `"a\n"`, `"\n"`, `"\na"`, `" a\nb"`, `"a\n\n\n"`, `"a\r\nb"`, `"a\tb"`, `"é😀"`, `"\u0000"`, `"\u2028"`, `"=` + `"`, `"<<"`, `".inf"`, `"+1"`, `"-"`, `"?"`,
		`1`, `-1`, `1.50`, `1e21`, `1E-7`, `1.5e300`, `0`, `12345678901234567890123`, `true`, `false`, `null`, `[]`, `{}`, `[null,[1,[2]],{"a":{"b":[]}}]`,
		`{"1":2,"yes":3,"":4,"a b":5,"null":6}`,
	} {
		node, err := ParseJSON([]byte(`{"x":` + value + `}`))
		require.NoError(t, err, value)
		text, err := node.YAML()
		require.NoError(t, err, value)
		again, err := ParseYAML(text)
		require.NoError(t, err, string(text))
		require.Equal(t, node.Get("x").Kind, again.Get("x").Kind, string(text))
		if node.Get("x").Kind != Number {
			require.Equal(t, string(node.JSON()), string(again.JSON()), string(text))
		} else {
			require.JSONEq(t, string(node.JSON()), string(again.JSON()), string(text))
		}
	}
}
