package record_test

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"source-rest-api/connector/jsonpath"
	"source-rest-api/connector/rawjson"
	"source-rest-api/connector/record"
)

// paths gives the values of the paths that are written with blanks between them.
func paths(text string) (compiled []jsonpath.Path) {
	for _, path := range strings.Fields(text) {
		compiled = append(compiled, jsonpath.MustCompile(path))
	}
	return compiled
}

func TestSelectFromJSONLines(t *testing.T) {
	long := `{"a":"` + strings.Repeat("x", 200<<10) + `"}`
	tests := []struct {
		name, path, doc string
		want            []string
		empty           int
		keys            []string
	}{
		{"lines", "", "{\"a\":1}\n{\"a\":2.50}\n", []string{`{"a":1}`, `{"a":2.50}`}, 0, nil},
		{"no last line break", "$", "{\"a\":1}\r\n{\"a\":2}", []string{`{"a":1}`, `{"a":2}`}, 0, nil},
		{"blank lines, white space", "", "\n \t\n  {\"a\": 1} \n\n\n{\"a\":2}\n\r\n", []string{`{"a": 1}`, `{"a":2}`}, 0, nil},
		{"a byte order mark", "", "\ufeff{\"a\":1}\n{\"a\":2}\n", []string{`{"a":1}`, `{"a":2}`}, 0, nil},
		{"json-seq", "", "\x1e{\"a\":1}\n\x1e{\"a\":2}\n", []string{`{"a":1}`, `{"a":2}`}, 0, nil},
		{"no objects", "", "1\n\"x\"\nnull\n[1,2]\n{}\nfalse\n", []string{`{"value":1}`, `{"value":"x"}`, `{"value":[1,2]}`, `{"value":false}`}, 1, nil},
		{"a long line", "", "{\"b\":1}\n" + long + "\n{\"c\":1}\n", []string{`{"b":1}`, long, `{"c":1}`}, 0, nil},
		{"a path", "data", "{\"data\":{\"a\":1}}\n{\"data\":[{\"a\":2},{\"a\":3}]}\n{\"meta\":1}\n{\"data\":null}\n", []string{`{"a":1}`, `{"a":2}`, `{"a":3}`}, 0, nil},
		{"each element", "$[*]", "{\"a\":1}\n{\"a\":2}\n", []string{`{"a":1}`, `{"a":2}`}, 0, nil},
		{"a path that isn't plain", "$..row", "{\"x\":{\"row\":{\"a\":1}}}\n{\"row\":[{\"a\":2},{}]}\n", []string{`{"a":1}`, `{"a":2}`}, 1, nil},
		{"a path to nothing", "rows", "\n{\"a\":1,\"b\":2}\n{\"c\":2}\n", nil, 0, []string{"a", "b"}},
		{"null for all", "", "null\nnull\n", nil, 0, nil},
		{"one object", "", "{\"a\":1}", []string{`{"a":1}`}, 0, nil},
	}
	for _, test := range tests {
		for kind, body := range bodies(test.doc) {
			t.Run(test.name+" from "+kind, func(t *testing.T) {
				s := record.Config{Path: jsonpath.MustCompile(test.path)}.New()
				for range 2 { // the second page is a released one
					p, err := s.Select(body, record.JSONLines, nil)
					require.NoError(t, err)
					require.Equal(t, test.want, each(t, p))
					require.Equal(t, test.want, each(t, p), "it can be read again")
					require.Equal(t, test.empty, p.Empty)
					require.Equal(t, test.keys, p.Keys)
					require.Equal(t, test.keys == nil, p.Matched)
					doc, ok := p.Document()
					require.True(t, ok)
					require.Equal(t, "null", string(doc))
					p.Release()
				}
			})
		}
	}
}

func TestValuesFromJSONLines(t *testing.T) {
	doc := "{\"id\":1}\n{\"id\":2,\"next\":null}\n{\"meta\":{\"next\":\"n\"}}\n{\"meta\":{\"next\":\"m\"}}\n"
	for _, body := range bodies(doc) {
		p, err := record.Config{}.New().Select(body, record.JSONLines, append(paths("meta.next id next none $..next"), jsonpath.Path{}))
		require.NoError(t, err)
		require.Equal(t, []json.RawMessage{[]byte(`"n"`), []byte("1"), []byte("null"), nil, []byte("null"), nil}, p.Values)
	}
}

