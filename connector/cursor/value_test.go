package cursor

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestCompareOrdersValuesAsWhatTheyAre(t *testing.T) {
	for _, c := range []struct {
		name, a, b string
		want       int
	}{
		{"integers", `9`, `10`, -1},
		{"numbers in quotes", `"9"`, `"10"`, -1},
		{"long numbers in quotes", `"018446744073709551617"`, `"18446744073709551616"`, 1},
		{"large integers", `9007199254740993`, `9007199254740992`, 1},
		{"beyond 64 bits", `18446744073709551617`, `18446744073709551616`, 1},
		{"decimals", `1.10`, `1.1`, 0},
		{"integer and decimal", `2`, `2.0`, 0},
		{"exponents", `1e3`, `999.5`, 1},
		{"beyond float64", `1e400`, `1e399`, 1},
		{"small decimals", `0.1`, `0.10000000000000000001`, -1},
		{"zones", `"2026-01-01T01:00:00+02:00"`, `"2026-01-01T00:00:00Z"`, -1},
		{"fractions of a second", `"2026-01-01T00:00:00.5Z"`, `"2026-01-01T00:00:00Z"`, 1},
		{"fractions of different length", `"2026-01-01T00:00:00.50Z"`, `"2026-01-01T00:00:00.5Z"`, 0},
		{"date and time", `"2026-01-02"`, `"2026-01-01T23:59:59Z"`, 1},
		{"without zone", `"2026-01-01 00:00:00"`, `"2026-01-01T00:00:00Z"`, 0},
		{"zone without colon", `"2026-01-01T02:00:00+0200"`, `"2026-01-01T00:00:00Z"`, 0},
		{"texts", `"abc"`, `"abd"`, -1},
		{"escaped texts", `"\u0061"`, `"a"`, 0},
	} {
		a, ok := Parse([]byte(c.a))
		require.True(t, ok, c.name)
		b, ok := Parse([]byte(c.b))
		require.True(t, ok, c.name)
		order, ok := compare(&a, &b)
		require.True(t, ok, c.name)
		require.Equal(t, c.want, order, c.name)
		order, _ = compare(&b, &a)
		require.Equal(t, -c.want, order, c.name)
	}
}

func TestCompareKnowsNoOrderBetweenKinds(t *testing.T) {
	values := []string{`1`, `"1"`, `"word"`, `"2026-01-01"`}
	for i, a := range values {
		for j, b := range values {
			first, _ := Parse([]byte(a))
			second, _ := Parse([]byte(b))
			_, ok := compare(&first, &second)
			require.Equal(t, i == j, ok, "%s and %s", a, b)
		}
	}
	_, ok := compare(&Value{}, &Value{})
	require.False(t, ok)
}

func TestParseTakesWhatHasAnOrder(t *testing.T) {
	for _, raw := range []string{``, `null`, `true`, `{}`, `[1]`, `1e99999`, `1e-99999`, `1e99999999999999999999`} {
		_, ok := Parse([]byte(raw))
		require.False(t, ok, raw)
	}
	v, ok := Parse([]byte(`"2026-13-45"`))
	require.True(t, ok, "no date, but a text")
	require.Equal(t, text, v.kind)
	require.Equal(t, `"2026-13-45"`, v.String(), "as the API wrote it")
}
