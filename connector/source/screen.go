package source

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"golang.org/x/term"
)

// isTerminal reports whether a person looks at w.
func isTerminal(w io.Writer) bool {
	file, ok := w.(*os.File)
	return ok && term.IsTerminal(int(file.Fd()))
}

// A screen passes the tour's messages on, and keeps the catalog and the last state
// for the next step. On a terminal it shows the first and the last record and state
// of each step only, and counts the others.
type screen struct {
	out   io.Writer
	notes io.Writer
	short bool
	clear func() // takes a progress bar off the line; nil where there is none

	catalog []byte
	state   []byte
	kinds   map[string]*shown
}

// shown is what of one kind of message was left out.
type shown struct {
	skipped int
	last    []byte
}

// Write takes whole lines.
func (s *screen) Write(lines []byte) (int, error) {
	for line := range bytes.Lines(lines) {
		switch kindOf(line) {
		case "CATALOG":
			s.catalog = bytes.Clone(line)
		case "STATE":
			var message struct {
				State json.RawMessage `json:"state"`
			}
			if err := json.Unmarshal(line, &message); err == nil {
				s.state = message.State
			}
		}
		if s.short {
			if err := s.shorten(line); err != nil {
				return 0, err
			}
		}
	}
	if s.short {
		return len(lines), nil
	}
	return s.out.Write(lines)
}

// shorten shows a line, or keeps it back as the last one of its kind so far.
func (s *screen) shorten(line []byte) error {
	kind := kindOf(line)
	repeated := kind == "RECORD" || kind == "STATE"
	long := kind == "SPEC"
	if s.kinds == nil {
		s.kinds = map[string]*shown{}
	}
	seen := s.kinds[kind]
	switch {
	case long:
		fmt.Fprintf(s.notes, "  a SPEC message of %d bytes, left out on a terminal\n", len(line))
		return nil
	case repeated && seen != nil:
		seen.skipped++
		seen.last = append(seen.last[:0], line...)
		return nil
	case repeated:
		s.kinds[kind] = &shown{}
	}
	return s.show(line)
}

// show writes a line where a progress bar may stand.
func (s *screen) show(line []byte) error {
	if s.clear != nil {
		s.clear()
	}
	_, err := s.out.Write(line)
	return err
}

// endStep shows what was kept back.
func (s *screen) endStep() {
	for _, kind := range []string{"RECORD", "STATE"} {
		if seen := s.kinds[kind]; seen != nil && seen.skipped > 0 {
			fmt.Fprintf(s.notes, "  and %d more %s messages, of which the last one:\n", seen.skipped, kind)
			_ = s.show(seen.last) // a terminal that is gone needs no last line
		}
	}
	s.kinds = nil
}

// kindOf returns the type of a message.
func kindOf(line []byte) string {
	rest, ok := bytes.CutPrefix(line, []byte(`{"type":"`))
	if !ok {
		return ""
	}
	kind, _, _ := bytes.Cut(rest, []byte(`"`))
	return string(kind)
}
