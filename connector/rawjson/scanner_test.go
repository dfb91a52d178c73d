package rawjson_test

import (
	"bytes"
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"source-rest-api/connector/rawjson"
)

var (
	key  = rawjson.Key
	idx  = rawjson.Index
	wild = rawjson.Wildcard
	each = rawjson.Element
)

func path(steps ...rawjson.Step) []rawjson.Step { return steps }

// a hit is what a scan told: the target and the value.
type hit struct {
	target int
	value  string
}

// scanBoth scans doc in memory and byte by byte, sees that both tell the same and
// that offsets are right, and returns what they told.
func scanBoth(t *testing.T, doc string, targets ...rawjson.Target) []hit {
	t.Helper()
	memory, err := scan(t, doc, targets, func(s *rawjson.Scanner, found rawjson.Found) error {
		return s.Bytes([]byte(doc), found)
	})
	require.NoError(t, err)
	stream, err := scan(t, doc, targets, func(s *rawjson.Scanner, found rawjson.Found) error {
		return s.Reader(iotest.OneByteReader(strings.NewReader(doc)), found)
	})
	require.NoError(t, err)
	require.ElementsMatch(t, memory, stream)
	return memory
}

func scan(t *testing.T, doc string, targets []rawjson.Target, run func(*rawjson.Scanner, rawjson.Found) error) ([]hit, error) {
	t.Helper()
	var hits []hit
	err := run(rawjson.NewScanner(targets...), func(target int, value []byte, offset int64) error {
		require.Equal(t, doc[offset:offset+int64(len(value))], string(value))
		hits = append(hits, hit{target, string(value)})
		return nil
	})
	return hits, err
}

func TestScanFollowsPlainPaths(t *testing.T) {
	tests := []struct {
		name  string
		doc   string
		steps []rawjson.Step
		mode  rawjson.Mode
		want  []string
	}{
		{"the whole text", ` {"a": 1} `, path(), rawjson.All, []string{`{"a": 1}`}},
		{"a key", `{"x":{"a":2},"a":1.50}`, path(key("a")), rawjson.All, []string{"1.50"}},
		{"a key that stands twice", `{"a":1,"a":2}`, path(key("a")), rawjson.All, []string{"1", "2"}},
		{"a key written with escapes", `{"\u0061\"b":1}`, path(key(`a"b`)), rawjson.All, []string{"1"}},
		{"an emoji key written with escapes", `{"\ud83d\ude00":1}`, path(key("😀")), rawjson.All, []string{"1"}},
		{"a key on a list", `[{"a":1}]`, path(key("a")), rawjson.All, nil},
		{"an index", `{"a":[1, 2 ,3]}`, path(key("a"), idx(1)), rawjson.All, []string{"2"}},
		{"an index on an object", `{"a":{"1":2}}`, path(key("a"), idx(1)), rawjson.All, nil},
		{"an index past the end", `[1]`, path(idx(1)), rawjson.All, nil},
		{"the last element", `[[1], [2] , [3 ]]`, path(idx(-1)), rawjson.All, []string{"[3 ]"}},
		{"the last of none", `[]`, path(idx(-1)), rawjson.All, nil},
		{"into the last element", `[{"id":1},{"id":2}]`, path(idx(-1), key("id")), rawjson.All, []string{"2"}},
		{"the last of the last", `[[1,2],[3,4]]`, path(idx(-1), idx(-1)), rawjson.All, []string{"4"}},
		{"members", `{"b":{"v":1},"a":{"v":2},"c":3}`, path(wild(), key("v")), rawjson.All, []string{"1", "2"}},
		{"elements", `[{"v":1},{"v":2}]`, path(wild(), key("v")), rawjson.All, []string{"1", "2"}},
		{"elements of a list", `{"a":[{"v":1},{"v":2}]}`, path(key("a"), each(), key("v")), rawjson.All, []string{"1", "2"}},
		{"elements of what is no list", `{"a":{"v":1}}`, path(key("a"), each(), each(), key("v")), rawjson.All, []string{"1"}},
		{"items.*.data", `{"items":[{"data":{"id":1}},{"meta":0,"data":{"id":2}}]}`,
			path(key("items"), wild(), key("data")), rawjson.Elements, []string{`{"id":1}`, `{"id":2}`}},
		{"items.*.data with lists", `{"items":{"a":{"data":[1,2]},"b":{"data":[[3]]},"c":{"data":null}}}`,
			path(key("items"), wild(), key("data")), rawjson.Elements, []string{"1", "2", "[3]"}},
		{"elements that are null", `[null,1,null]`, path(), rawjson.Elements, []string{"1"}},
		{"a list of the whole text", `[ {} , [1] ]`, path(), rawjson.Elements, []string{"{}", "[1]"}},
		{"all that are null", `[null,1]`, path(wild()), rawjson.All, []string{"null", "1"}},
		{"the first alone", `[{"n":1},{"n":2}]`, path(wild(), key("n")), rawjson.First, []string{"1"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, hit := range scanBoth(t, test.doc, rawjson.Target{Steps: test.steps, Mode: test.mode}) {
				got = append(got, hit.value)
			}
			require.Equal(t, test.want, got)
		})
	}
}

