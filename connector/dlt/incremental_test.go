package dlt

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"source-rest-api/connector/cursor"
	"source-rest-api/connector/failure"
	"source-rest-api/connector/jsonpath"
	"source-rest-api/connector/plan"
	"source-rest-api/connector/template"
)

// endpointOf returns a definition of one resource whose endpoint is text.
func endpointOf(text string) string {
	return "client: {base_url: https://h}\nresources: [{name: a, primary_key: id, endpoint: {" + text + "}}]"
}

func cursorValue(t *testing.T, raw string) cursor.Value {
	t.Helper()
	value, ok := cursor.Parse([]byte(raw))
	require.True(t, ok)
	return value
}

func carrier(name string, index int) plan.Param {
	return plan.Param{Name: template.Of(name), Value: template.New(template.Part{Source: template.Cursor, Index: index})}
}

func TestAnIncrementalAmongTheParamsIsThatOfTheEndpoint(t *testing.T) {
	want := &cursor.Config{
		Path: jsonpath.MustCompile("meta.updated_at"), PrimaryKey: [][]string{{"id"}},
		Initial: cursorValue(t, `"2026-01-01T00:00:00Z"`), Missing: cursor.Raise,
	}
	for _, text := range []string{
		"params: {a: 1, since: {type: incremental, cursor_path: meta.updated_at, initial_value: '2026-01-01T00:00:00Z'}}",
		"params: {a: 1}, incremental: {start_param: since, cursor_path: meta.updated_at, initial_value: 2026-01-01T00:00:00Z}",
		"params: {since: x, a: 1}, incremental: {start_param: since, cursor_path: meta.updated_at, initial_value: 2026-01-01T00:00:00Z}",
	} {
		s := stream(t, endpointOf(text))
		require.Equal(t, want, s.Cursor, text)
		require.Equal(t, []plan.Param{plan.Static("a", "1"), carrier("since", template.StartValue)}, s.Retriever.Requester.Query, text)
	}
	require.Nil(t, stream(t, endpointOf("incremental: null, params: {a: 1}")).Cursor)
}

func TestWhatAnIncrementalSays(t *testing.T) {
	base := func() cursor.Config {
		return cursor.Config{Path: jsonpath.MustCompile("at"), PrimaryKey: [][]string{{"id"}}, Missing: cursor.Raise}
	}
	for text, change := range map[string]func(*cursor.Config){
		"initial_value: 5":                       func(c *cursor.Config) { c.Initial = cursorValue(t, `5`) },
		"initial_value: '5'":                     func(c *cursor.Config) { c.Initial = cursorValue(t, `"5"`) },
		"initial_value: null":                    func(*cursor.Config) {},
		"initial_value: 1, end_value: 2.50":      func(c *cursor.Config) { c.Initial, c.End = cursorValue(t, `1`), cursorValue(t, `2.50`) },
		"last_value_func: min":                   func(c *cursor.Config) { c.Direction = cursor.Min },
		"row_order: asc":                         func(c *cursor.Config) { c.Order = cursor.Asc },
		"row_order: desc, last_value_func: max":  func(c *cursor.Config) { c.Order = cursor.Desc },
		"row_order: null":                        func(*cursor.Config) {},
		"lag: 2":                                 func(c *cursor.Config) { c.Lag = cursor.Lag{Amount: 2} },
		"lag: 0.5, lag_unit: days":               func(c *cursor.Config) { c.Lag = cursor.Lag{Amount: 0.5, Unit: cursor.Days} },
		"range_start: open, range_end: closed":   func(c *cursor.Config) { c.OpenStart, c.ClosedEnd = true, true },
		"range_start: closed, range_end: open":   func(*cursor.Config) {},
		"on_cursor_value_missing: include":       func(c *cursor.Config) { c.Missing = cursor.Include },
		"on_cursor_value_missing: exclude":       func(c *cursor.Config) { c.Missing = cursor.Exclude },
		"primary_key: key":                       func(c *cursor.Config) { c.PrimaryKey = [][]string{{"key"}} },
		"primary_key: [a, b.c]":                  func(c *cursor.Config) { c.PrimaryKey = [][]string{{"a"}, {"b.c"}} },
		"primary_key: []":                        func(c *cursor.Config) { c.PrimaryKey = [][]string{} },
		"primary_key: null":                      func(*cursor.Config) {},
		"allow_external_schedulers: true":        func(*cursor.Config) {},
		"convert: null, end_param: unused_until": func(*cursor.Config) {},
	} {
		want := base()
		change(&want)
		require.Equal(t, &want, stream(t, endpointOf("incremental: {cursor_path: at, "+text+"}")).Cursor, text)
		if !strings.Contains(text, "end_") {
			require.Equal(t, &want, stream(t, endpointOf("params: {since: {type: incremental, cursor_path: at, "+text+"}}")).Cursor, text)
		}
	}
}

