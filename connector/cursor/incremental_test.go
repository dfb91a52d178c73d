package cursor

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"source-rest-api/connector/failure"
	"source-rest-api/connector/jsonpath"
)

// records returns a record for each value, with the ids 1, 2, 3, …
func records(values ...string) (made []string) {
	for i, value := range values {
		made = append(made, fmt.Sprintf(`{"id":%d,"at":%s}`, i+1, value))
	}
	return made
}

// values returns the cursor values of records.
func values(t *testing.T, records []string) (got []string) {
	t.Helper()
	for _, record := range records {
		var decoded struct{ At json.RawMessage }
		require.NoError(t, json.Unmarshal([]byte(record), &decoded))
		got = append(got, string(decoded.At))
	}
	return got
}

func TestWhatLiesInTheRangeIsSent(t *testing.T) {
	for name, c := range map[string]struct {
		config Config
		state  string
		all    []string
		want   []string
		final  string
	}{
		"older ones are dropped though the API sent them": {Config{}, `{"at":3}`, []string{`1`, `3`, `5`}, []string{`3`, `5`}, `{"at":5}`},
		"the initial value counts without a state":        {Config{Initial: value(t, `3`)}, ``, []string{`1`, `3`, `5`}, []string{`3`, `5`}, `{"at":5,"__initial":3}`},
		"the state counts, not the initial value":         {Config{Initial: value(t, `1`)}, `{"at":4}`, []string{`1`, `3`, `5`}, []string{`5`}, `{"at":5}`},
		"open start":                   {Config{OpenStart: true}, `{"at":3}`, []string{`3`, `4`}, []string{`4`}, `{"at":4}`},
		"open start with the initial":  {Config{OpenStart: true, Initial: value(t, `3`)}, ``, []string{`3`, `4`}, []string{`4`}, `{"at":4,"__initial":3}`},
		"open end":                     {Config{Initial: value(t, `2`), End: value(t, `4`)}, ``, []string{`1`, `2`, `3`, `4`, `5`}, []string{`2`, `3`}, `{}`},
		"closed end":                   {Config{Initial: value(t, `2`), End: value(t, `4`), ClosedEnd: true}, ``, []string{`1`, `2`, `3`, `4`, `5`}, []string{`2`, `3`, `4`}, `{}`},
		"open start and closed end":    {Config{Initial: value(t, `2`), End: value(t, `4`), OpenStart: true, ClosedEnd: true}, ``, []string{`1`, `2`, `3`, `4`, `5`}, []string{`3`, `4`}, `{}`},
		"an end leaves the state be":   {Config{Initial: value(t, `2`), End: value(t, `4`)}, `{"at":3}`, []string{`1`, `2`, `3`, `9`}, []string{`2`, `3`}, `{"at":3}`},
		"an end ignores the lag":       {Config{Initial: value(t, `2`), End: value(t, `4`), Lag: Lag{Amount: 2}}, ``, []string{`1`, `2`}, []string{`2`}, `{}`},
		"min":                          {Config{Direction: Min}, `{"at":3}`, []string{`5`, `3`, `1`}, []string{`3`, `1`}, `{"at":1}`},
		"min with initial and end":     {Config{Direction: Min, Initial: value(t, `4`), End: value(t, `2`)}, ``, []string{`1`, `2`, `3`, `4`, `5`}, []string{`3`, `4`}, `{}`},
		"min with open start":          {Config{Direction: Min, OpenStart: true}, `{"at":3}`, []string{`4`, `3`, `2`}, []string{`2`}, `{"at":2}`},
		"dates, not their letters":     {Config{}, `{"at":"2026-01-01T00:00:00+02:00"}`, []string{`"2025-12-31T22:30:00Z"`, `"2025-12-31T21:30:00Z"`}, []string{`"2025-12-31T22:30:00Z"`}, `{"at":"2025-12-31T22:30:00Z"}`},
		"dates of mail":                {Config{}, `{"at":"Mon, 02 Feb 2026 10:00:00 GMT"}`, []string{`"Tue, 03 Feb 2026 10:00:00 GMT"`, `"Sun, 01 Mar 2026 10:00:00 GMT"`, `"Wed, 07 Jan 2026 10:00:00 GMT"`}, []string{`"Tue, 03 Feb 2026 10:00:00 GMT"`, `"Sun, 01 Mar 2026 10:00:00 GMT"`}, `{"at":"Sun, 01 Mar 2026 10:00:00 GMT"}`},
		"what can't be compared":       {Config{}, `{"at":3}`, []string{`"x"`, `true`, `2`}, []string{`"x"`, `true`}, `{"at":3}`},
		"what can't be compared, end":  {Config{Initial: value(t, `1`), End: value(t, `3`)}, ``, []string{`"x"`, `2`}, []string{`"x"`, `2`}, `{}`},
		"exclude what has none":        {Config{Missing: Exclude}, ``, []string{`null`, `2`}, []string{`2`}, `{"at":2}`},
		"include what has none":        {Config{Missing: Include}, `{"at":2}`, []string{`null`, `1`}, []string{`null`}, `{"at":2}`},
		"another field begins anew":    {Config{}, `{"created":7,"__boundary":["x"],"__resume":{"page":2,"max":9}}`, []string{`1`}, []string{`1`}, `{"at":1}`},
		"the state of another kind":    {Config{}, `{"at":"2026-01-01"}`, []string{`1`}, []string{`1`}, `{"at":"2026-01-01"}`},
		"an initial value set earlier": {Config{Initial: value(t, `1`)}, `{"at":4,"__initial":3}`, []string{`2`, `5`}, []string{`5`}, `{"at":5,"__initial":3}`},
	} {
		c.config.Path = jsonpath.Of("at")
		c.config.PrimaryKey = [][]string{} // boundaries have tests of their own
		cursor := begin(t, c.config, c.state)
		require.NoError(t, cursor.Err(), name)
		require.Equal(t, c.want, values(t, passed(t, cursor, records(c.all...)...)), name)
		require.Equal(t, c.final, string(cursor.Final()), name)
	}
}

