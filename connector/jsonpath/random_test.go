package jsonpath_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/ohler55/ojg/jp"
	"github.com/stretchr/testify/require"

	"source-rest-api/connector/jsonpath"
)

// TestFindAgreesWithOjg follows random paths through random documents and compares
// the values with ojg's, which come in no order where an object is gone through. A
// [*] is used on lists only: on anything else jsonpath-ng and ojg differ.
func TestFindAgreesWithOjg(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	some := 0
	for range 5_000 {
		var value any = document(random, 0)
		text, err := json.Marshal(value)
		require.NoError(t, err)
		ours, theirs := randomPath(random)
		values, err := jsonpath.MustCompile(ours).Find(text)
		require.NoError(t, err)
		var got []any
		for _, v := range values {
			var value any
			require.NoError(t, json.Unmarshal(v, &value))
			got = append(got, value)
		}
		x, err := jp.ParseString(theirs)
		require.NoError(t, err, theirs)
		var want []any
		for _, location := range x.Locate(value, 0) { // Get doesn't look for .. within its matches
			want = append(want, location.First(value))
		}
		require.ElementsMatch(t, want, got, "%s on %s", ours, text)
		if len(got) > 0 {
			some++
		}
	}
	require.Greater(t, some, 500, "paths that lead nowhere show little")
}

// document makes a value of the keys a, b and c.
func document(random *rand.Rand, depth int) any {
	switch n := random.IntN(10); {
	case depth > 0 && n < 2 || depth == 5:
		return []any{nil, true, 1.0, "text"}[random.IntN(4)]
	case n < 7:
		object := map[string]any{}
		for _, key := range []string{"a", "b", "c"} {
			if random.IntN(4) > 0 {
				object[key] = document(random, depth+1)
			}
		}
		return object
	default:
		list := []any{}
		for range random.IntN(4) {
			list = append(list, document(random, depth+1))
		}
		return list
	}
}

// randomPath makes the same path in our spelling and in ojg's.
func randomPath(random *rand.Rand) (ours, theirs string) {
	ours, theirs = "$", "$"
	for range 1 + random.IntN(4) {
		switch random.IntN(8) {
		case 0:
			ours, theirs = ours+".*", theirs+"[*]"
		case 1:
			i := random.IntN(4) - 2
			ours, theirs = fmt.Sprintf("%s[%d]", ours, i), fmt.Sprintf("%s[%d]", theirs, i)
		case 2:
			if !strings.Contains(theirs, "..") {
				ours, theirs = ours+"..a", theirs+"..a"
			}
		case 3:
			ours, theirs = ours+"[0:2]", theirs+"[0:2]"
		default:
			key := string(rune('a' + random.IntN(3)))
			ours, theirs = ours+"."+key, theirs+"["+"'"+key+"'"+"]"
		}
	}
	return ours, theirs
}

func FuzzCompile(f *testing.F) {
	for _, path := range []string{
		"$.a[*].b", "items.*.data", "a..b", "x[?(@.v>5 & w=='a')].n", "a.b|c", "['a','b']", "a[1:2:3]", "@odata.nextLink",
		"(a.b)|c", `"\""`, "a[?!(@.b)]", "a[?b[0].c =~ 'x[']", "é.ü", "`this`", "a[-1", "a[?b==1e9]", `a[?b=='\\']`, "..a",
	} {
		f.Add(path)
	}
	doc := []byte(`{"a":[{"b":1,"c":[1,2]},{"b":"x"}],"x":{"v":7,"w":"a"},"b":{"c":null}}`)
	f.Fuzz(func(t *testing.T, text string) {
		p, err := jsonpath.Compile(text)
		if err != nil {
			var syntax *jsonpath.SyntaxError
			require.ErrorAs(t, err, &syntax)
			require.GreaterOrEqual(t, syntax.Column, 1)
			return
		}
		values, err := p.Find(doc)
		require.NoError(t, err)
		for _, value := range values {
			require.True(t, json.Valid(value), "%q", value)
		}
		if steps, ok := p.Plain(); ok {
			require.LessOrEqual(t, len(steps), 64)
		}
	})
}
