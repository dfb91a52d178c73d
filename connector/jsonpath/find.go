package jsonpath

import (
	"cmp"
	"fmt"
	"slices"

	"source-rest-api/connector/rawjson"
)

// A Match is a value that a path led to.
type Match struct {
	Start, End int // where its bytes are, from the start of the document
}

// Find returns the values that p leads to in doc, as parts of doc in document order:
// of two that begin at the same byte, or lie in each other, the outer one first.
// A document that isn't one whole JSON value gives a *rawjson.SyntaxError. So that a
// path can't take all memory, a million matches beyond its plain part are an error.
func (p Path) Find(doc []byte) ([][]byte, error) {
	matches, _, err := p.Locate(doc)
	if err != nil {
		return nil, err
	}
	values := make([][]byte, len(matches))
	for i, m := range matches {
		values[i] = doc[m.Start:m.End:m.End]
	}
	return values, nil
}

// First returns the first of the values that Find finds; ok is false where there is
// none.
func (p Path) First(doc []byte) (value []byte, ok bool, err error) {
	matches, _, err := p.locate(doc, rawjson.First)
	if err != nil || len(matches) == 0 {
		return nil, false, err
	}
	m := matches[0]
	return doc[m.Start:m.End:m.End], true, nil
}

// Locate is Find for who wants to know where the values are. reached reports whether
// the path led somewhere: to a match, or to a place where a filter or a wildcard
// found none.
func (p Path) Locate(doc []byte) (matches []Match, reached bool, err error) {
	return p.locate(doc, rawjson.All)
}

// locate follows the plain part of each route in one pass. Plain routes are followed
// in the given mode, the others to all their matches.
func (p Path) locate(doc []byte, mode rawjson.Mode) (matches []Match, reached bool, err error) {
	targets := make([]rawjson.Target, len(p.routes))
	for i, r := range p.routes {
		targets[i] = rawjson.Target{Steps: r.steps}
		if r.rest == nil {
			targets[i].Mode = mode
		}
	}
	found := make([][]Match, len(targets))
	scanner := rawjson.NewScanner(targets...)
	err = scanner.Bytes(doc, func(target int, value []byte, offset int64) error {
		found[target] = append(found[target], Match{int(offset), int(offset) + len(value)})
		return nil
	})
	if err != nil {
		return nil, false, err
	}
	for i, r := range p.routes {
		if r.rest != nil {
			if found[i], err = r.beyond(doc, found[i]); err != nil {
				return nil, false, err
			}
		}
		matches = append(matches, found[i]...)
		reached = reached || scanner.Matched(i)
	}
	return ordered(matches), reached, nil
}

// ordered sorts matches in document order and drops those that several routes, or
// one through "..", came upon more than once.
func ordered(matches []Match) []Match {
	before := func(a, b Match) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(b.End, a.End))
	}
	if !slices.IsSortedFunc(matches, before) {
		slices.SortFunc(matches, before)
	}
	return slices.Compact(matches)
}

// beyond follows the part of a route that isn't plain, from each of heads.
func (r route) beyond(doc []byte, heads []Match) ([]Match, error) {
	x, err := expression(r.rest)
	if err != nil {
		return nil, err
	}
	var matches []Match
	for _, head := range heads {
		place, value, err := decode(doc[head.Start:head.End], head.Start)
		if err != nil {
			return nil, err
		}
		locations := x.Locate(value, maxMatches)
		if len(locations) >= maxMatches {
			return nil, fmt.Errorf("a path with .., a slice or a filter leads to more than %d values", int(maxMatches))
		}
		for _, location := range locations {
			if at := place.at(location); at != nil {
				matches = append(matches, at.Match)
			}
		}
	}
	return matches, nil
}