func TestAMissingValueFailsTheStreamIfItShould(t *testing.T) {
	config := Config{Path: jsonpath.Of("meta", "at"), Missing: Raise}
	for record, want := range map[string]string{
		`{"id":1}`:                "a record has no meta.at",
		`{"id":1,"meta":{}}`:      "a record has no meta.at",
		`{"meta":{"at":null}}`:    "a record has null as its meta.at",
		`{"meta":{"at": null } }`: "a record has null as its meta.at",
	} {
		_, err := begin(t, config, ``).Pass([]byte(record))
		require.ErrorContains(t, err, want)
		require.Equal(t, failure.Config, failure.Of(err).Kind)
	}
}

func TestTheBoundaryIsToldApartByTheKeyOfItsOwn(t *testing.T) {
	for name, c := range map[string]struct {
		key   [][]string
		again []string // what a second sync sends of the same and two more records
	}{
		"by id":              {[][]string{{"id"}}, []string{`{"id":2,"k":1,"at":5}`}},
		"by another key":     {[][]string{{"k"}}, []string{`{"id":1,"k":2,"at":5}`}},
		"by the record":      {nil, []string{`{"id":1,"k":2,"at":5}`, `{"id":2,"k":1,"at":5}`}},
		"by nothing":         {[][]string{}, []string{`{"id":1,"k":1,"at":5}`, `{"id":1,"k":2,"at":5}`, `{"id":2,"k":1,"at":5}`}},
		"by several":         {[][]string{{"id"}, {"k"}}, []string{`{"id":1,"k":2,"at":5}`, `{"id":2,"k":1,"at":5}`}},
		"by one they lack":   {[][]string{{"none"}}, []string{`{"id":1,"k":2,"at":5}`, `{"id":2,"k":1,"at":5}`}},
		"by one they nest":   {[][]string{{"x", "y"}}, []string{`{"id":1,"k":2,"at":5}`, `{"id":2,"k":1,"at":5}`}},
		"by several, reused": {[][]string{{"k"}, {"id"}}, []string{`{"id":1,"k":2,"at":5}`, `{"id":2,"k":1,"at":5}`}},
	} {
		config := Config{Path: jsonpath.Of("at"), PrimaryKey: c.key}
		first := begin(t, config, ``)
		passed(t, first, `{"id":9,"k":9,"at":4}`, `{"id":1,"k":1,"at":5}`)
		second := begin(t, config, string(first.Final()))
		require.Equal(t, c.again, passed(t, second, `{"id":1,"k":1,"at":5}`, `{"id":1,"k":2,"at":5}`, `{"id":2,"k":1,"at":5}`), name)
	}
}

