package jsonpath_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"source-rest-api/connector/jsonpath"
	"source-rest-api/connector/rawjson"
)

// found returns the values that path finds in doc, as text.
func found(t *testing.T, path, doc string) []string {
	t.Helper()
	p, err := jsonpath.Compile(path)
	require.NoError(t, err)
	values, err := p.Find([]byte(doc))
	require.NoError(t, err)
	var texts []string
	for _, value := range values {
		texts = append(texts, string(value))
	}
	first, ok, err := p.First([]byte(doc))
	require.NoError(t, err)
	require.Equal(t, len(texts) > 0, ok)
	if ok {
		require.Equal(t, texts[0], string(first))
	}
	return texts
}

// TestFind has the expressions whose results dlt 1.31 was observed to give, and
// beside them the ones that dlt refuses or that silently select nothing there.
func TestFind(t *testing.T) {
	const (
		list = `{"a":{"b":[{"id":1},{"id":2}],"0":"zero","c":7},"c":9}`
		rows = `{"x":[{"v":1,"w":"a","n":"real"},{"v":9,"w":"a","n":"red"},{"v":9.5,"w":"it's","ok":true}]}`
		odd  = `{"a.b":1,"b c":2,"a-b":3,"@odata.nextLink":"u","x:y":4,"é":5,"1d":6,"$ref":7,"":8,"x/y":9,` +
			`"value":[{"@odata.etag":"e"}],"size@odata.count":2,"$":10,"b'c":11,"s\u0009p":12}`
	)
	tests := []struct {
		path string
		doc  string
		want []string
	}{
		{"$", `[1, 2]`, []string{"[1, 2]"}},
		{" $ ", `1`, []string{"1"}},
		{"@.c", list, []string{"9"}},
		{"a.b", list, []string{`[{"id":1},{"id":2}]`}},
		{"$.a.b", list, []string{`[{"id":1},{"id":2}]`}},
		{"a.b[*]", list, []string{`{"id":1}`, `{"id":2}`}},
		{"a.b.*", list, []string{`{"id":1}`, `{"id":2}`}},
		{"a.b.id", list, nil},
		{"a.b[*].id", list, []string{"1", "2"}},
		{"a.b.[*].id", list, []string{"1", "2"}},
		{"a.b.*.id", list, []string{"1", "2"}},
		{"a.b.[0].id", list, []string{"1"}},
		{"a.b[0].id", list, []string{"1"}},
		{"a.b[ 0 ]['id']", list, []string{"1"}},
		{"a.b[-1].id", list, []string{"2"}},
		{"a.b[-2].id", list, []string{"1"}},
		{"a.b[0:2].id", list, []string{"1", "2"}},
		{"a.b[:-1].id", list, []string{"1"}},
		{"a.b[1:].id", list, []string{"2"}},
		{"a.b[::2].id", list, []string{"1"}},
		{"a.b[1,0].id", list, []string{"1", "2"}},
		{"a.0", list, []string{`"zero"`}},
		{"a[0]", list, nil},
		{"$..id", list, []string{"1", "2"}},
		{"a..id", list, []string{"1", "2"}},
		{"$..b..id", list, []string{"1", "2"}},
		{"a.b|c", list, []string{`[{"id":1},{"id":2}]`, "7"}},
		{"(a.b)|c", list, []string{`[{"id":1},{"id":2}]`, "9"}},
		{"a.(c|b)[*].id", list, []string{"1", "2"}},
		{"$.a.c | $.c", list, []string{"7", "9"}},
		{"$['c']|$ref", `{"c":1,"$ref":2}`, []string{"1", "2"}},
		{"c,c", list, []string{"9"}},
		{"$..id|$..id", list, []string{"1", "2"}},
		{"c,a.c", list, []string{"7"}},
		{"['c','a'].c", list, []string{"7"}},
		{"[c, a][c]", list, []string{"7"}},
		{"a.`this`.c", list, []string{"7"}},
		{"a[*].c", list, []string{"7"}}, // what is no list counts as a list of itself
		{"$.A", list, nil},
		{"x[?(@.v>5)].v", rows, []string{"9", "9.5"}},
		{"x[?v>5 & w=='a'].v", rows, []string{"9"}},
		{"x[?(@.v > 5 && @['w'] = \"a\")].v", rows, []string{"9"}},
		{"x[?(v==1 || ok=true)].v", rows, []string{"1", "9.5"}},
		{"x[?(@.v==1) | (@.ok==true)].v", rows, []string{"1", "9.5"}},
		{"x[?!(@.w=='a')].v", rows, []string{"9.5"}},
		{`x[?(@.n =~ "re")].v`, rows, []string{"1", "9"}},
		{`x[?(@.n =~ "^red$")].v`, rows, []string{"9"}},
		{`x[?(@.w == 'it\'s')].v`, rows, []string{"9.5"}},
		{"x[?w==a].v", rows, []string{"1", "9"}},
		{"x[?v==9007199254740993]", `{"x":[{"v":9007199254740992},{"v":9007199254740993}]}`, []string{`{"v":9007199254740993}`}},
		{"x[?ok].v", rows, []string{"9.5"}},
		{"x[?v<=1.0e0].v", rows, []string{"1"}},
		{"['a.b']", odd, []string{"1"}},
		{"'b c'", odd, []string{"2"}},
		{`"b c"`, odd, []string{"2"}},
		{`["b c"]`, odd, []string{"2"}},
		{"a-b", odd, []string{"3"}},
		{"@odata.nextLink", odd, []string{`"u"`}},
		{"['@odata.nextLink']", odd, []string{`"u"`}},
		{"$.@odata.nextLink", odd, []string{`"u"`}},
		{"value[*].@odata.etag", odd, []string{`"e"`}},
		{"size@odata.count", odd, []string{"2"}},
		{"x:y", odd, []string{"4"}},
		{"é", odd, []string{"5"}},
		{"1d", odd, []string{"6"}},
		{"$ref", odd, []string{"7"}},
		{"$.$ref", odd, []string{"7"}},
		{`['']`, odd, []string{"8"}},
		{"['x/y']", odd, []string{"9"}},
		{"['$']", odd, []string{"10"}},
		{`"b'c"`, odd, []string{"11"}},
		{`'b\'c'`, odd, []string{"11"}},
	}
	for _, test := range tests {
		t.Run(test.path, func(t *testing.T) {
			require.Equal(t, test.want, found(t, test.path, test.doc))
		})
	}
}

