// Package jsonpath compiles the paths by which a definition names values in an
// answer: record selectors, cursors, totals, links.
//
// The language is dlt's (jsonpath_ng.ext), written with or without the leading
// "$.". Plain paths, made of keys, indexes and wildcards only, are followed on the
// byte stream by rawjson; what begins with a filter, a slice or ".." is located by
// ojg on the decoded value that the plain part before it leads to, and the values'
// own bytes are taken from the text.
package jsonpath

import (
	"slices"
	"strings"

	"source-rest-api/connector/rawjson"
)

// A Path is a compiled JSONPath. The zero Path selects nothing. It is immutable and
// may be used by many goroutines at once.
type Path struct {
	source string
	routes []route // a union has several
}

// A route is a path without unions: plain steps, and what follows from the first
// one that isn't plain.
type route struct {
	steps []rawjson.Step
	rest  []fragment
}

// Compile compiles text. Text of white space alone gives the zero Path, as an empty
// selector means in dlt that there is none. Any other text that isn't a path gives
// a *SyntaxError.
//
// As in jsonpath-ng, "|" binds tighter than a dot (a.b|c is a.b and a.c), [*] on what
// isn't a list stays at the value, and .* goes through lists and objects alike. Past
// a filter, a slice or "..", [*] goes through objects too.
//
// Beyond jsonpath-ng, keys may hold any characters but white space, quotes and
// those that mean something (. * , | & [ ] ( ) ? < > = ! + / \): @odata.nextLink, x:y,
// $ref and 1d are keys.
func Compile(text string) (Path, error) {
	p := parser{text: text}
	routes, err := p.parse()
	if err != nil || routes == nil {
		return Path{}, err
	}
	return Path{source: text, routes: routes}, nil
}

// MustCompile is Compile for paths that are part of the program; it panics where
// text is no path.
func MustCompile(text string) Path {
	p, err := Compile(text)
	if err != nil {
		panic(err)
	}
	return p
}

// Of returns the path that leads through the keys, whatever characters they hold. No
// keys at all lead to the whole document.
func Of(keys ...string) Path {
	var steps []rawjson.Step
	source := "$"
	for _, key := range keys {
		steps = append(steps, rawjson.Key(key))
		if isPlainKey(key) {
			source += "." + key
		} else {
			source += "[" + quote(key) + "]"
		}
	}
	return Path{source: strings.TrimPrefix(source, "$."), routes: []route{{steps: steps}}}
}

// String returns the path as it was written.
func (p Path) String() string { return p.source }

// IsZero reports whether p is the zero Path.
func (p Path) IsZero() bool { return p.source == "" }

// Plain returns the steps of a path made of keys, indexes and wildcards only; ok is
// false for any other one and for the zero Path.
func (p Path) Plain() (steps []rawjson.Step, ok bool) {
	if len(p.routes) != 1 || p.routes[0].rest != nil {
		return nil, false
	}
	return slices.Clone(p.routes[0].steps), true
}

// MarshalText returns the path as it was written.
func (p Path) MarshalText() ([]byte, error) { return []byte(p.String()), nil }