func TestScanFollowsOverlappingTargets(t *testing.T) {
	doc := `{"meta":{"total":7,"next":"n"},"data":[{"id":1,"tags":["x"]},{"id":2,"tags":["y","z"]}]}`
	hits := scanBoth(t, doc,
		rawjson.Target{Steps: path(key("data")), Mode: rawjson.Elements},
		rawjson.Target{Steps: path(key("data"), idx(-1), key("id")), Mode: rawjson.First},
		rawjson.Target{Steps: path(key("meta")), Mode: rawjson.First},
		rawjson.Target{Steps: path(key("meta"), key("total")), Mode: rawjson.First},
		rawjson.Target{Steps: path(key("data"), idx(0), key("tags"), idx(-1)), Mode: rawjson.First},
		rawjson.Target{Steps: path(key("data"), idx(-1), key("tags")), Mode: rawjson.Elements},
		rawjson.Target{Steps: path(key("data")), Mode: rawjson.First},
	)
	require.ElementsMatch(t, []hit{
		{0, `{"id":1,"tags":["x"]}`}, {0, `{"id":2,"tags":["y","z"]}`},
		{1, "2"}, {2, `{"total":7,"next":"n"}`}, {3, "7"}, {4, `"x"`}, {5, `"y"`}, {5, `"z"`},
		{6, `[{"id":1,"tags":["x"]},{"id":2,"tags":["y","z"]}]`},
	}, hits)
}

func TestScanKnowsWhatMatched(t *testing.T) {
	s := rawjson.NewScanner(
		rawjson.Target{Steps: path(key("a")), Mode: rawjson.Elements},
		rawjson.Target{Steps: path(key("b")), Mode: rawjson.Elements},
		rawjson.Target{Steps: path(key("c")), Mode: rawjson.Elements},
	)
	require.NoError(t, s.Bytes([]byte(`{"a":[],"b":null}`), nil))
	require.True(t, s.Matched(0))
	require.True(t, s.Matched(1))
	require.False(t, s.Matched(2))
	require.NoError(t, s.Bytes([]byte(`{}`), nil))
	require.False(t, s.Matched(0))
}

func TestScanRefusesWhatIsNotOneWholeValue(t *testing.T) {
	tests := []struct {
		name   string
		doc    string
		reason rawjson.Reason
		offset int64
		at     string
		says   string
	}{
		{"nothing", "", rawjson.Empty, 0, "", "empty where JSON was expected"},
		{"white space", " \r\n", rawjson.Empty, 0, "", "empty"},
		{"cut in a record", `{"items":[{"data":{"a":1`, rawjson.Truncated, 24, "/items/0/data", "cut short at byte 24 within /items/0/data"},
		{"cut between records", `{"items":[{"data":1},`, rawjson.Truncated, 21, "/items", "cut short"},
		{"cut in a string", `{"other":"abc`, rawjson.Truncated, 13, "/other", "cut short"},
		{"cut at the last brace", `{"items":[]`, rawjson.Truncated, 11, "", "cut short"},
		{"a page of HTML", "<html>", rawjson.Malformed, 0, "", "not valid JSON at byte 0"},
		{"a second value", `{"items":[]} {}`, rawjson.Malformed, 12, "", "more data after"},
		{"a stray bracket", `{"items":[]}]`, rawjson.Malformed, 12, "", "not valid JSON"},
		{"a mismatched bracket", `{"items":[}`, rawjson.Malformed, 10, "", "not valid JSON"},
		{"a comma too many", `{"items":[{"data":1},]}`, rawjson.Malformed, 20, "", "not valid JSON"},
		{"a wrong number", `{"items":[{"data":01}]}`, rawjson.Malformed, 19, "", "not valid JSON"},
		{"a name without quotes", `{items:1}`, rawjson.Malformed, 1, "", "not valid JSON"},
		{"a name without a value", `{"items"}`, rawjson.Malformed, 8, "", "not valid JSON"},
		{"a mark before nothing sound", "\ufeff{", rawjson.Truncated, 4, "", "cut short at byte 4"},
	}
	target := rawjson.Target{Steps: path(key("items"), wild(), key("data")), Mode: rawjson.Elements}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := rawjson.NewScanner(target)
			ignore := func(int, []byte, int64) error { return nil }
			for _, err := range []error{
				s.Bytes([]byte(test.doc), ignore),
				s.Reader(iotest.OneByteReader(strings.NewReader(test.doc)), ignore),
			} {
				var syntax *rawjson.SyntaxError
				require.ErrorAs(t, err, &syntax)
				require.Equal(t, test.reason, syntax.Reason, syntax)
				if test.reason != rawjson.Empty {
					require.Equal(t, test.offset, syntax.Offset, syntax)
				}
				if test.at != "" {
					require.Equal(t, test.at, syntax.Pointer)
				}
				require.ErrorContains(t, err, test.says)
			}
		})
	}
}

