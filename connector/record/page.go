package record

import (
	"bytes"
	"encoding/json"
	"hash/maphash"

	"source-rest-api/connector/jsonpath"
	"source-rest-api/connector/rawjson"
)

// A Page is the records of one answer. Nothing of it is given out before the whole
// answer was seen to be sound. It needs the answer's body until it is released.
type Page struct {
	Count    int               // records
	Empty    int               // records left out because they were {}, which Airbyte drops
	Matched  bool              // the path matched something, be it null or an empty list
	Keys     []string          // the top-level keys of an object, or of the first one, that the path didn't match, at most 20
	Values   []json.RawMessage // the first match of each path asked for beside the records, nil where none
	Repaired int               // records in which invalid UTF-8 was replaced; known after Each
	// Sum is a hash of the records' bytes, their order and their number, if
	// Selector.Hash is set. Two pages of one selector, or of its siblings, with
	// different sums have different records.
	Sum uint64

	selector *Selector
	body     Body
	path     jsonpath.Path
	format   Format
	bare     bool // the answer isn't a JSON document
	doc      []byte
	inMemory bool
	spans    []int  // where records begin and end in doc, if that is in memory
	line     []byte // scratch of Each
	wrapped  []byte // scratch of Each
}

// add counts a record.
func (p *Page) add(value []byte, offset int) {
	if isEmptyObject(value) {
		p.Empty++
		return
	}
	p.Count++
	if p.inMemory {
		p.spans = append(p.spans, offset, offset+len(value))
	}
	if p.selector.Hash {
		const odd = 0x9e3779b97f4a7c15 // makes the order count
		p.Sum = (p.Sum + maphash.Bytes(p.selector.seed, value)) * odd
	}
}

// isEmptyObject reports whether a valid value is an object without members.
func isEmptyObject(value []byte) bool {
	return value[0] == '{' && bytes.TrimLeft(value[1:], " \t\r\n")[0] == '}'
}

// followOthers follows the paths that aren't plain on the body in memory.
func (p *Page) followOthers(values []jsonpath.Path) error {
	if _, ok := p.path.Plain(); !ok {
		if err := p.addLocated(); err != nil {
			return err
		}
	}
	for i, path := range values {
		if _, ok := path.Plain(); ok || path.IsZero() {
			continue
		}
		value, ok, err := path.First(p.doc)
		if err != nil {
			return err
		}
		if ok {
			p.Values[i] = bytes.Clone(value)
		}
	}
	return nil
}

// addLocated adds the records of a path that isn't plain.
func (p *Page) addLocated() error {
	matches, reached, err := p.path.Locate(p.doc)
	if err != nil {
		return err
	}
	p.Matched = reached
	elements := rawjson.NewScanner(rawjson.Target{Mode: rawjson.Elements})
	for _, match := range matches {
		err := elements.Bytes(p.doc[match.Start:match.End], func(_ int, value []byte, offset int64) error {
			p.add(value, match.Start+int(offset))
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Each gives the records to fn in document order, each as one line of valid UTF-8: a
// record that isn't an object comes as {"value": ...}. The bytes are good during the
// call only. An error of fn ends it and is returned; so is an error of reading again
// a body that isn't in memory.
func (p *Page) Each(fn func(record []byte) error) error {
	p.Repaired = 0
	switch {
	case p.Count == 0:
		return nil
	case !p.inMemory && p.bare:
		return p.eachFromSequence(fn)
	case !p.inMemory:
		return p.eachStreamed(fn)
	}
	for i := 0; i < len(p.spans); i += 2 {
		if err := fn(p.clean(p.doc[p.spans[i]:p.spans[i+1]])); err != nil {
			return err
		}
	}
	return nil
}

func (p *Page) eachStreamed(fn func(record []byte) error) error {
	steps, _ := p.path.Plain() // Select saw that it is
	scanner := rawjson.NewScanner(rawjson.Target{Steps: steps, Mode: rawjson.Elements})
	return scanner.Reader(p.body.Open(), func(_ int, value []byte, _ int64) error {
		if isEmptyObject(value) {
			return nil
		}
		return fn(p.clean(value))
	})
}

// clean makes an object on one line of a record.
func (p *Page) clean(value []byte) []byte {
	line, repaired := rawjson.Sanitize(p.line, value)
	if repaired {
		p.Repaired++
	}
	if &line[0] != &value[0] {
		p.line = line
	}
	if line[0] == '{' {
		return line
	}
	p.wrapped = append(p.wrapped[:0], `{"value":`...)
	p.wrapped = append(append(p.wrapped, line...), '}')
	return p.wrapped
}

// Document returns the JSON document that the answer is, where it is in memory; null for
// an answer that is none: an empty one, JSON Lines, CSV.
func (p *Page) Document() (doc []byte, ok bool) {
	if p.bare {
		return []byte("null"), true
	}
	return bytes.TrimPrefix(p.doc, byteOrderMark), p.inMemory
}

// Release gives the page back to its selector, for the next answer. The page, its
// Values and what Each gave must not be used any more. A page need not be released.
func (p *Page) Release() {
	p.body, p.doc, p.Keys = nil, nil, nil
	clear(p.Values)
	p.selector.pages.Put(p)
}
