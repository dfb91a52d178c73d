package dlt

import (
	"errors"
	"fmt"

	"go.starlark.net/starlark"
)

// A store is dlt.secrets, dlt.config or os.environ. All are looked up in the
// connector's secrets: the process's own environment is none of a definition's business.
type store struct {
	script *script
	name   string // secrets, config or environ
}

// String returns dlt.secrets, dlt.config or os.environ.
func (s store) String() string {
	if s.name == "environ" {
		return "os.environ"
	}
	return "dlt." + s.name
}

// Type returns the store's name.
func (s store) Type() string { return s.name }

// Freeze does nothing: a store can't be changed.
func (s store) Freeze() {}

// Truth is always true.
func (s store) Truth() starlark.Bool { return true }

// Hash fails: a store is no key.
func (s store) Hash() (uint32, error) { return 0, fmt.Errorf("unhashable: %s", s) }

// AttrNames returns the attributes of a store.
func (s store) AttrNames() []string { return []string{"get", "value"} }

// Attr returns value, or the method get.
func (s store) Attr(name string) (starlark.Value, error) {
	switch name {
	case "value":
		return nameless{s.name}, nil
	case "get":
		return starlark.NewBuiltin("get", s.get), nil
	}
	return nil, nil
}

// Get returns the value of the secret that key names. A missing one is noted, and
// an empty string stands for it, so that all missing ones come up at once.
func (s store) Get(key starlark.Value) (starlark.Value, bool, error) {
	name, ok := starlark.AsString(key)
	if !ok {
		return nil, false, fmt.Errorf("%s takes the name of a secret", s)
	}
	value, err := s.script.lookUp(name)
	return value, err == nil, err
}

func (s store) get(_ *starlark.Thread, fn *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var name string
	var otherwise, expected starlark.Value
	if err := starlark.UnpackArgs(fn.Name(), args, kwargs, "key", &name, "default?", &otherwise, "expected_type?", &expected); err != nil {
		return nil, err
	}
	// The second argument may be a type, which is what dlt's own get takes there.
	_, isType := otherwise.(starlark.Callable)
	if _, ok := s.script.env.Secrets[name]; !ok && otherwise != nil && !isType && !(s.script.env.Symbolic && !bool(otherwise.Truth())) {
		return otherwise, nil // a look-up stays one only where its default says nothing
	}
	return s.script.lookUp(name)
}

// lookUp returns a secret's value, and notes where it is missing.
func (s *script) lookUp(name string) (starlark.Value, error) {
	if s.env.Symbolic {
		return starlark.String(lookUpText(name)), nil
	}
	value, ok := s.env.Secrets[name]
	switch {
	case !ok && s.ended:
		return nil, errors.New(missingSecret(name))
	case !ok:
		s.faultAt(s.thread, missingSecret(name))
	}
	return starlark.String(value), nil
}

// A nameless value is dlt.secrets.value: the secret with the name of the parameter
// that has it for a default.
type nameless struct{ store string }

// String returns what the value was written as.
func (v nameless) String() string { return "dlt." + v.store + ".value" }

// Type returns "value".
func (v nameless) Type() string { return "value" }

// Freeze does nothing: the value can't be changed.
func (v nameless) Freeze() {}

// Truth is always true.
func (v nameless) Truth() starlark.Bool { return true }

// Hash fails: the value is no key.
func (v nameless) Hash() (uint32, error) { return 0, fmt.Errorf("unhashable: %s", v) }
