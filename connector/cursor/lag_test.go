package cursor

import (
	"testing"

	"github.com/stretchr/testify/require"

	"source-rest-api/connector/failure"
	"source-rest-api/connector/jsonpath"
)

// value parses a value that has an order.
func value(t *testing.T, raw string) Value {
	t.Helper()
	if raw == "" {
		return Value{}
	}
	v, ok := Parse([]byte(raw))
	require.True(t, ok, raw)
	return v
}

func TestALagLeadsBack(t *testing.T) {
	for name, c := range map[string]struct {
		lag       Lag
		direction Direction
		initial   string
		from      string
		want      string
	}{
		"number":                              {Lag{5, ByValue}, Max, "", `100`, `95`},
		"number for min":                      {Lag{5, ByValue}, Min, "", `100`, `105`},
		"fraction of an integer":              {Lag{0.5, ByValue}, Max, "", `100`, `99`},
		"fraction of an integer for min":      {Lag{0.5, ByValue}, Min, "", `100`, `101`},
		"decimals":                            {Lag{0.05, Number}, Max, "", `12.50`, `12.4500`},
		"beyond 64 bits":                      {Lag{1, ByValue}, Max, "", `18446744073709551617`, `18446744073709551616`},
		"seconds of a time":                   {Lag{90, ByValue}, Max, "", `"2026-01-01T00:01:00Z"`, `"2025-12-31T23:59:30Z"`},
		"seconds for min":                     {Lag{90, ByValue}, Min, "", `"2026-01-01T00:01:00Z"`, `"2026-01-01T00:02:30Z"`},
		"keeps the zone":                      {Lag{1, Hours}, Max, "", `"2026-01-01T00:30:00+02:00"`, `"2025-12-31T23:30:00+02:00"`},
		"keeps the digits":                    {Lag{0.5, Seconds}, Max, "", `"2026-01-01T00:00:00.250"`, `"2025-12-31T23:59:59.750"`},
		"keeps the blank":                     {Lag{1, Days}, Max, "", `"2026-03-01 10:00"`, `"2026-02-28 10:00"`},
		"keeps the way of mail":               {Lag{1, Hours}, Max, "", `"Thu, 01 Jan 2026 00:30:00 GMT"`, `"Wed, 31 Dec 2025 23:30:00 GMT"`},
		"below the resolution, down":          {Lag{0.5, Seconds}, Max, "", `"2026-01-01T00:00:01Z"`, `"2026-01-01T00:00:00Z"`},
		"below the resolution, up":            {Lag{0.5, Seconds}, Min, "", `"2026-01-01T00:00:01Z"`, `"2026-01-01T00:00:02Z"`},
		"days of a date":                      {Lag{2, ByValue}, Max, "", `"2026-01-01"`, `"2025-12-30"`},
		"hours of a date, down":               {Lag{36, Hours}, Max, "", `"2026-01-03"`, `"2026-01-01"`},
		"hours of a date, up":                 {Lag{36, Hours}, Min, "", `"2026-01-03"`, `"2026-01-05"`},
		"date without dashes":                 {Lag{1, ByValue}, Max, "", `"20260101"`, `"20251231"`},
		"days where the initial is a date":    {Lag{1, ByValue}, Max, `"2020-01-01"`, `"2026-01-05T13:00:00Z"`, `"2026-01-04T00:00:00Z"`},
		"seconds where the initial is a time": {Lag{1, ByValue}, Max, `"2020-01-01T00:00:00Z"`, `"2026-01-05"`, `"2026-01-04"`},
		"weeks":                               {Lag{1, Weeks}, Max, "", `"2026-01-08T00:00:00Z"`, `"2026-01-01T00:00:00Z"`},
		"minutes of seconds since 1970":       {Lag{2, Minutes}, Max, "", `1769862645`, `1769862525`},
		"minutes of milliseconds since 1970":  {Lag{2, Minutes}, Max, "", `1769862645123`, `1769862525123`},
		"not below the initial value":         {Lag{10, ByValue}, Max, `95`, `100`, `95`},
		"not above it for min":                {Lag{10, ByValue}, Min, `105`, `100`, `105`},
		"an initial value beyond the state":   {Lag{10, ByValue}, Max, `200`, `100`, `100`},
	} {
		config := Config{Path: jsonpath.Of("at"), Lag: c.lag, Direction: c.direction, Initial: value(t, c.initial)}
		got, err := config.start(&State{Cursor: value(t, c.from)})
		require.NoError(t, err, name)
		require.Equal(t, c.want, got.String(), name)
	}
}

func TestALagThatCanNotBeTakenIsAnError(t *testing.T) {
	c := New(Config{Path: jsonpath.Of("at"), Lag: Lag{1, Days}}, State{Cursor: value(t, `"abc"`)})
	require.ErrorContains(t, c.Err(), `a lag needs dates, times or numbers, and the state has the text "abc"`)
	_, err := c.Pass([]byte(`{"at":"abd"}`))
	require.Equal(t, failure.Config, failure.Of(err).Kind)
	for _, lag := range []Lag{{-1, ByValue}, {1, "years"}, {1e9, Weeks}} {
		require.ErrorContains(t, Config{Path: jsonpath.Of("at"), Lag: lag}.Validate(), "lag", lag)
	}
}

func TestALagSendsItsWindowAgain(t *testing.T) {
	config := Config{Path: jsonpath.Of("at"), PrimaryKey: [][]string{{"id"}}, Lag: Lag{2, ByValue}}
	records := []string{`{"id":1,"at":7}`, `{"id":2,"at":8}`, `{"id":3,"at":10}`}
	first := begin(t, config, ``)
	require.Equal(t, records, passed(t, first, records...))
	require.Equal(t, `{"at":10}`, string(first.Final()), "no keys: they would not be used")
	second := begin(t, config, string(first.Final()))
	require.Equal(t, `8`, string(second.Values()[0]))
	require.Equal(t, records[1:], passed(t, second, records...))
	require.Equal(t, `{"at":10}`, string(second.Final()), "it never moves back")
}
