// Package record finds a stream's records in an answer. Records stay bytes: they
// are cut out of the page, never decoded and encoded again; only rows of CSV are made
// into JSON here.
//
// It gives the records, and the values of the page that paging needs. What becomes of
// them, filters, cursors and messages, is the engine's.
package record

import (
	"bytes"
	"fmt"
	"hash/maphash"
	"io"
	"slices"
	"sync"

	"source-rest-api/connector/jsonpath"
	"source-rest-api/connector/rawjson"
)

// A Config describes where a stream's records are.
type Config struct {
	// Path selects the records. A match that is a list gives its elements, null
	// gives nothing, anything else is one record. The zero Path means: detect it
	// from the first answer.
	Path jsonpath.Path
}

// A Body is an answer's body, received whole and decompressed.
type Body interface {
	// Bytes returns the body where it is held in memory; ok is false where it was
	// too large for that.
	Bytes() (data []byte, ok bool)
	// Open reads the body from its beginning. It can be called again.
	Open() io.Reader
}

// A Selector finds the records of one answer after another. It is for one goroutine
// at a time; its pages may be read and released by others.
type Selector struct {
	// Hash makes Select fill in Page.Sum.
	Hash bool

	path    jsonpath.Path
	seed    maphash.Seed
	scanner *rawjson.Scanner
	paths   []jsonpath.Path // that scanner follows: the records', then the values'
	pages   sync.Pool       // of *Page
}

// New makes a selector for one stream's answers.
func (c Config) New() *Selector {
	return &Selector{path: c.Path, seed: maphash.MakeSeed()}
}

// Sibling returns a selector that knows what s knows, for another goroutine. The sums
// of their pages can be compared.
func (s *Selector) Sibling() *Selector {
	return &Selector{Hash: s.Hash, path: s.path, seed: s.seed}
}

// Path returns the path of the records: the one configured, or the one that was
// detected. It is the zero Path as long as no answer has shown a list.
func (s *Selector) Path() jsonpath.Path { return s.path }

// Select scans an answer once, for its records and for the first value of each of the
// paths in values. The zero format is JSON. An answer that is empty or white space alone
// is a page without records. One that isn't one whole JSON value, or
// has such a line, gives an error that wraps a *rawjson.SyntaxError, one that isn't CSV
// an error that wraps a *csv.ParseError, and no page. A path that isn't plain needs a
// JSON answer in memory, and is an error where it isn't there.
func (s *Selector) Select(body Body, format Format, values []jsonpath.Path) (*Page, error) {
	format = format.For("")
	blank, err := isBlank(body)
	if err != nil {
		return nil, err
	}
	if blank {
		p := s.page(body, s.path, len(values))
		p.Matched, p.bare = true, true
		return p, nil
	}
	path, lasting := s.path, false
	if path.IsZero() {
		path, lasting = jsonpath.Of(), true
		if format == JSON {
			path, lasting = detect(body.Open())
		}
	}
	p := s.page(body, path, len(values))
	p.format, p.bare = format, format != JSON
	if p.bare {
		err = s.selectFrom(p, values)
	} else {
		err = s.scan(p, values)
	}
	if err != nil {
		p.Release()
		return nil, fmt.Errorf("select records by %s: %w", path, err)
	}
	if lasting {
		s.path = path
	}
	return p, nil
}

// page takes a page that was released, or makes one.
func (s *Selector) page(body Body, path jsonpath.Path, values int) *Page {
	p, ok := s.pages.Get().(*Page)
	if !ok {
		p = new(Page)
	}
	*p = Page{
		selector: s, body: body, path: path,
		Values: slices.Grow(p.Values[:0], values)[:values],
		spans:  p.spans[:0], line: p.line, wrapped: p.wrapped,
	}
	clear(p.Values)
	p.doc, p.inMemory = body.Bytes()
	return p
}

// scan reads the page once along all plain paths, then follows the others.
func (s *Selector) scan(p *Page, values []jsonpath.Path) error {
	if !p.inMemory {
		if err := needMemory(p.path, values); err != nil {
			return err
		}
	}
	s.follow(p.path, values)
	found := func(target int, value []byte, offset int64) error {
		if target == 0 {
			p.add(value, int(offset))
		} else {
			p.Values[target-1] = bytes.Clone(value)
		}
		return nil
	}
	var err error
	if p.inMemory {
		err = s.scanner.Bytes(p.doc, found)
	} else {
		err = s.scanner.Reader(p.body.Open(), found)
	}
	if err != nil {
		return err
	}
	p.Matched = s.scanner.Matched(0)
	if err := p.followOthers(values); err != nil {
		return err
	}
	if !p.Matched {
		p.Keys = topKeys(p.body.Open())
	}
	return nil
}

// follow makes the scanner follow path and values, if it doesn't already. In place of
// a path that isn't plain stands one that leads nowhere.
func (s *Selector) follow(path jsonpath.Path, values []jsonpath.Path) {
	same := func(a, b jsonpath.Path) bool { return a.String() == b.String() }
	if len(s.paths) > 0 && same(s.paths[0], path) && slices.EqualFunc(s.paths[1:], values, same) {
		return
	}
	s.paths = append([]jsonpath.Path{path}, values...)
	targets := make([]rawjson.Target, len(s.paths))
	for i, path := range s.paths {
		steps, ok := path.Plain()
		if !ok {
			steps = nowhere
		}
		targets[i] = rawjson.Target{Steps: steps, Mode: rawjson.First}
	}
	targets[0].Mode = rawjson.Elements
	s.scanner = rawjson.NewScanner(targets...)
}

// nowhere has no match in any document: lists have no element before the first.
var nowhere = []rawjson.Step{rawjson.Index(-2)}

func needMemory(path jsonpath.Path, values []jsonpath.Path) error {
	for _, path := range append([]jsonpath.Path{path}, values...) {
		if _, ok := path.Plain(); !ok && !path.IsZero() {
			return fmt.Errorf("the path %s has a filter, a slice, a union or .., for which the answer has to fit in memory; "+
				"it is too large for that: ask for smaller pages, or write a path of keys, [*] and indexes", path)
		}
	}
	return nil
}
