package auth

import (
	"maps"
	"net/url"
	"regexp"
	"slices"
)

// A Form holds the fields of a form, encoded as they are sent and ordered by name, so
// that two of the same fields are equal. "" has none.
type Form string

// NewForm returns a Form of fields.
func NewForm(fields url.Values) Form { return Form(fields.Encode()) }

// Values returns the fields. What can't be read, which NewForm doesn't make, is left
// out.
func (f Form) Values() url.Values {
	fields, _ := url.ParseQuery(string(f))
	return fields
}

// over returns fields with those of f in their place.
func (f Form) over(fields url.Values) url.Values {
	for name, values := range f.Values() {
		fields[name] = values
	}
	return fields
}

// secretive finds the fields whose values are secrets by their names: a password, a
// code, an assertion, a key, another client's secret or token. What is in the config's
// secrets is masked whatever its field is called.
var secretive = regexp.MustCompile(`(?i)pass|secret|token$|assertion$|code$|key$|credential`)

// secrets returns the values of those fields.
func (f Form) secrets() (secrets []string) {
	fields := f.Values()
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if secretive.MatchString(name) {
			secrets = append(secrets, fields[name]...)
		}
	}
	return secrets
}
