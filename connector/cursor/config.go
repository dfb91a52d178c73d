package cursor

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"source-rest-api/connector/jsonpath"
	"source-rest-api/connector/rawjson"
)

// A Config says by which values a stream is read incrementally, and between which.
// With nothing but a path, every sync reads on from the highest value, and records
// without one are sent.
type Config struct {
	Path jsonpath.Path // to the value in each record; the first match counts
	// PrimaryKey are the paths of the keys that tell records with the same value
	// apart. nil stands for the whole record; an empty list, not nil, for nothing:
	// records with the value where a sync begins are sent again.
	PrimaryKey [][]string

	Initial Value // where the first sync begins; the zero Value is the beginning
	// End makes each sync the same closed range from Initial on: no state is used, and
	// none is kept.
	End       Value
	Direction Direction
	Order     Order
	Lag       Lag  // how far before the last value a sync begins
	OpenStart bool // records with exactly the start value are left out
	ClosedEnd bool // records with exactly the end value are read
	Missing   Missing
	Convert   Conversion // how values are written in requests; nil: as they are

	// Started is when the sync began. Records that changed later are sent, but the
	// state stays before them, since others that changed at the same time may be on
	// pages that were already read. The zero Time takes no account of that.
	Started time.Time
}

// A Direction says which values are newer.
type Direction int

// The directions.
const (
	Max Direction = iota // higher ones
	Min                  // lower ones
)

// An Order says how an API orders its records.
type Order int

// The orders.
const (
	Unknown Order = iota
	Asc           // oldest first, that is, in the Direction
	Desc          // newest first
)

// Missing says what becomes of a record whose value is missing or null.
type Missing int

// What can become of it.
const (
	Include Missing = iota // it is sent, at each sync
	Exclude                // it is left out
	Raise                  // it fails the stream
)

// Name returns how the value is called in states: the keys of its path, joined by
// dots, or the path as it was written where it has more than keys.
func (c Config) Name() string {
	if keys := c.Keys(); keys != nil {
		return strings.Join(keys, ".")
	}
	return c.Path.String()
}

// Keys returns the keys that lead to the value, nil where the path has more than
// keys.
func (c Config) Keys() (keys []string) {
	steps, ok := c.Path.Plain()
	if !ok {
		return nil
	}
	for _, step := range steps {
		if step.Kind != rawjson.KeyStep {
			return nil
		}
		keys = append(keys, step.Name)
	}
	return keys
}

// Validate reports what can't be served. The error is for the one who wrote the
// definition.
func (c Config) Validate() error {
	if c.Path.IsZero() {
		return errors.New("the path to the cursor's value is empty")
	}
	if err := c.Lag.validate(); err != nil {
		return err
	}
	if c.End.IsZero() {
		return nil
	}
	if c.Initial.IsZero() {
		return errors.New("an end value needs an initial value to begin the range at")
	}
	order, ok := c.compare(&c.Initial, &c.End)
	switch {
	case !ok:
		return fmt.Errorf("the initial value %s and the end value %s can't be compared; write both in the same way", c.Initial, c.End)
	case order > 0 && c.Direction == Max:
		return fmt.Errorf("the initial value %s is higher than the end value %s", c.Initial, c.End)
	case order > 0:
		return fmt.Errorf("the initial value %s is lower than the end value %s, though the direction is min: from higher values to lower ones", c.Initial, c.End)
	}
	return nil
}

// compare orders two values: negative where a is older than b.
func (c *Config) compare(a, b *Value) (order int, ok bool) {
	order, ok = compare(a, b)
	if c.Direction == Min {
		order = -order
	}
	return order, ok
}

// dedups reports whether the records with the value where a sync begins are told
// apart by their keys.
func (c *Config) dedups() bool {
	return !c.OpenStart && c.Lag.IsZero() && c.End.IsZero() && (c.PrimaryKey == nil || len(c.PrimaryKey) > 0)
}

// start returns where a sync begins that goes on from a state.
func (c *Config) start(state *State) (Value, error) {
	if !c.End.IsZero() || state.Cursor.IsZero() {
		return c.Initial.clone(), nil
	}
	if c.Lag.IsZero() {
		return state.Cursor.clone(), nil
	}
	lagged, err := c.Lag.before(state.Cursor, c.Initial, c.Direction)
	if err != nil {
		return Value{}, err
	}
	if order, ok := c.compare(&lagged, &c.Initial); !ok || order >= 0 {
		return lagged, nil
	}
	// A lag doesn't lead beyond the initial value, but one that was set later than
	// the state was written doesn't lead past records that are still to be read.
	if order, _ := c.compare(&state.Cursor, &c.Initial); order < 0 {
		return state.Cursor.clone(), nil
	}
	return c.Initial.clone(), nil
}
