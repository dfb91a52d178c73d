package record_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"source-rest-api/connector/jsonpath"
	"source-rest-api/connector/rawjson"
	"source-rest-api/connector/record"
)

// memory is a body that is held in memory, streamed one that isn't.
type (
	memory   []byte
	streamed []byte
)

func (m memory) Bytes() ([]byte, bool)   { return m, true }
func (m memory) Open() io.Reader         { return bytes.NewReader(m) }
func (s streamed) Bytes() ([]byte, bool) { return nil, false }
func (s streamed) Open() io.Reader       { return iotest.HalfReader(bytes.NewReader(s)) }

func bodies(doc string) map[string]record.Body {
	return map[string]record.Body{"memory": memory(doc), "stream": streamed(doc)}
}

func each(t *testing.T, p *record.Page) []string {
	t.Helper()
	var records []string
	require.NoError(t, p.Each(func(record []byte) error {
		records = append(records, string(record))
		return nil
	}))
	require.Len(t, records, p.Count)
	return records
}

func TestSelect(t *testing.T) {
	tests := []struct {
		name    string
		path    string
		doc     string
		want    []string
		empty   int
		matched bool
		keys    []string
	}{
		{"members in a list", "items.*.data", `{"items":[{"data":{"a":1}},{"data":{"a":2}}]}`, []string{`{"a":1}`, `{"a":2}`}, 0, true, nil},
		{"members in an object", "items.*.data", `{"items":{"y":{"data":{"a":1}},"x":{"data":{"a":2}}}}`, []string{`{"a":1}`, `{"a":2}`}, 0, true, nil},
		{"one list", "items.*.data", `{"items":{"a":{"data":[{"r":1},{"r":2}]}}}`, []string{`{"r":1}`, `{"r":2}`}, 0, true, nil},
		{"several lists", "items.*.data", `{"items":{"a":{"data":[{"r":1},{"r":2}]},"b":{"data":[{"r":3}]}}}`, []string{`{"r":1}`, `{"r":2}`, `{"r":3}`}, 0, true, nil},
		{"empty lists", "items.*.data", `{"items":{"a":{"data":[]},"b":{"data":[]}}}`, nil, 0, true, nil},
		{"no items", "items.*.data", `{"items":[]}`, nil, 0, true, nil},
		{"null for items", "items.*.data", `{"items":null}`, nil, 0, true, nil},
		{"nothing there", "items.*.data", `{"result":[],"page":1}`, nil, 0, false, []string{"result", "page"}},
		{"nothing there in a list", "items", `[{"a":1}]`, nil, 0, false, nil},
		{"null", "data", `{"data":null}`, nil, 0, true, nil},
		{"one object", "data", `{"data":{"a":1}}`, []string{`{"a":1}`}, 0, true, nil},
		{"one object for a list", "data[*]", `{"data":{"a":1}}`, []string{`{"a":1}`}, 0, true, nil},
		{"the whole answer", "$", `{"a":1}`, []string{`{"a":1}`}, 0, true, nil},
		{"a bare list", "$", `[{"a":1},{"a":2}]`, []string{`{"a":1}`, `{"a":2}`}, 0, true, nil},
		{"no objects", "d", `{"d":[1,"x",[2, 3],null,true,{}]}`, []string{`{"value":1}`, `{"value":"x"}`, `{"value":[2, 3]}`, `{"value":true}`}, 1, true, nil},
		{"empty objects", "d", `{"d":[{},{ },{"a":{}},{` + "\n" + `}]}`, []string{`{"a":{}}`}, 3, true, nil},
		{"only an empty object", "$", `{}`, nil, 1, true, nil},
		{"several lines", "d", "{\"d\": [\n  {\n    \"a\": 1.50\n  },\n  [\n 1 ]\n]}", []string{`{"a":1.50}`, `{"value":[1]}`}, 0, true, nil},
	}
	for _, test := range tests {
		for kind, body := range bodies(test.doc) {
			t.Run(test.name+" from "+kind, func(t *testing.T) {
				s := record.Config{Path: jsonpath.MustCompile(test.path)}.New()
				for range 2 { // the second page is a released one
					p, err := s.Select(body, record.JSON, nil)
					require.NoError(t, err)
					require.Equal(t, test.want, each(t, p))
					require.Equal(t, test.want, each(t, p), "it can be read again")
					require.Equal(t, test.empty, p.Empty)
					require.Equal(t, test.matched, p.Matched)
					require.Equal(t, test.keys, p.Keys)
					require.Zero(t, p.Sum)
					p.Release()
				}
			})
		}
	}
}