func TestFindSelectsEveryChildOfItems(t *testing.T) {
	tests := []struct {
		path, doc string
		want      []string
	}{
		{"items.*.data", `{"items":{"a":{"data":[1,2]},"b":{"data":[3]}}}`, []string{"[1,2]", "[3]"}},
		{"items.*.data[*]", `{"items":{"a":{"data":[1,2]},"b":{"data":[3]}}}`, []string{"1", "2", "3"}},
		{"items.*.data", `{"items":[{"data":{"x":1}},{"data":{"x":2}}]}`, []string{`{"x":1}`, `{"x":2}`}},
		{"items[*].data", `{"items":[{"data":{"x":1}},{"data":{"x":2}}]}`, []string{`{"x":1}`, `{"x":2}`}},
		{"items.*.data", `{"items":{}}`, nil},
		{"items.*.data", `{"items":[]}`, nil},
		{"items.*.data", `{"other":1}`, nil},
	}
	for _, test := range tests {
		require.Equal(t, test.want, found(t, test.path, test.doc), test.path+" on "+test.doc)
	}
}

func TestFindGivesTheTextsOwnBytes(t *testing.T) {
	doc := "\ufeff" + `{"r":[ {"e":"\ud83d\ude00","n":1e400,"m":12.50} , {"e":"x","m":1.0} ], "\ud83d\ude00":[{"m":1}]}`
	require.Equal(t, []string{`{"e":"\ud83d\ude00","n":1e400,"m":12.50}`}, found(t, "r[?(@.m > 5)]", doc))
	require.Equal(t, []string{`{"e":"\ud83d\ude00","n":1e400,"m":12.50}`}, found(t, "r[?(@.e == '😀')]", doc))
	require.Equal(t, []string{"12.50", "1.0", "1"}, found(t, "$..m", doc))
	require.Equal(t, []string{"1"}, found(t, "😀..m", doc))
}

func TestFindRefusesAnUnsoundDocument(t *testing.T) {
	for _, path := range []string{"a", "$..a", "a[?(@.b)]"} {
		var syntax *rawjson.SyntaxError
		_, err := jsonpath.MustCompile(path).Find([]byte(`{"a":[{"b":1}]`))
		require.ErrorAs(t, err, &syntax)
		require.Equal(t, rawjson.Truncated, syntax.Reason)
		_, _, err = jsonpath.MustCompile(path).First([]byte(`{"a":[{"b":1}]`))
		require.ErrorAs(t, err, &syntax)
	}
}

