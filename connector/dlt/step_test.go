package dlt

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"source-rest-api/connector/failure"
	"source-rest-api/connector/record"
)

// compileSteps returns the one step that processing_steps, as YAML or Python, make.
func compileSteps(t testing.TB, text string) record.Step {
	t.Helper()
	root, err := Parse(text, Env{Secrets: map[string]string{"salt": "s4lt"}})
	require.NoError(t, err)
	result, err := Compile(root, Env{Secrets: map[string]string{"salt": "s4lt"}})
	require.NoError(t, err)
	steps := result.Plan.Streams[0].Retriever.Steps
	require.Len(t, steps, 1)
	return steps[0]
}

func inPython(before, steps string) string {
	return before + "\nrest_api_source({'client': {'base_url': 'https://h'}, 'resources': [{'name': 'a', 'processing_steps': " + steps + "}]})\n"
}

func apply(step record.Step, records ...string) (out []string, err error) {
	for _, record := range records {
		err := step.Apply([]byte(record), func(row []byte) error {
			out = append(out, string(row))
			return nil
		})
		if err != nil {
			return out, err
		}
	}
	return out, nil
}

// What the checklist of dlt's tests shows of processing steps (numbers 197 to 203), and
// the edges of records.
func TestProcessingSteps(t *testing.T) {
	for name, tc := range map[string]struct {
		before, steps string
		in, want      []string
	}{
		"filter":          {steps: `[{'filter': lambda x: x["id"] != 1}]`, in: []string{`{"id":1}`, `{"id": 2.0}`, `{"id":3}`}, want: []string{`{"id": 2.0}`, `{"id":3}`}},
		"filter by truth": {steps: `[{'filter': lambda x: x.get("a")}]`, in: []string{`{"a":""}`, `{"a":[0]}`, `{}`}, want: []string{`{"a":[0]}`}},
		"drop a column":   {before: "def f(row):\n  del row['a']\n  return row", steps: `[{'map': f}]`, in: []string{`{"a":1,"b":2}`}, want: []string{`{"b":2}`}},
		"anonymise":       {before: "import hashlib\ndef f(row):\n  row['a'] = hashlib.sha256((row['a'] + dlt.secrets['salt']).encode()).hexdigest()[:8]\n  return row", steps: `[{'map': f}]`, in: []string{`{"a":"x"}`}, want: []string{`{"a":"` + digest("sha256", "xs4lt")[:8] + `"}`}},
		"order in a list": {steps: `[{'map': lambda r: {**r, 'id': r['id'] + 1}}, {'filter': lambda r: r['id'] > 2}]`, in: []string{`{"id":1}`, `{"id":2}`}, want: []string{`{"id":3}`}},
		"order in a step": {steps: `[{'yield_map': lambda r: [r, r], 'map': lambda r: {'id': r['id'] + 1}, 'filter': lambda r: r['id'] > 1}]`, in: []string{`{"id":1}`, `{"id":2}`}, want: []string{`{"id":3}`, `{"id":3}`}},
		"explode":         {before: "def f(row):\n  for line in row['lines']:\n    yield {'order': row['id'], **line}", steps: `[{'yield_map': f}]`, in: []string{`{"id":1,"lines":[{"n":1},{"n":2}]}`, `{"id":2,"lines":[]}`}, want: []string{`{"order":1,"n":1}`, `{"order":1,"n":2}`}},
		"explode, filter": {steps: `[{'yield_map': lambda r: r['l']}, {'filter': lambda r: r['n'] > 1}]`, in: []string{`{"l":[{"n":1},{"n":2}]}`}, want: []string{`{"n":2}`}},
		"filter, explode": {steps: `[{'filter': lambda r: len(r['l']) > 1}, {'yield_map': lambda r: r['l']}]`, in: []string{`{"l":[{"n":1}]}`, `{"l":[{"n":2},{"n":3}]}`}, want: []string{`{"n":2}`, `{"n":3}`}},
		"explode twice":   {steps: `[{'yield_map': lambda r: r['l']}, {'yield_map': lambda r: [r, {'m': r['n']}]}]`, in: []string{`{"l":[{"n":1},{"n":2}]}`}, want: []string{`{"n":1}`, `{"m":1}`, `{"n":2}`, `{"m":2}`}},
		"no objects":      {steps: `[{'yield_map': lambda r: r['l']}]`, in: []string{`{"l":[1,"a",[2]]}`}, want: []string{`{"value":1}`, `{"value":"a"}`, `{"value":[2]}`}},
		"numbers stay": {steps: `[{'map': lambda r: r}]`,
			in:   []string{`{"a":12.50,"b":1e400,"c":123456789012345678901234567890,"d":-0,"e":[1E+2,0.1234567890123456789],"f":{"g":1.0}}`},
			want: []string{`{"a":12.50,"b":1e400,"c":123456789012345678901234567890,"d":-0,"e":[1E+2,0.1234567890123456789],"f":{"g":1.0}}`}},
		"numbers made":        {steps: `[{'map': lambda r: {'a': r['a'] * 2, 'b': r['b'] + 1, 'c': r['a'] / 1, 'd': 10 / 4}}]`, in: []string{`{"a":1.50,"b":9007199254740993}`}, want: []string{`{"a":3.0,"b":9007199254740994,"c":1.50,"d":2.5}`}},
		"key order":           {steps: `[{'map': lambda r: {**r, 'z': None, 'a': True}}]`, in: []string{`{"z":1,"b":[],"a":{}}`}, want: []string{`{"z":null,"b":[],"a":true}`}},
		"texts":               {steps: `[{'map': lambda r: {'a': r['a'].upper() + "\n", **r}}]`, in: []string{`{"b":"\u00e9\ud83d\ude00"}`[:0] + `{"a":"\u00e4\ud83d\ude00\"\\"}`}, want: []string{`{"a":"ä😀\"\\"}`}},
		"doubled names":       {steps: `[{'map': lambda r: r}]`, in: []string{`{"a":1,"b":2,"a":3}`}, want: []string{`{"a":3,"b":2}`}},
		"tuple and keys":      {steps: `[{'map': lambda r: {1: (1, 2)}}]`, in: []string{`{}`}, want: []string{`{"1":[1,2]}`}},
		"empty step":          {steps: `[{}, {'map': None, 'filter': lambda r: True}]`, in: []string{`{}`}, want: []string{`{}`}},
		"helper and constant": {before: "PREFIX = 'p'\ndef name(x):\n  return f'{PREFIX}-{x}'", steps: `[{'map': lambda r: {'n': name(r['n'])}}]`, in: []string{`{"n":1}`}, want: []string{`{"n":"p-1"}`}},
	} {
		t.Run(name, func(t *testing.T) {
			out, err := apply(compileSteps(t, inPython("import dlt\n"+tc.before, tc.steps)), tc.in...)
			require.NoError(t, err)
			require.Equal(t, tc.want, out)
		})
	}
}