func TestAPathThatIsNotPlain(t *testing.T) {
	path, err := jsonpath.Compile("changes[?(@.kind=='update')].at")
	require.NoError(t, err)
	config := Config{Path: path, PrimaryKey: [][]string{{"id"}}}
	require.Equal(t, "changes[?(@.kind=='update')].at", config.Name())
	require.Nil(t, config.Keys())
	record := func(id, at int) string {
		return fmt.Sprintf(`{"id":%d,"changes":[{"kind":"read","at":99},{"kind":"update","at":%d},{"kind":"update","at":98}]}`, id, at)
	}
	first := begin(t, config, ``)
	passed(t, first, record(1, 4), record(2, 5))
	second := begin(t, config, string(first.Final()))
	require.Equal(t, []string{record(3, 5), record(1, 6)}, passed(t, second, record(1, 4), record(2, 5), record(3, 5), record(1, 6)))
}

func TestTheFirstMatchOfAPathCounts(t *testing.T) {
	path, err := jsonpath.Compile("$.items[*].at")
	require.NoError(t, err)
	c := begin(t, Config{Path: path}, `{"$.items[*].at":3}`)
	require.Len(t, passed(t, c, `{"items":[{"at":4},{"at":1}]}`, `{"items":[{"at":2},{"at":9}]}`), 1)
}

func TestNames(t *testing.T) {
	for text, want := range map[string]string{"updated_at": "updated_at", "$.meta.at": "meta.at", "['meta']['at']": "meta.at"} {
		path, err := jsonpath.Compile(text)
		require.NoError(t, err)
		require.Equal(t, want, Config{Path: path}.Name())
	}
	require.Equal(t, []string{"a.b", "c"}, Config{Path: jsonpath.Of("a.b", "c")}.Keys())
}

func TestValidate(t *testing.T) {
	for want, config := range map[string]Config{
		"path to the cursor's value is empty": {},
		"needs an initial value":              {Path: jsonpath.Of("at"), End: value(t, `3`)},
		"can't be compared":                   {Path: jsonpath.Of("at"), Initial: value(t, `"2026-01-01"`), End: value(t, `3`)},
		"is higher than the end value":        {Path: jsonpath.Of("at"), Initial: value(t, `4`), End: value(t, `3`)},
		"is lower than the end value":         {Path: jsonpath.Of("at"), Initial: value(t, `3`), End: value(t, `4`), Direction: Min},
	} {
		require.ErrorContains(t, config.Validate(), want)
	}
	require.NoError(t, Config{Path: jsonpath.Of("at"), Initial: value(t, `3`), End: value(t, `3`), Lag: Lag{1, Hours}}.Validate())
}

func TestValuesOfAnotherTypeAreToldOf(t *testing.T) {
	c := begin(t, Config{Path: jsonpath.Of("at"), Initial: value(t, `"2026-01-01"`)}, ``)
	require.Len(t, passed(t, c, records(`5`, `6`)...), 2)
	require.EqualValues(t, 2, c.Unordered())
	require.Len(t, c.Warnings(), 1)
	require.Contains(t, c.Warnings()[0], "at has a number in some records, which can't be compared with the date")
	require.Equal(t, `{}`, string(c.Final()))
}

func TestValuesForRequestsStayAsTheyAre(t *testing.T) {
	config := Config{Path: jsonpath.Of("at"), Initial: value(t, `"2026-01-01"`)}
	c := begin(t, config, ``)
	require.Equal(t, [3]json.RawMessage{json.RawMessage(`"2026-01-01"`), json.RawMessage(`"2026-01-01"`), nil}, c.Values())
	passed(t, c, records(`"2026-02-01"`)...)
	require.Equal(t, `"2026-01-01"`, string(c.Values()[0]), "also before they were asked for the first time")

	second := begin(t, config, string(c.Final()))
	passed(t, second, records(`"2026-03-01"`)...)
	require.Equal(t, [3]json.RawMessage{json.RawMessage(`"2026-02-01"`), json.RawMessage(`"2026-01-01"`), nil}, second.Values())

	require.Equal(t, [3]json.RawMessage{}, begin(t, Config{Path: jsonpath.Of("at")}, ``).Values(), "nothing is known yet")
}