func TestScanPassesOnOtherErrors(t *testing.T) {
	target := rawjson.Target{Steps: path(wild())}
	lost := errors.New("connection lost")
	s := rawjson.NewScanner(target)
	err := s.Reader(io.MultiReader(strings.NewReader(`[1,`), iotest.ErrReader(lost)), func(int, []byte, int64) error { return nil })
	require.ErrorIs(t, err, lost)
	var syntax *rawjson.SyntaxError
	require.False(t, errors.As(err, &syntax))
	require.ErrorIs(t, s.Reader(iotest.ErrReader(lost), nil), lost)

	full := errors.New("full")
	calls := 0
	err = s.Bytes([]byte(`[1,2,3]`), func(int, []byte, int64) error { calls++; return full })
	require.Equal(t, full, err)
	require.Equal(t, 1, calls)
	err = s.Bytes([]byte(`[1]`), func(int, []byte, int64) error { return io.EOF })
	require.Equal(t, io.EOF, err)
}

func TestScanTakesAByteOrderMark(t *testing.T) {
	hits := scanBoth(t, "\ufeff{\"a\":[{\"b\":1}]}", rawjson.Target{Steps: path(key("a"), idx(-1), key("b"))},
		rawjson.Target{Steps: path(key("a"))})
	require.ElementsMatch(t, []hit{{0, "1"}, {1, `[{"b":1}]`}}, hits)
}

func TestScanKeepsBytesAsTheyAre(t *testing.T) {
	record := `{"n":1e400,"m":12.50,"z":-0,"big":12345678901234567890123,"e":"\ud83d\ude00 \/","a":1,"a":2,"bad":"` + "\xff" + `"}`
	hits := scanBoth(t, `[`+record+`]`, rawjson.Target{Mode: rawjson.Elements})
	require.Equal(t, []hit{{0, record}}, hits)
}

func TestScanHoldsLittleOfAStream(t *testing.T) {
	const records = 200_000
	target := rawjson.Target{Steps: path(key("items")), Mode: rawjson.Elements}
	s := rawjson.NewScanner(target)
	count := 0
	body := io.MultiReader(strings.NewReader(`{"items":[0`),
		io.LimitReader(&repeated{text: `,{"id":1,"name":"a name"}`}, records*25), strings.NewReader(`]}`))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	require.NoError(t, s.Reader(body, func(int, []byte, int64) error { count++; return nil }))
	runtime.ReadMemStats(&after)
	require.Equal(t, records+1, count)
	require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(1<<20))
}

// repeated reads as one text over and over.
type repeated struct {
	text string
	at   int
}

func (r *repeated) Read(p []byte) (int, error) {
	n := copy(p, r.text[r.at:])
	r.at = (r.at + n) % len(r.text)
	return n, nil
}

func TestScanAllocatesNothingPerRecord(t *testing.T) {
	doc := page(1000)
	s := rawjson.NewScanner(rawjson.Target{Steps: path(key("items"), wild(), key("data")), Mode: rawjson.Elements},
		rawjson.Target{Steps: path(key("items"), idx(-1), key("data"), key("id")), Mode: rawjson.First})
	count := 0
	found := func(int, []byte, int64) error { count++; return nil }
	perPage := testing.AllocsPerRun(10, func() {
		if err := s.Bytes(doc, found); err != nil {
			t.Fatal(err)
		}
	})
	require.Zero(t, perPage)
	require.Equal(t, 11*1001, count)
	reader := bytes.NewReader(doc)
	perPage = testing.AllocsPerRun(10, func() {
		reader.Reset(doc)
		if err := s.Reader(reader, found); err != nil {
			t.Fatal(err)
		}
	})
	require.LessOrEqual(t, perPage, 20.0)
}