func TestSelectShowsTwentyKeys(t *testing.T) {
	doc := `{"k"`
	for i := range 30 {
		doc += fmt.Sprintf(`:[{"x":1}],"k%d"`, i)
	}
	p, err := record.Config{Path: jsonpath.MustCompile("data")}.New().Select(memory(doc+":1}"), record.JSON, nil)
	require.NoError(t, err)
	require.Len(t, p.Keys, 20)
	require.Equal(t, []string{"k", "k0", "k1"}, p.Keys[:3])
}

func TestSelectByAPathThatIsNotPlain(t *testing.T) {
	doc := `{"rows":[{"v":1,"list":[{"a":1},null,{}]},{"v":9,"list":[{"a":1.50},2]}],"next":{"url":"u"}}`
	tests := []struct {
		path    string
		want    []string
		matched bool
	}{
		{"rows[?(@.v>5)].list", []string{`{"a":1.50}`, `{"value":2}`}, true},
		{"$..list", []string{`{"a":1}`, `{"a":1.50}`, `{"value":2}`}, true},
		{"rows[-2].list", []string{`{"a":1}`}, true},
		{"rows[?(@.v>50)]", nil, true},
		{"other[?(@.v>50)]", nil, false},
	}
	for _, test := range tests {
		s := record.Config{Path: jsonpath.MustCompile(test.path)}.New()
		values := []jsonpath.Path{jsonpath.MustCompile("$..url"), jsonpath.MustCompile("next.url"), jsonpath.MustCompile("$..none")}
		p, err := s.Select(memory(doc), record.JSON, values)
		require.NoError(t, err)
		require.Equal(t, test.want, each(t, p), test.path)
		require.Equal(t, test.matched, p.Matched, test.path)
		require.Equal(t, `"u"`, string(p.Values[0]))
		require.Equal(t, `"u"`, string(p.Values[1]))
		require.Nil(t, p.Values[2])
		_, err = s.Select(streamed(doc), record.JSON, values)
		require.ErrorContains(t, err, "has to fit in memory")
	}
}

func TestSelectGivesValuesBesideTheRecords(t *testing.T) {
	doc := `{"data":[{"id":1},{"id":2}],"total":7,"next":null,"meta":{"next":"n","page":1}}`
	for kind, body := range bodies(doc) {
		t.Run(kind, func(t *testing.T) {
			s := record.Config{Path: jsonpath.MustCompile("data")}.New()
			p, err := s.Select(body, record.JSON, []jsonpath.Path{
				jsonpath.MustCompile("total"), jsonpath.MustCompile("next"), jsonpath.MustCompile("none"),
				jsonpath.MustCompile("meta.next"), jsonpath.MustCompile("data[-1].id"), jsonpath.MustCompile("data[*].id"), {},
			})
			require.NoError(t, err)
			require.Equal(t, 2, p.Count)
			var values []string
			for _, value := range p.Values {
				values = append(values, string(value))
			}
			require.Equal(t, []string{"7", "null", "", `"n"`, "2", "1", ""}, values)
			require.Nil(t, p.Values[2])
			p.Release()

			p, err = s.Select(body, record.JSON, []jsonpath.Path{jsonpath.MustCompile("meta.page")})
			require.NoError(t, err)
			require.Len(t, p.Values, 1)
			require.Equal(t, "1", string(p.Values[0]))
		})
	}
}

func TestSelectGivesNothingOfAnUnsoundAnswer(t *testing.T) {
	for _, path := range []string{"items.*.data", "$..data", ""} {
		for doc, reason := range map[string]rawjson.Reason{
			`{"items":[{"data":{"a":1}},{"data":{"a"`: rawjson.Truncated,
			`{"items":[{"data":{"a":1}}]`:             rawjson.Truncated,
			`{"items":[{"data":{"a":1}}]}}`:           rawjson.Malformed,
			`<html>`:                                  rawjson.Malformed,
			"\ufeff<html>":                            rawjson.Malformed,
		} {
			for kind, body := range bodies(doc) {
				if kind == "stream" && path == "$..data" {
					continue
				}
				s := record.Config{Path: jsonpath.MustCompile(path)}.New()
				p, err := s.Select(body, record.JSON, nil)
				require.Nil(t, p)
				var syntax *rawjson.SyntaxError
				require.ErrorAs(t, err, &syntax)
				require.Equal(t, reason, syntax.Reason)
				require.Equal(t, path == "", s.Path().IsZero(), "nothing was learned from it")
			}
		}
	}
}

func TestEachRepairs(t *testing.T) {
	doc := "{\"d\":[{\"a\":\"\xff\"},{\"a\":\"\\ud83d\"},{\"a\":\"\\ud83d\\ude00\"},\"\xff\"]}"
	for kind, body := range bodies(doc) {
		t.Run(kind, func(t *testing.T) {
			p, err := record.Config{Path: jsonpath.MustCompile("d")}.New().Select(body, record.JSON, nil)
			require.NoError(t, err)
			for range 2 {
				require.Equal(t, []string{"{\"a\":\"\ufffd\"}", "{\"a\":\"\ufffd\"}", `{"a":"\ud83d\ude00"}`, "{\"value\":\"\ufffd\"}"}, each(t, p))
				require.Equal(t, 3, p.Repaired)
			}
		})
	}
}