func TestValuesAreConvertedForRequests(t *testing.T) {
	for text, want := range map[string][2]string{
		"convert: epoch_seconds":                   {`1767225600`, `1767312000`},
		"convert: 'strftime:%d.%m.%Y'":             {`"01.01.2026"`, `"02.01.2026"`},
		"date_format: '%d.%m.%Y'":                  {`"01.01.2026"`, `"02.01.2026"`},
		"date_format: epoch_millis":                {`1767225600000`, `1767312000000`},
		"transform: iso_datetime":                  {`"2026-01-01T00:00:00Z"`, `"2026-01-02T00:00:00Z"`},
		`convert: "lambda value: value[:7] + '!'"`: {`"2026-01!"`, `"2026-01!"`},
		`transform: "lambda v: int(v[-2:])"`:       {`1`, `2`},
	} {
		s := stream(t, endpointOf("incremental: {cursor_path: at, initial_value: '2026-01-01', end_value: '2026-01-02', start_param: a, end_param: b, "+text+"}"))
		require.Equal(t, []plan.Param{carrier("a", template.StartValue), carrier("b", template.EndValue)}, s.Retriever.Requester.Query)
		c := cursor.New(*s.Cursor, cursor.State{})
		require.NoError(t, c.Err(), text)
		require.Equal(t, [3]json.RawMessage{json.RawMessage(want[0]), json.RawMessage(want[0]), json.RawMessage(want[1])}, c.Values(), text)
	}
}

func TestAConversionIsNotAskedForWhatIsMissing(t *testing.T) {
	s := stream(t, endpointOf(`incremental: {cursor_path: at, initial_value: '2026-01-01', convert: "lambda v: v[:4]", start_param: a, end_param: b}`))
	c := cursor.New(*s.Cursor, cursor.State{})
	require.Equal(t, [3]json.RawMessage{json.RawMessage(`"2026"`), json.RawMessage(`"2026"`), nil}, c.Values())
	require.NoError(t, c.Err())
}

func TestAConversionThatFailsSaysWhy(t *testing.T) {
	s := stream(t, endpointOf(`incremental: {cursor_path: at, initial_value: '2026-01-01', convert: "lambda v: v / 2"}`))
	err := cursor.New(*s.Cursor, cursor.State{}).Err()
	require.ErrorContains(t, err, `the cursor's value "2026-01-01" can't be converted for requests`)
	require.Equal(t, failure.Config, failure.Of(err).Kind)
}

func TestPythonTextDeclaresIncrementals(t *testing.T) {
	root, err := Parse(`
import dlt
from dlt.sources.rest_api import rest_api_source

source = rest_api_source({
    "client": {"base_url": "https://h"},
    "resources": [
        {"name": "a", "endpoint": {"params": {"since": dlt.sources.incremental("at", initial_value="2026-01-01", last_value_func=min)}}},
        {"name": "b", "endpoint": {"incremental": {"cursor_path": "at", "start_param": "s", "initial_value": 10, "convert": lambda v: v * 2}}},
    ],
})
`, Env{})
	require.NoError(t, err)
	result, err := Compile(root, Env{})
	require.NoError(t, err)
	a, b := result.Plan.Streams[0], result.Plan.Streams[1]
	require.Equal(t, cursor.Min, a.Cursor.Direction)
	require.Equal(t, []plan.Param{carrier("since", template.StartValue)}, a.Retriever.Requester.Query)
	require.Equal(t, `20`, string(cursor.New(*b.Cursor, cursor.State{}).Values()[0]))
}