func TestProcessingStepsInYAML(t *testing.T) {
	step := compileSteps(t, `
client: {base_url: https://h}
resource_defaults:
  processing_steps:
    - filter: "lambda r: r['n'] > 0"
    - map: |
        GREETING = "hi"
        def greet(name):
            return f"{GREETING} {name}"
        def change(r):
            r["name"] = greet(r["name"])
            return r
resources: [a]
`)
	out, err := apply(step, `{"n":0}`, `{"n":1,"name":"you"}`)
	require.NoError(t, err)
	require.Equal(t, []string{`{"n":1,"name":"hi you"}`}, out)
}

func TestProcessingStepsThatFail(t *testing.T) {
	at := "resources[0].processing_steps[0]."
	for _, tc := range []struct{ before, steps, in, want string }{
		{steps: `[{'filter': lambda r: r["status"]}]`, in: `{"id":1}`, want: at + `filter failed on a record: the record has no key "status"; write .get("status") where it may be missing (line 3 of the definition)`},
		{before: "def f(r):\n  r['a'] = 1", steps: `[{'map': f}]`, in: `{}`, want: at + "map failed on a record: it returned None; a function has to end with return and the record"},
		{steps: `[{'map': lambda r: r["a"] + 1}]`, in: `{"a":"s3cret"}`, want: at + "map failed on a record: unknown binary op: string + int (line 3 of the definition)"},
		{steps: `[{'yield_map': lambda r: r}]`, in: `{"a":1}`, want: at + "yield_map failed on a record: it has to return a list of records, or yield them, and returned a dict"},
		{before: "seen = []\ndef f(r):\n  seen.append(r)\n  return r", steps: `[{'map': f}]`, in: `{}`, want: "it changes what it may only read: a filter's record, or a value outside of the function (line 4 of the definition)"},
		{steps: `[{'filter': lambda r: r.pop("a")}]`, in: `{"a":1}`, want: "it changes what it may only read"},
		{before: "def f(r):\n  while True: pass", steps: `[{'map': f}]`, in: `{}`, want: "it runs too long"},
		{before: "def f(r):\n  x = 'abcdefgh'\n  while True: x += x", steps: `[{'map': f}]`, in: `{}`, want: "it takes too much memory"},
		{before: "def f(r):\n  r['r'] = r\n  return r", steps: `[{'map': f}]`, in: `{}`, want: "nested more than 1,000 deep, or holds itself"},
		{steps: `[{'map': lambda r: {'a': len}}]`, in: `{}`, want: "a builtin_function_or_method can't stand in a record"},
		{steps: `[{'map': lambda r: {'a': float('inf')}}]`, in: `{}`, want: "a number that is infinite"},
		{steps: `[{'map': lambda r: {(1, 2): 1}}]`, in: `{}`, want: "a key has to be a string"},
		{steps: `[{'map': lambda r: dlt.secrets['none']}]`, in: `{}`, want: `secret "none" isn't given`},
	} {
		_, err := apply(compileSteps(t, inPython("import dlt\n"+tc.before, tc.steps)), tc.in)
		require.ErrorContains(t, err, tc.want, tc.steps)
		require.NotContains(t, err.Error(), "tarlark")
		require.NotContains(t, err.Error(), "s3cret")
		var told *failure.Error
		require.ErrorAs(t, err, &told)
		require.Equal(t, failure.Config, told.Kind)
	}
}