func TestEachPassesOnErrors(t *testing.T) {
	full := errors.New("full")
	for _, body := range bodies(`[{"a":1},{"a":2}]`) {
		p, err := record.Config{Path: jsonpath.MustCompile("$")}.New().Select(body, record.JSON, nil)
		require.NoError(t, err)
		calls := 0
		require.Equal(t, full, p.Each(func([]byte) error { calls++; return full }))
		require.Equal(t, 1, calls)
	}
}

func TestSumTellsPagesApart(t *testing.T) {
	s := record.Config{Path: jsonpath.MustCompile("d")}.New()
	s.Hash = true
	sum := func(doc string) uint64 {
		t.Helper()
		var sums []uint64
		for _, body := range bodies(doc) {
			p, err := s.Select(body, record.JSON, nil)
			require.NoError(t, err)
			sums = append(sums, p.Sum)
			p.Release()
		}
		require.Equal(t, sums[0], sums[1])
		return sums[0]
	}
	one := sum(`{"d":[{"a":1},{"a":2}],"at":1}`)
	require.Equal(t, one, sum(`{"at":2,"d":[{"a":1}, {"a":2}, {}]}`), "what isn't a record doesn't count")
	for _, doc := range []string{`{"d":[{"a":2},{"a":1}]}`, `{"d":[{"a":1}]}`, `{"d":[]}`, `{"d":[{"a":1},{"a":2},{"a":2}]}`} {
		require.NotEqual(t, one, sum(doc), doc)
	}
}

func TestReleasedPagesAreUsedAgain(t *testing.T) {
	doc := memory(`{"d":[` + strings.Repeat(`{"a":"some text"},`, 2000) + `{"a":1}]}`)
	s := record.Config{Path: jsonpath.MustCompile("d")}.New()
	perPage := testing.AllocsPerRun(20, func() {
		p, err := s.Select(doc, record.JSON, nil)
		if err != nil || p.Count != 2001 {
			t.Fatal(err, p.Count)
		}
		if err := p.Each(func([]byte) error { return nil }); err != nil {
			t.Fatal(err)
		}
		p.Release()
	})
	require.Less(t, perPage, 20.0)
}

// whole is a streamed body that comes in large pieces.
type whole []byte

func (w whole) Bytes() ([]byte, bool) { return nil, false }
func (w whole) Open() io.Reader       { return bytes.NewReader(w) }

func FuzzSelect(f *testing.F) {
	for _, doc := range []string{
		`{"items":[{"data":{"a":1}},{"data":{}}]}`, "{\"items\":[\n{\"data\":[1,null,\"\xff\"]}]}", `[{"a":1},{}]`,
		`{"results":[{"a":"\ud83d"}],"items":{"x":{"data":{"b":2}}}}`, `{"items":[{"data":`, `"text"`, ``, "\ufeff[1]",
	} {
		f.Add([]byte(doc))
	}
	f.Fuzz(func(t *testing.T, doc []byte) {
		for _, path := range []string{"items.*.data", ""} {
			config := record.Config{Path: jsonpath.MustCompile(path)}
			values := []jsonpath.Path{jsonpath.MustCompile("items[-1].data"), jsonpath.MustCompile("a.b")}
			a, err := config.New().Select(memory(doc), record.JSON, values)
			b, streamErr := config.New().Select(streamed(doc), record.JSON, values)
			require.Equal(t, err == nil, streamErr == nil)
			if err != nil {
				continue
			}
			records := each(t, a)
			require.Equal(t, records, each(t, b))
			require.Equal(t, a.Values, b.Values)
			require.Equal(t, a.Repaired, b.Repaired)
			for _, record := range records {
				require.True(t, json.Valid([]byte(record)))
				require.Equal(t, byte('{'), record[0])
				require.NotContains(t, record, "\n")
			}
		}
	})
}

func TestSiblingKnowsWhatItsSelectorKnows(t *testing.T) {
	s := record.Config{}.New()
	s.Hash = true
	doc := memory(`{"users":[{"a":1}]}`)
	p, err := s.Select(doc, record.JSON, nil)
	require.NoError(t, err)
	sibling := s.Sibling()
	require.Equal(t, "users", sibling.Path().String())
	q, err := sibling.Select(doc, record.JSON, nil)
	require.NoError(t, err)
	require.Equal(t, p.Sum, q.Sum)
	require.NotZero(t, q.Sum)
}
