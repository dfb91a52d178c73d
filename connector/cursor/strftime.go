package cursor

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// A directive writes one part of a time. unit is what the last digit of it counts.
type directive struct {
	unit  time.Duration
	write func(time.Time) string
}

func layoutOf(unit time.Duration, layout string) directive {
	return directive{unit, func(t time.Time) string { return t.Format(layout) }}
}

const day = 24 * time.Hour

// directives are those of Python's strftime that don't depend on a language, with
// English names of days and months, and of glibc's %s, %F, %T, %R and %e.
var directives = map[byte]directive{
	'Y': layoutOf(day, "2006"),
	'y': layoutOf(day, "06"),
	'm': layoutOf(day, "01"),
	'd': layoutOf(day, "02"),
	'e': layoutOf(day, "_2"),
	'F': layoutOf(day, time.DateOnly),
	'j': layoutOf(day, "002"),
	'b': layoutOf(day, "Jan"),
	'B': layoutOf(day, "January"),
	'a': layoutOf(day, "Mon"),
	'A': layoutOf(day, "Monday"),
	'u': {day, func(t time.Time) string { return strconv.Itoa((int(t.Weekday())+6)%7 + 1) }},
	'w': {day, func(t time.Time) string { return strconv.Itoa(int(t.Weekday())) }},
	'G': {day, func(t time.Time) string { year, _ := t.ISOWeek(); return fmt.Sprintf("%04d", year) }},
	'V': {day, func(t time.Time) string { _, week := t.ISOWeek(); return fmt.Sprintf("%02d", week) }},
	'H': layoutOf(time.Hour, "15"),
	'I': layoutOf(time.Hour, "03"),
	'p': layoutOf(time.Hour, "PM"),
	'M': layoutOf(time.Minute, "04"),
	'R': layoutOf(time.Minute, "15:04"),
	'S': layoutOf(time.Second, "05"),
	'T': layoutOf(time.Second, time.TimeOnly),
	's': {time.Second, func(t time.Time) string { return strconv.FormatInt(t.Unix(), 10) }},
	'f': {time.Microsecond, func(t time.Time) string { return fmt.Sprintf("%06d", t.Nanosecond()/1000) }},
	'z': layoutOf(day, "-0700"),
	'Z': {day, func(t time.Time) string {
		if _, offset := t.Zone(); offset == 0 {
			return "UTC"
		}
		return t.Format("UTC-07:00")
	}},
	'%': {day, func(time.Time) string { return "%" }},
}

// strftime compiles a format. unit is what the last digit of what it writes counts.
func strftime(format string) (write func(time.Time) string, unit time.Duration, err error) {
	var parts []directive
	unit = day
	for rest := format; rest != ""; {
		i := strings.IndexByte(rest, '%')
		if i < 0 {
			i = len(rest)
		}
		if text := rest[:i]; text != "" {
			parts = append(parts, directive{day, func(time.Time) string { return text }})
		}
		if rest = rest[i:]; rest == "" {
			break
		}
		if len(rest) == 1 {
			return nil, 0, fmt.Errorf("the format ends with a single %%; write %%%% for the sign itself")
		}
		part, ok := directives[rest[1]]
		if !ok {
			return nil, 0, fmt.Errorf("the format has %q, which isn't one of the directives %%Y %%m %%d %%H %%M %%S %%f %%z %%j %%s and the like", rest[:2])
		}
		parts, unit, rest = append(parts, part), min(unit, part.unit), rest[2:]
	}
	return func(t time.Time) string {
		var b strings.Builder
		for _, part := range parts {
			b.WriteString(part.write(t))
		}
		return b.String()
	}, unit, nil
}
