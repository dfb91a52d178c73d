package cursor

import (
	"bytes"
	"cmp"
	"encoding/json"
	"math/big"
	"strconv"
)

// A Value is a cursor value as the API wrote it, with the meaning it is compared
// by. The zero Value is none.
type Value struct {
	raw    []byte // the JSON text, kept for the state
	kind   kind
	at     instant
	text   []byte // without quotes and escapes
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

// String returns the kind's name, as it is used in messages.
func (k kind) String() string {
	return [...]string{"nothing", "number", "date", "text"}[k]
}

// maxExponent bounds the decimal exponents of numbers: comparing larger ones costs
// more than any cursor is worth.
const maxExponent = 10_000

// precision, in bits, holds every decimal literal of up to 75 digits apart.
const precision = 256

// Parse reads a cursor value from its JSON text. ok is false for what has no order:
// null, booleans, lists, objects and numbers beyond all measure.
//
// Strings are moments where the whole of them reads as one: a date (YYYY-MM-DD), a
// date and a time, without a zone taken as UTC, or a time as mail and HTTP write it.
func Parse(raw []byte) (v Value, ok bool) { return parse(bytes.Clone(raw)) }

// parse is Parse for who keeps raw as it is, as long as the value is used.
func parse(raw []byte) (v Value, ok bool) {
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
	v := Value{raw: raw, kind: number}
	if whole, ok := parseInt(raw); ok {
		v.whole = whole
		return v, true
	}
	literal := string(raw)
	if i := bytes.IndexAny(raw, "eE"); i >= 0 {
		exponent, err := strconv.Atoi(literal[i+1:])
		if err != nil || exponent > maxExponent || exponent < -maxExponent {
			return Value{}, false
		}
	}
	parsed, _, err := big.ParseFloat(literal, 10, precision, big.ToNearestEven)
	if err != nil {
		return Value{}, false
	}
	v.number = parsed
	return v, true
}

// parseInt reads an integer that is short enough for an int64, which spares the
// conversion to a string.
func parseInt(raw []byte) (n int64, ok bool) {
	digits := bytes.TrimPrefix(raw, []byte("-"))
	if len(digits) == 0 || len(digits) > 18 {
		return 0, false
	}
	for _, c := range digits {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int64(c-'0')
	}
	if len(digits) < len(raw) {
		n = -n
	}
	return n, true
}

func parseString(raw []byte) (Value, bool) {
	if len(raw) < 2 {
		return Value{}, false
	}
	v := Value{raw: raw, kind: text, text: raw[1 : len(raw)-1]}
	if bytes.IndexByte(v.text, '\\') >= 0 {
		var unescaped string
		if err := json.Unmarshal(raw, &unescaped); err != nil {
			return Value{}, false
		}
		v.text = []byte(unescaped)
	}
	if at, ok := parseMoment(v.text); ok {
		v.kind, v.at = moment, at
	}
	return v, true
}

// compare orders two values: negative where a comes before b. ok is false where they
// are of different kinds and have no order: a number beside a text, say.
func compare(a, b *Value) (order int, ok bool) {
	if a.kind != b.kind || a.kind == none {
		return 0, false
	}
	switch a.kind {
	case moment:
		if a.at.sec != b.at.sec {
			return cmp.Compare(a.at.sec, b.at.sec), true
		}
		return cmp.Compare(a.at.nsec, b.at.nsec), true
	case text:
		switch digits := isDigits(a.text); {
		case digits != isDigits(b.text):
			return 0, false // neither order would fit in with the other
		case digits:
			return compareDigits(a.text, b.text), true
		}
		return bytes.Compare(a.text, b.text), true
	}
	if a.number == nil && b.number == nil {
		return cmp.Compare(a.whole, b.whole), true
	}
	return a.float().Cmp(b.float()), true
}

// isDigits reports whether text is a whole number in quotes, as APIs write numbers that
// JavaScript can't hold.
func isDigits(text []byte) bool {
	for _, c := range text {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(text) > 0
}

// compareDigits orders two whole numbers of any length.
func compareDigits(a, b []byte) int {
	a, b = bytes.TrimLeft(a, "0"), bytes.TrimLeft(b, "0")
	return cmp.Or(cmp.Compare(len(a), len(b)), bytes.Compare(a, b))
}

func (v *Value) float() *big.Float {
	if v.number != nil {
		return v.number
	}
	return new(big.Float).SetPrec(precision).SetInt64(v.whole)
}

// set makes v a copy of from that shares no text with it. It uses v's own memory.
func (v *Value) set(from *Value) {
	raw, unescaped := append(v.raw[:0], from.raw...), from.text
	*v = *from
	v.raw = raw
	switch {
	case len(raw) >= 2 && len(unescaped) == len(raw)-2:
		v.text = raw[1 : len(raw)-1]
	case unescaped != nil:
		v.text = bytes.Clone(unescaped)
	}
}

func (v Value) clone() (copied Value) {
	copied.set(&v)
	return copied
}

// IsZero reports whether v is no value.
func (v Value) IsZero() bool { return v.kind == none }

// String returns the value as the API wrote it.
func (v Value) String() string { return string(v.raw) }
