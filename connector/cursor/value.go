package cursor

import (
	"cmp"
	"encoding/json"
	"math/big"
	"strconv"
	"strings"
	"time"
)

// A Value is a cursor value as the API wrote it, with the meaning it is compared
// by. The zero Value is none.
type Value struct {
	raw    string // the JSON text, kept for the state
	kind   kind
	time   time.Time
	text   string
	number *big.Float
	whole  int64 // of a number that is one; number is nil then
}

type kind int

const (
	none kind = iota
	number
	moment // a date or a date and time
	text
)

// maxExponent bounds the decimal exponents of numbers: comparing larger ones costs
// more than any cursor is worth.
const maxExponent = 10_000

// precision, in bits, holds every decimal literal of up to 75 digits apart.
const precision = 256

// Parse reads a cursor value from its JSON text. ok is false for what has no order:
// null, booleans, lists, objects and numbers beyond all measure.
//
// Strings that begin with a date (YYYY-MM-DD) are moments where the whole string
// reads as one: a date, or a date and a time, without a zone taken as UTC.
func Parse(raw []byte) (v Value, ok bool) {
	if len(raw) == 0 {
		return Value{}, false
	}
	switch c := raw[0]; {
	case c == '"':
		return parseString(raw)
	case c == '-' || c >= '0' && c <= '9':
		return parseNumber(raw)
	}
	return Value{}, false
}

func parseNumber(raw []byte) (Value, bool) {
	v := Value{raw: string(raw), kind: number}
	if whole, err := strconv.ParseInt(v.raw, 10, 64); err == nil {
		v.whole = whole
		return v, true
	}
	if i := strings.IndexAny(v.raw, "eE"); i >= 0 {
		exponent, err := strconv.Atoi(v.raw[i+1:])
		if err != nil || exponent > maxExponent || exponent < -maxExponent {
			return Value{}, false
		}
	}
	parsed, _, err := big.ParseFloat(v.raw, 10, precision, big.ToNearestEven)
	if err != nil {
		return Value{}, false
	}
	v.number = parsed
	return v, true
}

func parseString(raw []byte) (Value, bool) {
	v := Value{raw: string(raw), kind: text}
	v.text = v.raw[1 : len(v.raw)-1]
	if strings.IndexByte(v.text, '\\') >= 0 {
		if err := json.Unmarshal(raw, &v.text); err != nil {
			return Value{}, false
		}
	}
	if parsed, ok := parseMoment(v.text); ok {
		v.kind, v.time = moment, parsed
	}
	return v, true
}

// layouts are the ways in which APIs write moments. Go reads a fraction of a second
// after the seconds of any of them.
var layouts = []string{
	time.RFC3339,
	"2006-01-02T15:04:05",
	"2006-01-02T15:04:05Z0700",
	"2006-01-02 15:04:05",
	"2006-01-02 15:04:05Z07:00",
	"2006-01-02 15:04:05 Z0700",
	"2006-01-02 15:04:05 MST",
	"2006-01-02T15:04Z07:00",
	"2006-01-02T15:04",
	"2006-01-02 15:04",
}

func parseMoment(s string) (time.Time, bool) {
	if len(s) < len(time.DateOnly) || s[4] != '-' || s[7] != '-' {
		return time.Time{}, false
	}
	if len(s) == len(time.DateOnly) {
		t, err := time.Parse(time.DateOnly, s)
		return t, err == nil
	}
	for _, layout := range layouts {
		if t, err := time.Parse(layout, s); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// Compare orders two values: negative where a comes before b. ok is false where
// they are of different kinds and have no order: a number beside a text, say.
func Compare(a, b Value) (order int, ok bool) {
	if a.kind != b.kind || a.kind == none {
		return 0, false
	}
	switch a.kind {
	case moment:
		return a.time.Compare(b.time), true
	case text:
		return strings.Compare(a.text, b.text), true
	}
	if a.number == nil && b.number == nil {
		return cmp.Compare(a.whole, b.whole), true
	}
	return a.float().Cmp(b.float()), true
}

func (v Value) float() *big.Float {
	if v.number != nil {
		return v.number
	}
	return new(big.Float).SetPrec(precision).SetInt64(v.whole)
}

// IsZero reports whether v is no value.
func (v Value) IsZero() bool { return v.kind == none }

// String returns the value as the API wrote it.
func (v Value) String() string { return v.raw }
