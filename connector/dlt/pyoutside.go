package dlt

import (
	"fmt"
	"strings"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
)

// An outside value stands for a name that was imported from where nothing can be
// read, or that nothing defines. It is no fault until it is used.
type outside struct {
	name   string
	from   string // the module; "" for a name that nothing defines
	advice string // what to say of a name that the text does define
}

func (v outside) error() error {
	module, _, _ := strings.Cut(v.from, ".")
	switch {
	case v.advice != "":
		return fmt.Errorf("%s %s", v.name, v.advice)
	case clocks[module]:
		return fmt.Errorf("%s is from the module %s: there is no clock here; write the time itself, as \"2024-01-01T00:00:00Z\", and for an incremental's convert a name such as \"iso_date\" or \"strftime:%%Y-%%m-%%d\"", v.name, v.from)
	case v.from == "":
		return fmt.Errorf("the name %s isn't known here; definitions are read without Python's libraries", v.name)
	}
	return fmt.Errorf("%s is from the module %s, which is out of reach; write the value itself", v.name, v.from)
}

// clocks are modules of dates and times.
var clocks = map[string]bool{"datetime": true, "time": true, "pendulum": true, "dateutil": true, "zoneinfo": true}

// String returns the name.
func (v outside) String() string { return v.name }

// Type returns "outside".
func (v outside) Type() string { return "outside" }

// Freeze does nothing: the value can't be changed.
func (v outside) Freeze() {}

// Truth is always true.
func (v outside) Truth() starlark.Bool { return true }

// Hash fails: the value is no key.
func (v outside) Hash() (uint32, error) { return 0, v.error() }

// Name returns the name.
func (v outside) Name() string { return v.name }

// AttrNames returns nothing.
func (v outside) AttrNames() []string { return nil }

// Attr fails: what the name stands for is out of reach.
func (v outside) Attr(string) (starlark.Value, error) { return nil, v.error() }

// CallInternal fails: what the name stands for is out of reach.
func (v outside) CallInternal(*starlark.Thread, starlark.Tuple, []starlark.Tuple) (starlark.Value, error) {
	return nil, v.error()
}

// Binary fails: what the name stands for is out of reach.
func (v outside) Binary(syntax.Token, starlark.Value, starlark.Side) (starlark.Value, error) {
	return nil, v.error()
}