func TestAnInitialValueThatHasNoEffectIsToldOf(t *testing.T) {
	config := Config{Path: jsonpath.Of("at"), Initial: value(t, `"2026-01-01"`)}
	c := begin(t, config, ``)
	passed(t, c, records(`"2026-02-01"`)...)
	state := string(c.Final())
	require.Empty(t, begin(t, config, state).Warnings())
	config.Initial = value(t, `"2025-01-01"`)
	require.Contains(t, begin(t, config, state).Warnings()[0], `"2025-01-01" is older than the one that the stream was begun with, "2026-01-01"`)
	config.Initial = value(t, `"2026-01-15"`)
	require.Empty(t, begin(t, config, state).Warnings(), "it makes no difference")
	config.Initial = value(t, `"2027-01-01"`)
	require.Contains(t, begin(t, config, state).Warnings()[0], `"2027-01-01" is newer than what the stream has reached, "2026-02-01"`)
}

func TestWhatChangesDuringASyncIsReadAgain(t *testing.T) {
	started := time.Date(2026, 6, 1, 12, 0, 0, 500_000_000, time.UTC)
	config := Config{Path: jsonpath.Of("at"), PrimaryKey: [][]string{{"id"}}, Started: started}
	for name, c := range map[string]struct {
		config Config
		all    []string
		final  string
	}{
		"before the sync":           {config, []string{`"2026-06-01T11:59:59.9Z"`}, `"at":"2026-06-01T11:59:59.9Z"`},
		"in the second it began in": {config, []string{`"2026-06-01T11:00:00Z"`, `"2026-06-01T12:00:00Z"`}, `"at":"2026-06-01T11:00:00Z"`},
		"later":                     {config, []string{`"2026-06-01T12:00:02Z"`, `"2026-06-01T11:00:00Z"`}, `"at":"2026-06-01T11:00:00Z"`},
		"a mistaken future":         {config, []string{`"2999-01-01"`, `"2026-05-01"`}, `"at":"2026-05-01"`},
		"a day that isn't over":     {config, []string{`"2026-05-30"`, `"2026-05-31"`, `"2026-06-01"`}, `"at":"2026-05-31"`},
		"a day not over everywhere": {Config{Path: config.Path, Started: started.Add(-2 * time.Hour)}, []string{`"2026-05-30"`, `"2026-05-31"`}, `"at":"2026-05-30"`},
		"numbers have no time":      {config, []string{`99999999999`}, `"at":99999999999`},
		"off":                       {Config{Path: config.Path}, []string{`"2999-01-01"`}, `"at":"2999-01-01"`},
		"min goes the other way":    {Config{Path: config.Path, Started: started, Direction: Min}, []string{`"2999-01-01"`}, `"at":"2999-01-01"`},
		"nothing is settled":        {config, []string{`"2999-01-01"`}, `{}`},
	} {
		cursor := begin(t, c.config, ``)
		require.Len(t, passed(t, cursor, records(c.all...)...), len(c.all), name)
		require.Contains(t, string(cursor.Final()), c.final, name)
		again := begin(t, c.config, string(cursor.Final()))
		require.Equal(t, again.max.String(), cursor.max.String(), name)
	}
}

func TestTheFirstAttemptsTimeStays(t *testing.T) {
	config := Config{Path: jsonpath.Of("at"), Started: time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)}
	first := begin(t, config, ``)
	passed(t, first, records(`"2026-06-01T11:00:00Z"`)...)
	checkpoint := string(first.Checkpoint(Resume{Page: json.RawMessage(`2`)}))
	require.Contains(t, checkpoint, `"since":"2026-06-01T12:00:00Z"`)

	config.Started = config.Started.Add(time.Hour)
	second := begin(t, config, checkpoint)
	require.Len(t, passed(t, second, records(`"2026-06-01T12:30:00Z"`)...), 1)
	require.Equal(t, `{"at":"2026-06-01T11:00:00Z"}`, stripBoundary(t, second.Final()), "page 1 was read before 12:30")
}

// stripBoundary returns a state without its keys.
func stripBoundary(t *testing.T, raw json.RawMessage) string {
	t.Helper()
	state, err := DecodeState(raw, "at")
	require.NoError(t, err)
	state.Boundary = nil
	return string(state.Encode("at"))
}
