package retry

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestAfter(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	date := func(d time.Duration) string { return now.Add(d).Format(http.TimeFormat) }
	const after, reset, xReset = "Retry-After", "Ratelimit-Reset", "X-Ratelimit-Reset"
	for _, test := range []struct {
		name   string
		status int
		header map[string]string
		want   time.Duration
	}{
		{"seconds", 503, map[string]string{after: "120"}, 2 * time.Minute},
		{"fraction of seconds", 429, map[string]string{after: " 1.5 "}, 1500 * time.Millisecond},
		{"date", 429, map[string]string{after: date(90 * time.Second)}, 90 * time.Second},
		{"date in an older form", 429, map[string]string{after: now.Add(time.Minute).Format(time.RFC850)}, time.Minute},
		{"past date", 429, map[string]string{after: date(-time.Minute)}, 0},
		{"zero", 429, map[string]string{after: "0"}, 0},
		{"below zero", 429, map[string]string{after: "-5"}, 0},
		{"words", 429, map[string]string{after: "soon"}, 0},
		{"not a finite number", 429, map[string]string{after: "inf"}, 0},
		{"hexadecimal", 429, map[string]string{after: "0x10"}, 0},
		{"only a point", 429, map[string]string{after: "."}, 0},
		{"cut to the longest wait", 429, map[string]string{after: "86400"}, MaxWait},
		{"far date cut too", 503, map[string]string{after: date(24 * time.Hour)}, MaxWait},
		{"number of no end", 429, map[string]string{after: "9999999999999999999999999"}, MaxWait},
		{"absent", 429, nil, 0},
		{"reset in seconds", 429, map[string]string{xReset: "20"}, 20 * time.Second},
		{"reset since 1970", 429, map[string]string{xReset: "1772366430"}, 30 * time.Second},
		{"reset since 1970 in milliseconds", 429, map[string]string{xReset: "1772366430500"}, 30*time.Second + 500*time.Millisecond},
		{"reset that is past", 429, map[string]string{xReset: "1772366300"}, 0},
		{"standard reset first", 429, map[string]string{reset: "7", xReset: "20"}, 7 * time.Second},
		{"other reset where the first is over", 429, map[string]string{reset: "0", xReset: "20"}, 20 * time.Second},
		{"reset means nothing but with 429", 503, map[string]string{xReset: "20"}, 0},
		{"retry-after before reset", 429, map[string]string{after: "3", xReset: "20"}, 3 * time.Second},
		{"reset doesn't stand in for a retry-after of zero", 429, map[string]string{after: "0", xReset: "20"}, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			header := http.Header{}
			for name, value := range test.header {
				header.Set(name, value)
			}
			require.InDelta(t, test.want, After(test.status, header, now), float64(time.Millisecond))
		})
	}
}

func FuzzAfter(f *testing.F) {
	for _, seed := range []string{"120", "1.5", "Sun, 01 Mar 2026 12:00:30 GMT", "-1", "1e9", "..", "1772366430500"} {
		f.Add(seed)
	}
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, text string) {
		for _, name := range []string{"Retry-After", "X-RateLimit-Reset"} {
			header := http.Header{}
			header.Set(name, text)
			if wait := After(429, header, now); wait < 0 || wait > MaxWait {
				t.Fatalf("%s: %q waits %s", name, text, wait)
			}
		}
	})
}
