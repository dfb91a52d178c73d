package cursor

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"source-rest-api/connector/failure"
)

// A Conversion writes a cursor's value as an API wants to see it in requests. It may be
// used by many goroutines at once.
type Conversion interface {
	// Convert returns what becomes of a value, both JSON; the value is never null.
	Convert(value json.RawMessage) (json.RawMessage, error)
}

// convert returns a value as it is written in requests, nil for none. end says that it
// is where a range ends.
func (c *Cursor) convert(value Value, end bool) (json.RawMessage, error) {
	switch {
	case value.IsZero():
		return nil, nil
	case c.config.Convert == nil:
		return json.RawMessage(value.raw), nil
	}
	var converted json.RawMessage
	var err error
	if format, ok := c.config.Convert.(format); ok {
		converted, err = format.convert(value, end == (c.config.Direction == Max))
	} else {
		converted, err = c.config.Convert.Convert(json.RawMessage(value.raw))
	}
	if err != nil {
		return nil, failure.Configf("the cursor's value %s can't be converted for requests: %w", value, err)
	}
	return converted, nil
}

// A format is a conversion of moments that has a name.
type format struct {
	unit  time.Duration // what the last digit counts
	write func(time.Time) json.RawMessage
}

const strftimePrefix = "strftime:"

// Named returns the conversion of that name; ok is false where there is none:
//
//	epoch_seconds    whole seconds since 1970, a number
//	epoch_millis     milliseconds since 1970, a number
//	iso_date         2026-01-31, in the zone of the value
//	iso_datetime     2026-01-31T12:00:00Z, in UTC, with a fraction where the value has one
//	strftime:FORMAT  as Python's strftime writes it, in the zone of the value
//
// They take dates and times, and numbers, which count seconds since 1970, or
// milliseconds where they are that high. What they can't write is rounded so that
// the range asked for holds the one meant. A FORMAT with a directive that isn't known
// is an error.
func Named(name string) (conversion Conversion, ok bool, err error) {
	switch name {
	case "epoch_seconds":
		return format{time.Second, func(t time.Time) json.RawMessage { return strconv.AppendInt(nil, t.Unix(), 10) }}, true, nil
	case "epoch_millis":
		return format{time.Millisecond, func(t time.Time) json.RawMessage { return strconv.AppendInt(nil, t.UnixMilli(), 10) }}, true, nil
	case "iso_date":
		return format{24 * time.Hour, quoted(func(t time.Time) string { return t.Format(time.DateOnly) })}, true, nil
	case "iso_datetime":
		return format{time.Nanosecond, quoted(func(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) })}, true, nil
	}
	pattern, ok := strings.CutPrefix(name, strftimePrefix)
	if !ok {
		return nil, false, nil
	}
	write, unit, err := strftime(pattern)
	if err != nil {
		return nil, true, err
	}
	return format{unit, quoted(write)}, true, nil
}

func quoted(write func(time.Time) string) func(time.Time) json.RawMessage {
	return func(t time.Time) json.RawMessage { return encode(write(t)) }
}

// Convert writes a value.
func (f format) Convert(value json.RawMessage) (json.RawMessage, error) {
	v, ok := Parse(value)
	if !ok {
		return nil, fmt.Errorf("it is neither a time nor a number")
	}
	return f.convert(v, false)
}

// convert writes a value, rounded down or up to what can be written.
func (f format) convert(v Value, up bool) (json.RawMessage, error) {
	t, err := v.moment()
	if err != nil {
		return nil, err
	}
	// Days begin with the zone's midnight, which Truncate knows nothing of.
	_, offset := t.Zone()
	shift := time.Duration(offset) * time.Second
	wall := t.Add(shift)
	whole := wall.Truncate(f.unit)
	if up && whole.Before(wall) {
		whole = whole.Add(f.unit)
	}
	return f.write(whole.Add(-shift)), nil
}

// moment returns the moment that a value stands for, in the zone it was written in.
func (v *Value) moment() (time.Time, error) {
	switch {
	case v.kind == moment:
		zone := time.UTC
		if v.at.offset != 0 {
			zone = time.FixedZone("", int(v.at.offset))
		}
		return time.Unix(v.at.sec, int64(v.at.nsec)).In(zone), nil
	case v.kind != number:
		return time.Time{}, fmt.Errorf("it is not a date or a time that can be read, such as 2026-01-31T12:00:00Z")
	}
	seconds, _ := v.float().Float64()
	switch {
	case seconds >= 1e15 || seconds <= -1e15:
		return time.Time{}, fmt.Errorf("it is too high a number for a time")
	case v.number == nil && (v.whole >= millisFrom || v.whole <= -millisFrom):
		return time.UnixMilli(v.whole).UTC(), nil
	case v.number == nil:
		return time.Unix(v.whole, 0).UTC(), nil
	case seconds >= millisFrom || seconds <= -millisFrom:
		seconds /= 1000
	}
	return time.UnixMicro(int64(seconds * 1e6)).UTC(), nil
}