func TestIncrementalsThatCanNotBe(t *testing.T) {
	const param = "params: {since: {type: incremental, cursor_path: at"
	for text, want := range map[string]string{
		param + ", end_value: 5}}":                                       "resources[0].endpoint.params.since.end_value: belongs to endpoint.incremental",
		param + ", end_param: until}}":                                   "resources[0].endpoint.params.since.end_param: belongs to endpoint.incremental",
		param + ", start_param: from}}":                                  "resources[0].endpoint.params.since.start_param: belongs to endpoint.incremental",
		param + ", initial_valeu: 5}}":                                   "resources[0].endpoint.params.since.initial_valeu: unknown key; did you mean initial_value?",
		param + ", sinceable: 5}}":                                       "unknown key; an incremental has cursor_path, initial_value",
		param + "}, from: {type: incremental, cursor_path: at}}":         "resources[0].endpoint.params.from: is an incremental beside that of the param since",
		param + "}}, incremental: {cursor_path: at}":                     "resources[0].endpoint.params.since: is an incremental beside endpoint.incremental",
		"params: {since: {type: incremental}}":                           "cursor_path: is missing",
		"params: {since: {type: incremantal, cursor_path: at}}":          "resources[0].endpoint.params.since:",
		"incremental: {}":                                                "resources[0].endpoint.incremental.cursor_path: is missing",
		"incremental: at":                                                "resources[0].endpoint.incremental: has to be an object",
		"incremental: {cursor_path: 'a[?('}":                             "resources[0].endpoint.incremental.cursor_path:",
		"incremental: {cursor_path: at, last_value_func: sum}":           "last_value_func: has to be max or min; a function of your own",
		"incremental: {cursor_path: at, row_order: up}":                  "row_order: has to be asc or desc",
		"incremental: {cursor_path: at, range_start: half}":              "range_start: has to be open or closed",
		"incremental: {cursor_path: at, range_end: half}":                "range_end: has to be open or closed",
		"incremental: {cursor_path: at, on_cursor_value_missing: ask}":   "on_cursor_value_missing: has to be raise, include or exclude",
		"incremental: {cursor_path: at, lag: '5 days'}":                  "lag: has to be a number from 0 on",
		"incremental: {cursor_path: at, lag: -5}":                        "lag: has to be a number from 0 on",
		"incremental: {cursor_path: at, lag: 5, lag_unit: years}":        "the lag's unit has to be seconds",
		"incremental: {cursor_path: at, initial_value: true}":            "initial_value: has to be a date, a time, a number or a text, and is a boolean",
		"incremental: {cursor_path: at, end_value: 5}":                   "an end value needs an initial value",
		"incremental: {cursor_path: at, initial_value: 6, end_value: 5}": "the initial value 6 is higher than the end value 5",
		"incremental: {cursor_path: at, initial_value: x, end_value: 5}": `the initial value "x" and the end value 5 can't be compared`,
		"incremental: {cursor_path: at, convert: epoch}":                 "convert: is no conversion that is known: epoch_seconds",
		"incremental: {cursor_path: at, convert: 5}":                     "convert: has to be a function",
		"incremental: {cursor_path: at, convert: 'strftime:%Q'}":         `convert: the format has "%Q"`,
		"incremental: {cursor_path: at, convert: 'lambda v'}":            "convert: the function",
		"incremental: {cursor_path: at, primary_key: [5]}":               "a primary key has to be the name of a field",
		"path: 'x/{since}', " + param + "}}":                             "can't stand in the path",
	} {
		_, err := compile(t, endpointOf(text), Env{})
		require.ErrorContains(t, err, want, text)
	}
}

func TestForeignWordsOfIncrementals(t *testing.T) {
	const text = "incremental: {cursor_path: at, transform: epoch_seconds, lag: 1, lag_unit: days}"
	result, err := compile(t, endpointOf(text), Env{})
	require.NoError(t, err)
	require.Equal(t, []Warning{{Path: "resources[0].endpoint.incremental.transform", Message: "is dlt's old word; write convert"}}, result.Warnings)
	_, err = compile(t, endpointOf(text), Env{Strict: true})
	require.ErrorContains(t, err, "lag_unit: is not a key of dlt's")
	require.NotContains(t, err.Error(), "transform")

	result, err = compile(t, endpointOf("incremental: {cursor_path: at, date_format: '%Y'}"), Env{})
	require.NoError(t, err)
	require.Equal(t, "is not dlt's word; write convert", result.Warnings[0].Message)
	_, err = compile(t, endpointOf("incremental: {cursor_path: at, date_format: '%Y'}"), Env{Strict: true})
	require.ErrorContains(t, err, "date_format: is not dlt's word; write convert")
}

func TestDefaultsOfIncrementalsAreReplacedAsAWhole(t *testing.T) {
	result, err := compile(t, `
client: {base_url: https://h}
resource_defaults:
  endpoint:
    incremental: {cursor_path: at, start_param: since, lag: 5}
resources:
  - a
  - {name: b, endpoint: {incremental: {cursor_path: changed}}}
  - {name: c, endpoint: {incremental: null}}
`, Env{})
	require.NoError(t, err)
	a, b, c := result.Plan.Streams[0], result.Plan.Streams[1], result.Plan.Streams[2]
	require.Equal(t, 5.0, a.Cursor.Lag.Amount)
	require.Len(t, a.Retriever.Requester.Query, 1)
	require.Equal(t, &cursor.Config{Path: jsonpath.MustCompile("changed"), Missing: cursor.Raise}, b.Cursor)
	require.Empty(t, b.Retriever.Requester.Query)
	require.Nil(t, c.Cursor)
}
