package cursor

import (
	"slices"
	"time"
)

// An instant is a moment as it is compared: seconds since 1970 and what is beyond
// them, with what is needed to write another moment in the same way.
type instant struct {
	sec      int64
	nsec     int32
	offset   int32  // of the zone it was written in, in seconds east of UTC
	dateOnly bool   // a date without a time
	layout   string // Go's layout where the text isn't an ISO 8601 one
}

// otherLayouts are the ways to write moments that begin with the day of the week, as
// mail and HTTP do (RFC 9110, section 5.6.7) and some APIs.
var otherLayouts = []string{time.RFC1123, time.RFC1123Z, time.RubyDate, time.ANSIC, time.UnixDate}

// parseMoment reads a date (YYYY-MM-DD), or a date and a time with a T or a blank
// between them, and as much as there is of seconds, a fraction and a zone; without a
// zone it is UTC. The other layouts are read too.
func parseMoment(s []byte) (at instant, ok bool) {
	if len(s) < len(time.DateOnly) {
		return instant{}, false
	}
	if s[4] == '-' && s[7] == '-' {
		return parseISO(s)
	}
	if s[0] < 'F' || s[0] > 'W' { // Friday and Wednesday
		return instant{}, false
	}
	for _, layout := range otherLayouts {
		if t, err := time.Parse(layout, string(s)); err == nil {
			_, offset := t.Zone()
			return instant{sec: t.Unix(), nsec: int32(t.Nanosecond()), offset: int32(offset), layout: layout}, true
		}
	}
	return instant{}, false
}

func parseISO(s []byte) (at instant, ok bool) {
	century, ok1 := pair(s, 0)
	year, ok2 := pair(s, 2)
	month, ok3 := pair(s, 5)
	day, ok4 := pair(s, 8)
	year += 100 * century
	if !ok1 || !ok2 || !ok3 || !ok4 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month) {
		return instant{}, false
	}
	at.sec = daysSince1970(year, month, day) * 24 * 60 * 60
	if len(s) == len(time.DateOnly) {
		at.dateOnly = true
		return at, true
	}
	if len(s) < len("2006-01-02T15:04") || s[13] != ':' || s[10] != 'T' && s[10] != ' ' && s[10] != 't' {
		return instant{}, false
	}
	hour, ok1 := pair(s, 11)
	minute, ok2 := pair(s, 14)
	if !ok1 || !ok2 || hour > 23 || minute > 59 {
		return instant{}, false
	}
	at.sec += int64(hour*60+minute) * 60
	rest := s[16:]
	if len(rest) >= 3 && rest[0] == ':' {
		second, ok := pair(rest, 1)
		if !ok || second > 59 {
			return instant{}, false
		}
		at.sec += int64(second)
		at.nsec, rest = fraction(rest[3:])
	}
	if at.offset, ok = zone(rest); !ok {
		return instant{}, false
	}
	at.sec -= int64(at.offset)
	return at, true
}

// pair reads two digits.
func pair(s []byte, i int) (n int, ok bool) {
	if i+1 >= len(s) {
		return 0, false
	}
	tens, ones := s[i]-'0', s[i+1]-'0'
	return int(tens)*10 + int(ones), tens <= 9 && ones <= 9
}

// fraction reads the fraction of a second that s begins with, if it does. What is
// below a nanosecond is dropped.
func fraction(s []byte) (nsec int32, rest []byte) {
	width := fractionWidth(s)
	if width == 0 {
		return 0, s
	}
	for i := range 9 {
		nsec *= 10
		if i < width {
			nsec += int32(s[1+i] - '0')
		}
	}
	return nsec, s[1+width:]
}

// fractionWidth returns how many digits the fraction has that s begins with.
func fractionWidth(s []byte) (width int) {
	if len(s) == 0 || s[0] != '.' && s[0] != ',' {
		return 0
	}
	for width+1 < len(s) && s[width+1] >= '0' && s[width+1] <= '9' {
		width++
	}
	return width
}

// zone reads Z, +hh:mm, +hhmm, +hh, or a zone's letters, which are taken for UTC:
// only the API knows what else they mean.
func zone(s []byte) (offset int32, ok bool) {
	if len(s) == 0 {
		return 0, true
	}
	if s[0] == ' ' {
		if s = s[1:]; len(s) == 0 {
			return 0, false
		}
	}
	if s[0] != '+' && s[0] != '-' {
		if len(s) == 1 {
			return 0, s[0] == 'Z' || s[0] == 'z'
		}
		capital := func(c byte) bool { return c >= 'A' && c <= 'Z' }
		return 0, (len(s) == 3 || len(s) == 4) && !slices.ContainsFunc(s, func(c byte) bool { return !capital(c) })
	}
	hours, ok := pair(s, 1)
	minutes := 0
	switch {
	case len(s) == 3:
	case len(s) == 5:
		minutes, _ = pair(s, 3)
	case len(s) == 6 && s[3] == ':':
		minutes, _ = pair(s, 4)
	default:
		return 0, false
	}
	if !ok || hours > 24 || minutes > 59 {
		return 0, false
	}
	offset = int32(hours*60+minutes) * 60
	if s[0] == '-' {
		offset = -offset
	}
	return offset, true
}

func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// daysSince1970 counts days in the Gregorian calendar. Years are taken to begin in
// March, so that a leap day comes last, and 400 years later, where none is negative.
func daysSince1970(year, month, day int) int64 {
	year += 400
	if month <= 2 {
		year--
		month += 12
	}
	// Five months from March on, and from August on, always have 153 days.
	return int64(365*year+year/4-year/100+year/400+(153*(month-3)+2)/5+day-1) - 719468 - 146097
}

// resolution returns what the last digit of a moment's text counts.
func resolution(s []byte, at instant) time.Duration {
	switch {
	case at.layout != "":
		return time.Second
	case at.dateOnly:
		return 24 * time.Hour
	case len(s) < len("2006-01-02T15:04:05") || s[16] != ':':
		return time.Minute
	}
	unit := time.Second
	for range min(fractionWidth(s[19:]), 9) {
		unit /= 10
	}
	return unit
}

// rewrite writes t in the way in which s, a moment, is written, and in its zone. What
// t has below the resolution of s is dropped. ok is false for years that have no four
// digits.
func rewrite(s []byte, at instant, t time.Time) (text []byte, ok bool) {
	wall := t.UTC().Add(time.Duration(at.offset) * time.Second)
	if wall.Year() < 0 || wall.Year() > 9999 {
		return nil, false
	}
	if at.layout != "" {
		was, err := time.Parse(at.layout, string(s))
		return []byte(t.In(was.Location()).Format(at.layout)), err == nil
	}
	text = slices.Clone(s)
	copy(text, wall.Format(time.DateOnly))
	if at.dateOnly {
		return text, true
	}
	clock := "15:04:05"
	if len(text) < len("2006-01-02T15:04:05") || text[16] != ':' {
		clock = "15:04"
	}
	copy(text[11:], wall.Format(clock))
	if len(text) > 19 {
		digits := text[20 : 20+fractionWidth(text[19:])]
		nanos := wall.Nanosecond()
		for i := range digits {
			digits[i] = '0'
			if i < 9 {
				digits[i] += byte(nanos / 100_000_000)
				nanos = nanos % 100_000_000 * 10
			}
		}
	}
	return text, true
}
