package record

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"source-rest-api/connector/jsonpath"
	"source-rest-api/connector/rawjson"
)

// selectFrom scans a sequence once: an answer of many values one after another, the lines
// of JSON Lines or the rows of CSV. The page's path is applied to each of them; $ selects
// each as it is. Values that paging needs can stand in a line of JSON Lines, CSV has none.
func (s *Selector) selectFrom(p *Page, values []jsonpath.Path) error {
	p.inMemory = p.inMemory && p.format == JSONLines
	if p.format == CSV {
		values = nil
	}
	begin := 0
	find := newFinder(p.path, values, func(record []byte, at int) error {
		p.add(record, begin+at)
		return nil
	})
	find.sound = p.format == CSV // its rows were made here
	err := p.eachValue(func(value []byte, offset, line int) error {
		begin = offset
		matched, err := find.records(value)
		p.Matched = p.Matched || matched
		if err == nil {
			err = find.values(value, p.Values)
		}
		return inLine(err, offset, line)
	})
	if err != nil {
		return err
	}
	p.Matched = p.Matched || find.whole
	if !p.Matched {
		return p.firstKeys()
	}
	return nil
}

// inLine says where in the sequence a line isn't sound.
func inLine(err error, offset, line int) error {
	if err == nil {
		return nil
	}
	var syntax *rawjson.SyntaxError
	if !errors.As(err, &syntax) {
		return err
	}
	moved := *syntax
	moved.Offset += int64(offset)
	return fmt.Errorf("line %d: %w", line, &moved)
}

// eachValue gives the values of the sequence to fn, with their lines' numbers, and with
// their offsets where the format is JSON Lines.
func (p *Page) eachValue(fn func(value []byte, offset, line int) error) error {
	if p.format == JSONLines {
		return eachLine(p.body, fn)
	}
	return eachRow(p.body.Open(), func(row []byte, line int) error { return fn(row, 0, line) }, func() { p.Repaired++ })
}

// eachFromSequence gives the records of a sequence that isn't in memory to fn.
func (p *Page) eachFromSequence(fn func(record []byte) error) error {
	find := newFinder(p.path, nil, func(record []byte, _ int) error {
		if isEmptyObject(record) {
			return nil
		}
		return fn(p.clean(record))
	})
	find.sound = true // Select saw that it is
	return p.eachValue(func(value []byte, _, _ int) error {
		_, err := find.records(value)
		return err
	})
}

// errEnough ends a walk through a sequence.
var errEnough = errors.New("enough")

// firstKeys notes the keys of the first value.
func (p *Page) firstKeys() error {
	err := p.eachValue(func(value []byte, _, _ int) error {
		p.Keys = topKeys(bytes.NewReader(value))
		return errEnough
	})
	if errors.Is(err, errEnough) {
		return nil
	}
	return err
}

// A finder follows paths through the values of a sequence, one after another.
type finder struct {
	path    jsonpath.Path
	plain   bool
	whole   bool // each value is a record
	sound   bool // the values are known to be sound
	wanted  []jsonpath.Path
	give    func(record []byte, at int) error
	scanner *rawjson.Scanner // of the records' path, where that is plain; else of the elements of its matches
	found   rawjson.Found    // gives what scanner finds
	begin   int              // where the match stands that scanner looks into
}

// newFinder returns a finder that gives the records by path to give, with their offsets
// in the value that they are of, and notes the values of the paths in wanted.
func newFinder(path jsonpath.Path, wanted []jsonpath.Path, give func(record []byte, at int) error) *finder {
	steps, plain := path.Plain()
	f := &finder{path: path, plain: plain, whole: plain && len(steps) == 0, wanted: wanted, give: give}
	mode := rawjson.Elements
	if f.whole {
		mode = rawjson.All
	}
	f.scanner = rawjson.NewScanner(rawjson.Target{Steps: steps, Mode: mode})
	f.found = func(_ int, record []byte, offset int64) error {
		if record[0] == 'n' { // null is no record, of a line neither
			return nil
		}
		return f.give(record, f.begin+int(offset))
	}
	return f
}

// records gives the records in value. It sees that value is sound.
func (f *finder) records(value []byte) (matched bool, err error) {
	if f.whole && f.sound {
		return true, f.found(0, value, 0)
	}
	if f.plain {
		err = f.scanner.Bytes(value, f.found)
		return f.scanner.Matched(0), err
	}
	matches, reached, err := f.path.Locate(value)
	if err != nil {
		return false, err
	}
	for _, match := range matches {
		f.begin = match.Start
		if err := f.scanner.Bytes(value[match.Start:match.End], f.found); err != nil {
			return false, err
		}
	}
	return reached, nil
}

// values notes the first match in value of each path that has found none before.
func (f *finder) values(value []byte, found []json.RawMessage) error {
	for i, path := range f.wanted {
		if found[i] != nil || path.IsZero() {
			continue
		}
		match, ok, err := path.First(value)
		if err != nil {
			return err
		}
		if ok {
			found[i] = bytes.Clone(match)
		}
	}
	return nil
}
