package cursor

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestMomentsAreReadAsWhatTheyMean(t *testing.T) {
	for text, want := range map[string]string{
		"2026-01-31":                          "2026-01-31T00:00:00Z",
		"2026-01-31T12:30:45Z":                "2026-01-31T12:30:45Z",
		"2026-01-31T12:30:45.5+02:00":         "2026-01-31T10:30:45.5Z",
		"2026-01-31T12:30:45,123456789Z":      "2026-01-31T12:30:45.123456789Z",
		"2026-01-31T12:30:45.12345678999Z":    "2026-01-31T12:30:45.123456789Z",
		"2026-01-31 12:30:45":                 "2026-01-31T12:30:45Z",
		"2026-01-31 12:30:45 UTC":             "2026-01-31T12:30:45Z",
		"2026-01-31 12:30:45 +0130":           "2026-01-31T11:00:45Z",
		"2026-01-31T12:30-05":                 "2026-01-31T17:30:00Z",
		"2026-01-31T12:30":                    "2026-01-31T12:30:00Z",
		"2024-02-29t00:00:00z":                "2024-02-29T00:00:00Z",
		"Sat, 31 Jan 2026 12:30:45 GMT":       "2026-01-31T12:30:45Z",
		"Sat, 31 Jan 2026 12:30:45 +0200":     "2026-01-31T10:30:45Z",
		"Sat Jan 31 12:30:45 +0000 2026":      "2026-01-31T12:30:45Z",
		"0000-01-01T00:00:00Z":                "0000-01-01T00:00:00Z",
		"9999-12-31T23:59:59.999999999+00:00": "9999-12-31T23:59:59.999999999Z",
	} {
		at, ok := parseMoment([]byte(text))
		require.True(t, ok, text)
		require.Equal(t, want, time.Unix(at.sec, int64(at.nsec)).UTC().Format(time.RFC3339Nano), text)
	}
}

func TestWhatIsNoMoment(t *testing.T) {
	for _, text := range []string{
		"", "2026", "2026-13-01", "2026-02-30", "2025-02-29", "2026-00-10", "2026-01-00", "2026-01-01T", "2026-01-01T24:00:00Z",
		"2026-01-01T12:60:00Z", "2026-01-01T12:00:60Z", "2026-01-01T12:00:00.Z", "2026-01-01T12:00:00+2", "2026-01-01T12:00:00 ",
		"2026-01-01x12:00:00", "2026-01-01T1a:00:00", "2026-01-01T12:00:00+25:00", "2026-01-01T12:00:00 soon", "Monday, the 3rd", "12345678901",
	} {
		_, ok := parseMoment([]byte(text))
		require.False(t, ok, text)
	}
}

// What Go writes, ours reads as the same moment; and what is written in
// the manner of a text reads as the moment it was written for.
func FuzzMoment(f *testing.F) {
	for _, seed := range []string{"2026-01-31T12:30:45.678+02:00", "0000-02-29T00:00:00Z", "1900-03-01", "2026-01-31 12:30", "Sat, 31 Jan 2026 12:30:45 GMT"} {
		f.Add(seed, int64(86_400))
	}
	f.Fuzz(func(t *testing.T, text string, shift int64) {
		at, ok := parseMoment([]byte(text))
		for _, layout := range []string{time.RFC3339, time.RFC3339Nano, time.DateOnly, time.DateTime} {
			if want, err := time.Parse(layout, text); err == nil && want.Format(layout) == text {
				require.True(t, ok, text)
				require.True(t, want.Equal(time.Unix(at.sec, int64(at.nsec))), text)
			}
		}
		if !ok {
			return
		}
		unit := resolution([]byte(text), at)
		moved := time.Unix(at.sec, int64(at.nsec)).Add(time.Duration(shift%1_000_000_000) * time.Second)
		written, ok := rewrite([]byte(text), at, moved)
		if !ok {
			return
		}
		again, ok := parseMoment(written)
		if at.layout == "" {
			require.True(t, ok, "%s became %s", text, written)
		}
		off := moved.Sub(time.Unix(again.sec, int64(again.nsec)))
		require.True(t, !ok || off >= 0 && off < unit, "%s became %s, %s off", text, written, off)
	})
}

func TestParsingUsualValuesAllocatesNothing(t *testing.T) {
	for _, raw := range []string{`"2026-01-31T12:30:45.678+02:00"`, `"2026-01-31"`, `1769862645123`, `-5`, `"abc"`} {
		text := []byte(raw)
		require.Zero(t, testing.AllocsPerRun(100, func() { parse(text) }), raw)
	}
}