// All or nothing: what is wrong in the last line keeps the first one back.
func TestJSONLinesThatAreNotSound(t *testing.T) {
	for _, test := range []struct {
		doc    string
		reason rawjson.Reason
		text   string
		offset int64
	}{
		{"{\"a\":1}\n{\"a\":", rawjson.Truncated, "line 2: JSON is cut short at byte 13", 13},
		{"{\"a\":1}\n\n  {\"a\":2", rawjson.Truncated, "line 3: JSON is cut short", 17},
		{"{\"a\":1}\n<html>\n", rawjson.Malformed, "line 2: not valid JSON at byte 8", 8},
		{"{\"a\":1}{\"a\":2}\n", rawjson.Malformed, "line 1: not valid JSON at byte 7", 7},
		{"{\n\"a\": 1\n}\n", rawjson.Truncated, "line 1: JSON is cut short", 1},
	} {
		for kind, body := range bodies(test.doc) {
			for _, path := range []string{"", "a", "$..a"} {
				p, err := record.Config{Path: jsonpath.MustCompile(path)}.New().Select(body, record.JSONLines, nil)
				require.Nil(t, p)
				var syntax *rawjson.SyntaxError
				require.ErrorAs(t, err, &syntax, kind)
				require.Equal(t, test.reason, syntax.Reason, test.doc)
				require.Equal(t, test.offset, syntax.Offset, test.doc)
				require.ErrorContains(t, err, test.text)
			}
		}
	}
}

func TestSelectFromCSV(t *testing.T) {
	tests := []struct {
		name, path, doc string
		want            []string
	}{
		{"rows", "", "id,name\n1,Ada\n2,\n", []string{`{"id":"1","name":"Ada"}`, `{"id":"2","name":""}`}},
		{"quotes and line breaks", "$", "id,\"the \"\"name\"\"\"\r\n1,\"a, \"\"b\"\"\nc\"\r\n", []string{`{"id":"1","the \"name\"":"a, \"b\"\nc"}`}},
		{"a byte order mark", "", "\ufeffid,x\n1,2", []string{`{"id":"1","x":"2"}`}},
		{"semicolons", "", "id;name\n1;a,b\n", []string{`{"id":"1","name":"a,b"}`}},
		{"tabs", "", "id\tname;x\n1\ta;b\n", []string{`{"id":"1","name;x":"a;b"}`}},
		{"commas win", "", "id,na;me\n1,a;b\n", []string{`{"id":"1","na;me":"a;b"}`}},
		{"separators in quotes don't count", "", "\"a,b\";\"c\nd\"\n1;2\n", []string{`{"a,b":"1","c\nd":"2"}`}},
		{"one column", "", "id\n1\n2\n", []string{`{"id":"1"}`, `{"id":"2"}`}},
		{"separators in later rows don't count", "", "id\n1;2\n", []string{`{"id":"1;2"}`}},
		{"names that come twice", "", "a,a,a_2,a,b\n1,2,3,4,5\n", []string{`{"a":"1","a_3":"2","a_2":"3","a_4":"4","b":"5"}`}},
		{"columns without a name", "", ",a,,column_3\n1,2,3,4\n", []string{`{"column_1":"1","a":"2","column_3_2":"3","column_3":"4"}`}},
		{"blank lines", "", "\n\nid;x\n\n1;2\n\n", []string{`{"id":"1","x":"2"}`}},
		{"a head alone", "", "id,name\n", nil},
		{"letters", "", "ключ,😀\nзначение,\t \n", []string{`{"ключ":"значение","😀":"\t "}`}},
		{"a path", "name", "id,name\n1,Ada\n2,Bob\n", []string{`{"value":"Ada"}`, `{"value":"Bob"}`}},
		{"each row", "$[*]", "id\n1\n", []string{`{"id":"1"}`}},
	}
	for _, test := range tests {
		for kind, body := range bodies(test.doc) {
			t.Run(test.name+" from "+kind, func(t *testing.T) {
				s := record.Config{Path: jsonpath.MustCompile(test.path)}.New()
				for range 2 {
					p, err := s.Select(body, record.CSV, paths("id next"))
					require.NoError(t, err)
					require.Equal(t, test.want, each(t, p))
					require.Equal(t, test.want, each(t, p), "it can be read again")
					require.Equal(t, []json.RawMessage{nil, nil}, p.Values)
					require.True(t, p.Matched || test.path != "")
					p.Release()
				}
			})
		}
	}
}

