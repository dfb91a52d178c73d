package cursor

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"source-rest-api/connector/failure"
	"source-rest-api/connector/jsonpath"
)

func TestNamedConversions(t *testing.T) {
	for _, c := range []struct{ name, value, want, end string }{
		{"epoch_seconds", `"2026-01-31T12:30:45Z"`, `1769862645`, `1769862645`},
		{"epoch_seconds", `"2026-01-31T12:30:45.5Z"`, `1769862645`, `1769862646`},
		{"epoch_seconds", `1769862645123`, `1769862645`, `1769862646`},
		{"epoch_seconds", `1769862645`, `1769862645`, `1769862645`},
		{"epoch_seconds", `"1969-12-31"`, `-86400`, `-86400`},
		{"epoch_millis", `"2026-01-31T12:30:45.678+02:00"`, `1769855445678`, `1769855445678`},
		{"epoch_millis", `1769862645.5`, `1769862645500`, `1769862645500`},
		{"iso_date", `"2026-01-31T12:30:45Z"`, `"2026-01-31"`, `"2026-02-01"`},
		{"iso_date", `"2026-01-31T00:00:00Z"`, `"2026-01-31"`, `"2026-01-31"`},
		{"iso_date", `"2026-01-31T00:30:00+05:00"`, `"2026-01-31"`, `"2026-02-01"`},
		{"iso_date", `1769862645`, `"2026-01-31"`, `"2026-02-01"`},
		{"iso_datetime", `"2026-01-31 12:30:45.120"`, `"2026-01-31T12:30:45.12Z"`, `"2026-01-31T12:30:45.12Z"`},
		{"iso_datetime", `"2026-01-31T12:30:45+02:00"`, `"2026-01-31T10:30:45Z"`, `"2026-01-31T10:30:45Z"`},
		{"strftime:%Y%m%d", `"2026-01-31T12:30:45Z"`, `"20260131"`, `"20260201"`},
		{"strftime:%d.%m.%y %H:%M", `"2026-01-31T12:30:45Z"`, `"31.01.26 12:30"`, `"31.01.26 12:31"`},
		{"strftime:%Y-%m-%dT%H:%M:%S.%f%z", `"2026-01-31T12:30:45.5+02:00"`, `"2026-01-31T12:30:45.500000+0200"`, `"2026-01-31T12:30:45.500000+0200"`},
		{"strftime:%a %A %b %B %e %j %I%p %u %w %G-W%V %s %Z 100%%", `"2026-02-01T15:00:00Z"`,
			`"Sun Sunday Feb February  1 032 03PM 7 0 2026-W05 1769958000 UTC 100%"`, `"Sun Sunday Feb February  1 032 03PM 7 0 2026-W05 1769958000 UTC 100%"`},
		{"strftime:%F %T %R", `"2026-02-01T15:00:00Z"`, `"2026-02-01 15:00:00 15:00"`, `"2026-02-01 15:00:00 15:00"`},
		{"strftime:now", `"2026-02-01"`, `"now"`, `"now"`},
	} {
		conversion, ok, err := Named(c.name)
		require.True(t, ok, c.name)
		require.NoError(t, err)
		got, err := conversion.Convert(json.RawMessage(c.value))
		require.NoError(t, err)
		require.Equal(t, c.want, string(got), "%s of %s", c.name, c.value)

		config := Config{Path: jsonpath.Of("at"), Convert: conversion, Initial: value(t, c.value), End: value(t, c.value)}
		values := New(config, State{}).Values()
		require.Equal(t, c.want, string(values[0]))
		require.Equal(t, c.end, string(values[2]), "the end of %s of %s", c.name, c.value)
	}
}

func TestConversionsThatCanNotBe(t *testing.T) {
	_, ok, _ := Named("epoch_minutes")
	require.False(t, ok)
	_, ok, err := Named("strftime:%Y %")
	require.True(t, ok)
	require.ErrorContains(t, err, "ends with a single %")
	_, _, err = Named("strftime:%Q")
	require.ErrorContains(t, err, `"%Q"`)
	seconds, _, _ := Named("epoch_seconds")
	for _, raw := range []string{`"soon"`, `true`, `1e300`} {
		_, err := seconds.Convert(json.RawMessage(raw))
		require.Error(t, err, raw)
	}
	c := New(Config{Path: jsonpath.Of("at"), Convert: seconds}, State{Cursor: value(t, `"soon"`)})
	require.Equal(t, failure.Config, failure.Of(c.Err()).Kind)
	require.ErrorContains(t, c.Err(), `the cursor's value "soon" can't be converted for requests`)
}

type conversionFunc func(json.RawMessage) (json.RawMessage, error)

func (f conversionFunc) Convert(value json.RawMessage) (json.RawMessage, error) { return f(value) }

func TestConversionsSeeNoNullAndAreAskedOnce(t *testing.T) {
	calls := 0
	config := Config{Path: jsonpath.Of("at"), Convert: conversionFunc(func(value json.RawMessage) (json.RawMessage, error) {
		if calls++; len(value) == 0 {
			return nil, errors.New("null")
		}
		return json.RawMessage(`"<` + string(value) + `>"`), nil
	})}
	c := New(config, State{Cursor: value(t, `5`)})
	for range 2 {
		require.NoError(t, c.Err())
		require.Equal(t, [3]json.RawMessage{json.RawMessage(`"<5>"`), nil, nil}, c.Values())
		passed(t, c, `{"at":9}`)
	}
	require.Equal(t, 1, calls)
}