func TestPlain(t *testing.T) {
	plain := map[string][]rawjson.Step{
		"$":               {},
		"items.*.data":    {rawjson.Key("items"), rawjson.Wildcard(), rawjson.Key("data")},
		"a[*].b":          {rawjson.Key("a"), rawjson.Element(), rawjson.Key("b")},
		"a[-1]['b.c'][0]": {rawjson.Key("a"), rawjson.Index(-1), rawjson.Key("b.c"), rawjson.Index(0)},
		"many-results":    {rawjson.Key("many-results")},
	}
	for path, want := range plain {
		steps, ok := jsonpath.MustCompile(path).Plain()
		require.True(t, ok, path)
		require.ElementsMatch(t, want, steps, path)
	}
	for _, path := range []string{"$..a", "a,b", "a|b", "a[0:1]", "a[?(@.b)]", "a[-2]"} {
		_, ok := jsonpath.MustCompile(path).Plain()
		require.False(t, ok, path)
	}
	_, ok := jsonpath.Path{}.Plain()
	require.False(t, ok)
}

func TestCompileSaysWhatIsWrong(t *testing.T) {
	tests := []struct {
		path   string
		column int
		says   string
	}{
		{"a.", 3, "the path ends where a key"},
		{"a..", 4, "the path ends where a key"},
		{".a", 1, "'.' can't stand here"},
		{"b c", 3, "keys are separated by dots"},
		{"v + 1", 3, "in quotes: ['a+b']"},
		{"x/y", 2, "in quotes: ['a/b']"},
		{"a[", 3, "the path ends within a bracket"},
		{"a[0", 2, "no ] that closes it"},
		{"a[1 2]", 3, "is no index"},
		{"a[1:2:0]", 3, "is no slice"},
		{"a[]", 3, "a key, * or [ has to"},
		{"é.'x", 3, "the quote that begins here isn't closed"},
		{"(a.b", 1, "no ) that closes it"},
		{"a.b)", 4, "can't stand here"},
		{"a.`len`", 3, "extensions in back quotes"},
		{"a.$.b", 3, "$ stands for the whole answer"},
		{"x[?(@.v > )]", 11, "a value has to follow"},
		{"x[?(@.v > 5]", 4, "no ) that closes it"},
		{"x[?(@.a == @.b)]", 12, "not with another path"},
		{"x[?!v]", 4, "condition in parentheses"},
		{"x[?", 4, "a key has to stand here"},
	}
	for _, test := range tests {
		t.Run(test.path, func(t *testing.T) {
			p, err := jsonpath.Compile(test.path)
			var syntax *jsonpath.SyntaxError
			require.ErrorAs(t, err, &syntax)
			require.Contains(t, syntax.Message, test.says)
			require.Equal(t, test.column, syntax.Column, syntax)
			require.True(t, p.IsZero())
		})
	}
}

func TestCompileIsBounded(t *testing.T) {
	for name, path := range map[string]string{
		"length":      repeat("a", 5000),
		"steps":       "a" + repeat(".a", 64),
		"routes":      "a" + repeat("[a,b,c,d]", 4),
		"paths":       "$.a" + repeat("|$.a", 70),
		"names":       "a" + repeat(",a", 70),
		"words":       "a" + repeat("|a", 70),
		"descents":    "a" + repeat("..a", 5),
		"parentheses": repeat("(", 40) + "a" + repeat(")", 40),
		"conditions":  "a[?" + repeat("(", 40) + "a" + repeat(")", 40) + "]",
		"nots":        "a[?" + repeat("!(", 40) + "a" + repeat(")", 40) + "]",
	} {
		_, err := jsonpath.Compile(path)
		require.ErrorContains(t, err, "at most", name)
	}
}

func repeat(text string, n int) string {
	out := ""
	for range n {
		out += text
	}
	return out
}

func TestZeroPath(t *testing.T) {
	for _, text := range []string{"", " \t"} {
		p, err := jsonpath.Compile(text)
		require.NoError(t, err)
		require.True(t, p.IsZero())
		require.Empty(t, found(t, text, `{"a":1}`))
	}
	require.False(t, jsonpath.MustCompile("$").IsZero())
	require.Equal(t, "$.a[*]", jsonpath.MustCompile("$.a[*]").String())
	require.Panics(t, func() { jsonpath.MustCompile("a.") })
}

func TestOf(t *testing.T) {
	for source, keys := range map[string][]string{
		"$":              nil,
		"a.b":            {"a", "b"},
		"$['b c'].x":     {"b c", "x"},
		"$[''].d":        {"", "d"},
		`a['it\'s']`:     {"a", "it's"},
		"$['$']":         {"$"},
		"a['@odata.id']": {"a", "@odata.id"},
	} {
		p := jsonpath.Of(keys...)
		require.Equal(t, source, p.String())
		require.Equal(t, jsonpath.MustCompile(source), p)
	}
}
