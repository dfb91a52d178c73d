package retry

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// After returns how long an answer asks to wait, at most MaxWait. It is 0 where the
// answer doesn't say, or says a time that is past or can't be read: then Wait is
// the one to follow.
//
// The answer says it in Retry-After, as seconds or as a date (RFC 9110, section
// 10.2.3; fractions of seconds, which some APIs send, are understood), or with
// status 429 in RateLimit-Reset or X-RateLimit-Reset.
func After(status int, header http.Header, now time.Time) time.Duration {
	if header.Get("Retry-After") != "" || status != http.StatusTooManyRequests {
		return until(header.Get("Retry-After"), now)
	}
	for _, name := range []string{"RateLimit-Reset", "X-RateLimit-Reset"} {
		if wait := until(header.Get(name), now); wait > 0 {
			return wait
		}
	}
	return 0
}

// Seconds from these on are no waits but times since 1970, in seconds and in
// milliseconds.
const (
	epochSeconds = 1e9
	epochMillis  = 1e12
)

// until reads seconds from now, seconds or milliseconds since 1970, or a date.
func until(text string, now time.Time) time.Duration {
	text = strings.TrimSpace(text)
	if text == "" {
		return 0
	}
	if strings.Trim(text, "0123456789.") != "" {
		at, err := http.ParseTime(text)
		if err != nil {
			return 0
		}
		return bounded(at.Sub(now))
	}
	seconds, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return 0
	}
	if seconds >= epochMillis {
		seconds /= 1000
	}
	if seconds >= epochSeconds {
		seconds -= float64(now.UnixMilli()) / 1000
	}
	return bounded(time.Duration(min(seconds, MaxWait.Seconds()) * float64(time.Second)))
}

func bounded(wait time.Duration) time.Duration {
	return max(0, min(wait, MaxWait))
}
