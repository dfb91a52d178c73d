package cursor

import (
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"
	"time"

	"source-rest-api/connector/failure"
)

// A Lag is how far before the last value a sync begins. The zero Lag is none.
type Lag struct {
	Amount float64
	Unit   Unit
}

// A Unit is what a lag is counted in.
type Unit string

// The units. ByValue goes by the value, as dlt does: days for dates (where the initial
// value is a date, or there is none and the last value is one), seconds for times, the
// number itself for numbers.
const (
	ByValue Unit = ""
	Seconds Unit = "seconds"
	Minutes Unit = "minutes"
	Hours   Unit = "hours"
	Days    Unit = "days"
	Weeks   Unit = "weeks"
	Number  Unit = "number"
)

var durations = map[Unit]time.Duration{
	Seconds: time.Second, Minutes: time.Minute, Hours: time.Hour, Days: 24 * time.Hour, Weeks: 7 * 24 * time.Hour,
}

// maxLag is the longest lag in time, what a time.Duration can hold.
const maxLag = 290 * 365 * 24 * time.Hour

// millisFrom is where a number counts as milliseconds since 1970 and no longer as
// seconds: in the year 5138, or in March 1973.
const millisFrom = 100_000_000_000

// IsZero reports whether the lag is none.
func (l Lag) IsZero() bool { return l.Amount == 0 }

func (l Lag) validate() error {
	duration, timed := durations[l.Unit]
	switch {
	case l.Amount < 0 || math.IsNaN(l.Amount) || math.IsInf(l.Amount, 0):
		return fmt.Errorf("the lag can't be below 0")
	case !timed && l.Unit != ByValue && l.Unit != Number:
		return fmt.Errorf("the lag's unit has to be seconds, minutes, hours, days, weeks or number")
	case timed && l.Amount*float64(duration) > float64(maxLag):
		return fmt.Errorf("the lag is longer than 290 years")
	}
	return nil
}

// before returns the value that lies the lag before v, written as v is, rounded away
// from v where it can't be written exactly.
func (l Lag) before(v, initial Value, direction Direction) (Value, error) {
	switch {
	case v.kind == number:
		return l.beforeNumber(v, direction)
	case v.kind == moment:
		return l.beforeMoment(v, initial, direction)
	case isCompactDate(v.text):
		dashed, _ := parse(fmt.Appendf(nil, "%q", string(v.text[:4])+"-"+string(v.text[4:6])+"-"+string(v.text[6:])))
		lagged, err := l.beforeMoment(dashed, dashed, direction)
		return mustParse(strings.ReplaceAll(lagged.String(), "-", "")), err
	}
	return Value{}, failure.Configf("a lag needs dates, times or numbers, and the state has the text %s; take the lag out", v)
}

// isCompactDate reports whether s is a date without dashes.
func isCompactDate(s []byte) bool {
	if len(s) != len("20060102") {
		return false
	}
	_, err := time.Parse("20060102", string(s))
	return err == nil
}

// mustParse parses a text that was made of a value, which has an order.
func mustParse(raw string) Value {
	v, _ := parse([]byte(raw))
	return v
}

func (l Lag) beforeMoment(v, initial Value, direction Direction) (Value, error) {
	unit := l.Unit
	inDays := unit == ByValue && (initial.kind == moment && initial.at.dateOnly || initial.kind != moment && v.at.dateOnly)
	switch {
	case inDays:
		unit = Days
	case unit == ByValue || unit == Number:
		unit = Seconds
	}
	amount := l.Amount * float64(durations[unit])
	if amount > float64(maxLag) {
		return Value{}, failure.Configf("the lag is longer than 290 years; give it a smaller number, or another unit")
	}
	at := time.Unix(v.at.sec, int64(v.at.nsec)).UTC()
	shift, step := time.Duration(amount), resolution(v.text, v.at)
	if direction == Max {
		if at = at.Add(-shift); inDays {
			at = at.Truncate(24 * time.Hour)
		}
	} else {
		if at = at.Add(shift); inDays {
			at = at.Add(24*time.Hour - 1).Truncate(24 * time.Hour)
		}
		at = at.Add(step - 1) // writing it drops what is below the resolution
	}
	text, ok := rewrite(v.text, v.at, at)
	if !ok {
		return Value{}, failure.Configf("the lag leads from %s beyond the years that can be written", v)
	}
	return mustParse(`"` + string(text) + `"`), nil
}

// beforeNumber takes the lag from a number. A lag in a unit of time is counted in
// seconds, or in milliseconds where the number is so high that it must be counted in
// those.
func (l Lag) beforeNumber(v Value, direction Direction) (Value, error) {
	value, ok := new(big.Rat).SetString(v.String())
	amount, ok2 := new(big.Rat).SetString(strconv.FormatFloat(l.Amount, 'g', -1, 64))
	if !ok || !ok2 {
		return Value{}, failure.Configf("the lag can't be taken from %s", v)
	}
	if duration, timed := durations[l.Unit]; timed {
		unit := big.NewRat(int64(duration/time.Second), 1)
		if new(big.Rat).Abs(value).Cmp(big.NewRat(millisFrom, 1)) >= 0 {
			unit.Mul(unit, big.NewRat(1000, 1))
		}
		amount.Mul(amount, unit)
	}
	if direction == Max {
		amount.Neg(amount)
	}
	value.Add(value, amount)
	if decimals := fractionOf(v.String()); decimals > 0 {
		return mustParse(value.FloatString(decimals + fractionOf(strconv.FormatFloat(l.Amount, 'f', -1, 64)))), nil
	}
	// Div rounds down, so that a negated number is rounded up.
	rounded := new(big.Int).Div(value.Num(), value.Denom())
	if direction == Min {
		rounded.Neg(new(big.Int).Div(new(big.Int).Neg(value.Num()), value.Denom()))
	}
	return mustParse(rounded.String()), nil
}

// fractionOf returns how many decimals it takes to write a number, 0 for an integer.
func fractionOf(literal string) int {
	mantissa, exponent, _ := strings.Cut(strings.ToLower(literal), "e")
	_, fraction, _ := strings.Cut(mantissa, ".")
	shift, _ := strconv.Atoi(exponent)
	return max(0, len(fraction)-shift)
}