func TestInvalidUTF8InCSVIsReplaced(t *testing.T) {
	for _, body := range bodies("id,n\xff\n1,a\xe9\n2,b\n3,\xff\xfe\n") {
		p, err := record.Config{}.New().Select(body, record.CSV, nil)
		require.NoError(t, err)
		require.Equal(t, []string{`{"id":"1","n�":"a�"}`, `{"id":"2","n�":"b"}`, `{"id":"3","n�":"��"}`}, each(t, p))
		require.Equal(t, 2, p.Repaired)
	}
}

func TestCSVThatIsNotSound(t *testing.T) {
	for doc, text := range map[string]string{
		"id,name\n1,a\n2\n":                        "a row has 1 fields where the first one has 2: record on line 3",
		"id,name\n\"x\ny\",a\n2,b,c\n":             "record on line 4",
		"id,name\n1,\"cut":                         `line 2`,
		"id,name\n1,a\"b\n":                        `bare "`,
		"<!DOCTYPE html>\n<p>Please sign in</p>\n": "markup in the place of CSV",
		" <html><body>x</body></html>":             "markup in the place of CSV",
		"{\"error\": \"x\"}":                       `bare "`,
	} {
		for _, body := range bodies(doc) {
			p, err := record.Config{}.New().Select(body, record.CSV, nil)
			require.Nil(t, p)
			var parse *csv.ParseError
			require.ErrorAs(t, err, &parse, doc)
			require.ErrorContains(t, err, text)
		}
	}
}

func TestABlankAnswerIsAPageWithoutRecords(t *testing.T) {
	for _, doc := range []string{"", " ", "\r\n\t \n", "\ufeff", "\ufeff \n", strings.Repeat(" ", 10_000)} {
		for kind, body := range bodies(doc) {
			for _, format := range []record.Format{"", record.JSON, record.JSONLines, record.CSV} {
				s := record.Config{}.New()
				p, err := s.Select(body, format, paths("next"))
				require.NoError(t, err, kind)
				require.Zero(t, p.Count)
				require.True(t, p.Matched, "there is nothing to warn of")
				require.Equal(t, []json.RawMessage{nil}, p.Values)
				require.Empty(t, each(t, p))
				doc, ok := p.Document()
				require.True(t, ok)
				require.Equal(t, "null", string(doc))
				require.True(t, s.Path().IsZero(), "nothing was learned from it")
			}
		}
	}
}

func TestSequencesTellTheirPath(t *testing.T) {
	for format, doc := range map[record.Format]string{record.JSONLines: `{"data":[1]}`, record.CSV: "data\n1\n"} {
		s := record.Config{}.New()
		p, err := s.Select(memory(doc), format, nil)
		require.NoError(t, err)
		require.Equal(t, 1, p.Count)
		require.Equal(t, "$", s.Path().String())
	}
}

func TestSumOfSequences(t *testing.T) {
	s := record.Config{}.New()
	s.Hash = true
	sum := func(format record.Format, body record.Body) uint64 {
		p, err := s.Select(body, format, nil)
		require.NoError(t, err)
		return p.Sum
	}
	for _, kind := range []string{"memory", "stream"} {
		require.Equal(t, sum(record.JSONLines, memory("{\"a\":1}\n{\"a\":2}")), sum(record.JSONLines, bodies("\n{\"a\":1}\n{\"a\":2}\n")[kind]))
		require.NotEqual(t, sum(record.JSONLines, memory("{\"a\":1}\n{\"a\":2}")), sum(record.JSONLines, bodies("{\"a\":2}\n{\"a\":1}\n")[kind]))
		require.Equal(t, sum(record.CSV, memory("a\n1\n")), sum(record.CSV, bodies("a\r\n1")[kind]))
		require.NotEqual(t, sum(record.CSV, memory("a\n1\n")), sum(record.CSV, bodies("a\n2\n")[kind]))
	}
}