func TestProcessingStepsThatCannotBeRead(t *testing.T) {
	for steps, want := range map[string]string{
		"5":                            "resources[0].processing_steps: has to be a list of objects such as {filter: …}, and is a number",
		"[x]":                          "resources[0].processing_steps[0]: a processing step has to be an object with filter, map or yield_map, and is a string",
		"[{map: 5}]":                   `resources[0].processing_steps[0].map: has to be a function: a text such as "lambda r: r['id'] > 0" or one with def, and is a number`,
		`[{map: "lambda r: nope(r)"}]`: "resources[0].processing_steps[0].map: the function the name nope isn't known here; definitions are read without Python's libraries (line 1, column 11)",
		`[{map: "lambda r: r["}]`:      "resources[0].processing_steps[0].map: the function isn't readable Python: got ')', want primary expression",
		`[{map: "lambda r: r)"}]`:      "resources[0].processing_steps[0].map: the function the bracket ) closes none that is open (line 1, column 12)",
		`[{map: "x = 5"}]`:             "resources[0].processing_steps[0].map: the function isn't one: write a lambda or a def",
		`[{map: "nope"}]`:              "resources[0].processing_steps[0].map: the function the name nope isn't known here",
	} {
		root, err := Parse("client: {base_url: https://h}\nresources: [{name: a, processing_steps: "+steps+"}]", Env{})
		require.NoError(t, err)
		_, err = Compile(root, Env{})
		require.ErrorContains(t, err, want)
	}
}

// What a function that is going to be called uses, has to be there.
func TestProcessingStepsThatUseLibraries(t *testing.T) {
	text := inPython("import re\nfrom datetime import datetime\ndef day(r):\n  return datetime.now()\ndef unused(r):\n  return re.sub('a', 'b', r)\ndef tries(r):\n  try:\n    return r\n  except E:\n    pass\n", `[{'filter': lambda r: re.match("a", r["a"])}, {'map': lambda r: {"d": day(r)}}, {'map': tries}]`)
	root, err := Parse(text, Env{})
	require.NoError(t, err)
	_, err = Compile(root, Env{})
	require.ErrorContains(t, err, "resources[0].processing_steps[0].filter: re is from the module re, which is out of reach; write the value itself (line 13, column")
	require.ErrorContains(t, err, `resources[0].processing_steps[1].map: datetime is from the module datetime: there is no clock here;`)
	var faults failure.Faults
	require.ErrorAs(t, err, &faults)
	require.Contains(t, err.Error(), "resources[0].processing_steps[2].map: try can't be read; write the value itself (line 8, column 3)")
	require.Len(t, faults, 3)
}

// An error of who takes the records comes back as it was.
func TestProcessingStepsStopWithTheirReader(t *testing.T) {
	step := compileSteps(t, inPython("", "[{'yield_map': lambda r: [r, r]}]"))
	broken := errors.New("nobody reads")
	calls := 0
	err := step.Apply([]byte(`{}`), func([]byte) error { calls++; return broken })
	require.Same(t, broken, err)
	require.Equal(t, 1, calls)
}

func TestProcessingStepsAtOnce(t *testing.T) {
	step := compileSteps(t, inPython("def f(r):\n  for i in range(r['n']):\n    yield {'i': i, 'x': 1.50}", "[{'filter': lambda r: r['n'] > 0}, {'yield_map': f}]"))
	var group sync.WaitGroup
	for n := range 8 {
		group.Add(1)
		go func() {
			defer group.Done()
			for range 50 {
				out, err := apply(step, fmt.Sprintf(`{"n":%d}`, n))
				if err != nil || len(out) != n || n > 0 && !strings.Contains(out[0], "1.5") {
					t.Errorf("%d: %v %v", n, out, err)
					return
				}
			}
		}()
	}
	group.Wait()
}

const benchmarkRecord = `{"id":123456,"name":"A name of some length","active":true,"price":12.50,"tags":["a","b","c"],"owner":{"id":7,"email":"somebody@example.com"},"created_at":"2024-01-01T00:00:00Z","updated_at":"2024-02-01T00:00:00Z","note":null}`

// Filtering and mapping a record of ten fields.
func BenchmarkProcessingSteps(b *testing.B) {
	for name, steps := range map[string]string{
		"filter":     `[{'filter': lambda r: r["active"] and r["id"] > 5}]`,
		"filter,map": `[{'filter': lambda r: r["active"]}, {'map': lambda r: {**r, "email": r["owner"]["email"].lower()}}]`,
	} {
		b.Run(name, func(b *testing.B) {
			step := compileSteps(b, inPython("", steps))
			record := []byte(benchmarkRecord)
			b.SetBytes(int64(len(record)))
			b.ReportAllocs()
			for b.Loop() {
				if err := step.Apply(record, func([]byte) error { return nil }); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "records/s")
		})
	}
}
