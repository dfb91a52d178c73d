package rawjson

import (
	"errors"
	"io"

	"github.com/go-json-experiment/json/jsontext"
)

// A Found is told a value of the target that stands at index target among those of
// NewScanner. value is the text's own bytes: a part of the document where that is in
// memory, else good during the call only. offset is where it begins, in bytes from
// the start of the document. An error ends the scan and becomes its result.
//
// The values of one target come in document order. Those of different targets that
// overlap may come in any order.
type Found func(target int, value []byte, offset int64) error

// A Scanner follows targets through documents. It keeps its buffers from one
// document to the next, and allocates nothing for each value. It is for one
// goroutine at a time; the zero Scanner follows nothing and only sees that documents
// are sound.
type Scanner struct {
	targets []Target
	matched []bool // by target: the path led to something
	done    []bool // by target: nothing more is wanted
	open    int    // targets that aren't done
	hasty   bool   // stop as soon as every target is done
	found   Found

	options []jsontext.Options
	main    walker
	spare   []*walker // for scanning a value again
}

// NewScanner returns a scanner for targets, which it keeps.
func NewScanner(targets ...Target) *Scanner {
	return &Scanner{
		targets: targets,
		matched: make([]bool, len(targets)),
		done:    make([]bool, len(targets)),
		options: lenient(),
	}
}

// Bytes scans a document in memory. Each value found is a part of doc, with no room
// to grow. A document that isn't one whole JSON value gives a *SyntaxError, after
// found may have been told some values.
func (s *Scanner) Bytes(doc []byte, found Found) error {
	s.reset(found)
	s.main.overBytes(doc, s.options)
	s.main.doc = doc[s.main.skipped:]
	err := s.scan()
	if !s.hasty { // a Peeker goes on to the next record of the same page
		s.main.forget(s.options)
	}
	return err
}

// Reader scans a document read from r, in memory bounded by the largest value that
// a target takes whole. An index of -1 takes each element of its list whole, and so
// does one target that leads into another one's match. Errors are those of Bytes,
// and r's own, as they are.
func (s *Scanner) Reader(r io.Reader, found Found) error {
	s.reset(found)
	s.main.doc = nil
	if err := s.main.overReader(r, s.options); err != nil {
		return err
	}
	return s.scan()
}

// Matched reports whether the path of a target led to something in the last
// document, be it null or an empty list, or came to a wildcard's list or object that
// was empty or null: then there was nothing to lead to.
func (s *Scanner) Matched(target int) bool { return s.matched[target] }

func (s *Scanner) reset(found Found) {
	if s.options == nil {
		s.options = lenient()
	}
	clear(s.matched)
	clear(s.done)
	s.open = len(s.targets)
	s.found = found
}

// errStop ends a hasty scan that has found everything.
var errStop = errors.New("all found")

// foundError is an error of the Found function on its way out, so that it isn't
// taken for one of the document.
type foundError struct{ error }

func (s *Scanner) scan() error {
	w := &s.main
	w.states = w.states[:0]
	for i := range s.targets {
		w.states = append(w.states, state{target: i})
	}
	err := w.value(s, 0)
	if err == nil {
		err = w.end()
	}
	s.found = nil
	if err == nil || err == errStop {
		return nil
	}
	if told, ok := err.(foundError); ok {
		return told.error
	}
	return syntaxError(err, w.skipped)
}

// tell gives a value of a target to the Found function.
func (s *Scanner) tell(target int, value []byte, offset int64) error {
	if s.targets[target].Mode == First {
		s.done[target] = true
		s.open--
	}
	if err := s.found(target, value, offset); err != nil {
		return foundError{err}
	}
	if s.hasty && s.open == 0 {
		return errStop
	}
	return nil
}

// again scans a value that was already read once, for what states want within it.
func (s *Scanner) again(value []byte, offset int64, states []state) error {
	var w *walker
	if n := len(s.spare); n > 0 {
		w, s.spare = s.spare[n-1], s.spare[:n-1]
	} else {
		w = new(walker)
	}
	w.overBytes(value, s.options)
	w.doc, w.skipped = value, offset
	w.states = append(w.states[:0], states...)
	err := w.value(s, 0)
	s.spare = append(s.spare, w)
	return err
}