// broken is a body in a file that can't be read.
type broken struct{ after []byte }

var errDisk = errors.New("disk gone")

func (b broken) Bytes() ([]byte, bool) { return nil, false }
func (b broken) Open() io.Reader {
	return io.MultiReader(bytes.NewReader(b.after), readFunc(func([]byte) (int, error) { return 0, errDisk }))
}

type readFunc func([]byte) (int, error)

func (f readFunc) Read(p []byte) (int, error) { return f(p) }

func TestErrorsOfReadingComeOut(t *testing.T) {
	for format, after := range map[record.Format]string{record.JSONLines: "{\"a\":1}\n", record.CSV: "a\n1\n", record.JSON: " "} {
		_, err := record.Config{}.New().Select(broken{[]byte(after)}, format, nil)
		require.ErrorIs(t, err, errDisk)
	}
}

// A sequence that isn't in memory takes no more of it than its longest line: its rows
// don't add up.
func TestSequencesAreReadInBoundedMemory(t *testing.T) {
	for format, line := range map[record.Format]string{record.JSONLines: `{"a":"some text of a row"}` + "\n", record.CSV: "some text of a row\n"} {
		used := func(lines int) uint64 {
			p, err := record.Config{}.New().Select(repeated{line, lines}, format, nil)
			require.NoError(t, err)
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			n := 0
			require.NoError(t, p.Each(func([]byte) error {
				if n++; n == p.Count {
					runtime.GC()
					runtime.ReadMemStats(&after)
				}
				return nil
			}))
			require.Equal(t, p.Count, n)
			return max(after.HeapAlloc, before.HeapAlloc) - before.HeapAlloc
		}
		require.Less(t, used(300_000), uint64(1<<20), format)
	}
}

// repeated is a line many times over, held in no memory.
type repeated struct {
	line  string
	times int
}

func (r repeated) Bytes() ([]byte, bool) { return nil, false }
func (r repeated) Open() io.Reader {
	left := r.times
	return bufio.NewReader(readFunc(func(p []byte) (int, error) {
		if left == 0 {
			return 0, io.EOF
		}
		left--
		return copy(p, r.line), nil
	}))
}

func FuzzSelectFromSequences(f *testing.F) {
	for _, doc := range []string{
		"{\"a\":1}\n{\"data\":[1,{}]}\n", "\ufeff\n\x1e[1]\r\nnull\n{}", "{\"a\":\n", "a,b\n1,2\n", "a;a;\n1;\"x\n\"\"\";3", "\xff,\"\n\",\n\x00,1,2",
		"<html>", "\t\n\n", "a\n1,2\n",
	} {
		f.Add([]byte(doc))
	}
	f.Fuzz(func(t *testing.T, doc []byte) {
		for _, format := range []record.Format{record.JSONLines, record.CSV} {
			for _, path := range []string{"", "data", "$..data"} {
				config := record.Config{Path: jsonpath.MustCompile(path)}
				a, err := config.New().Select(memory(doc), format, paths("a b.c"))
				b, streamErr := config.New().Select(streamed(doc), format, paths("a b.c"))
				require.Equal(t, fmt.Sprint(err), fmt.Sprint(streamErr))
				if err != nil {
					continue
				}
				records := each(t, a)
				require.Equal(t, records, each(t, b))
				require.Equal(t, a.Values, b.Values)
				require.Equal(t, a.Empty, b.Empty)
				require.Equal(t, a.Repaired, b.Repaired)
				for _, record := range records {
					require.True(t, json.Valid([]byte(record)), record)
					require.Equal(t, byte('{'), record[0])
					require.NotContains(t, record, "\n")
				}
			}
		}
	})
}
