package dlt

import (
	"sort"
	"unicode/utf8"

	"go.starlark.net/syntax"
)

// An insertion is a text that Starlark needs and Python doesn't.
type insertion struct {
	offset int
	text   string
	before bool // it belongs to what follows the offset, else to what stands before it
	line   int  // of the offset, known once bytes was called
	column int
}

// after inserts text behind a token that ends at offset, before in front of one that
// begins there.
func (s *pySource) after(offset int, text string)  { s.insert(offset, text, false) }
func (s *pySource) before(offset int, text string) { s.insert(offset, text, true) }

func (s *pySource) insert(offset int, text string, before bool) {
	s.inserted = append(s.inserted, insertion{offset: offset, text: text, before: before})
}

// blank overwrites a part of the text with spaces, keeping line breaks. A letter of
// more than one byte leaves one space, so that columns stay.
func (s *pySource) blank(start, end int) {
	for i := start; i < end; i++ {
		switch c := s.text[i]; {
		case c == '\n' || c == '\r':
		case c >= 0x80 && c < 0xc0:
			s.text[i] = gone
		default:
			s.text[i] = ' '
		}
	}
}

// gone marks a byte that bytes() takes out. It can't occur in UTF-8.
const gone = 0xff

// replace blanks a part of the text and writes word at its beginning.
func (s *pySource) replace(start, end int, word string) {
	s.blank(start, end)
	copy(s.text[start:end], word)
}

// drop takes out a whole part of the text, which nothing else is to change any more.
func (s *pySource) drop(start, end int) {
	s.replace(start, end, "pass")
	s.dropped = append(s.dropped, [2]int{start, end})
}

// kept returns the tokens that stand in no dropped part.
func (s *pySource) kept(tokens []token) []token {
	if len(s.dropped) == 0 {
		return tokens
	}
	sort.Slice(s.dropped, func(i, j int) bool { return s.dropped[i][0] < s.dropped[j][0] })
	var kept []token
	part, until := 0, -1
	for _, tok := range tokens {
		for part < len(s.dropped) && s.dropped[part][0] <= tok.start {
			until = max(until, s.dropped[part][1])
			part++
		}
		if tok.start >= until {
			kept = append(kept, tok)
		}
	}
	return kept
}

// bytes returns the text for Starlark.
func (s *pySource) bytes() []byte {
	sort.SliceStable(s.inserted, func(i, j int) bool {
		a, b := s.inserted[i], s.inserted[j]
		return a.offset < b.offset || a.offset == b.offset && !a.before && b.before
	})
	out := make([]byte, 0, len(s.text))
	next, line, column := 0, 1, 1
	for i := 0; i <= len(s.text); i++ {
		for ; next < len(s.inserted) && s.inserted[next].offset == i; next++ {
			in := &s.inserted[next]
			out = append(out, in.text...)
			in.line, in.column = line, column
		}
		if i == len(s.text) {
			break
		}
		if s.text[i] != gone {
			out = append(out, s.text[i])
		}
		switch c := s.original[i]; {
		case c == '\n':
			line, column = line+1, 1
		case c < 0x80 || c >= 0xc0:
			column++
		}
	}
	return out
}

// at returns the line and column of an offset.
func (s *pySource) at(offset int) [2]int {
	s.findLines()
	line := sort.SearchInts(s.lines, offset+1)
	return [2]int{line, utf8.RuneCountInString(s.original[s.lines[line-1]:offset]) + 1}
}

// offset returns the offset of a line and column that at gave.
func (s *pySource) offset(line, column int) int {
	s.findLines()
	offset := s.lines[line-1]
	for ; column > 1; column-- {
		_, size := utf8.DecodeRuneInString(s.original[offset:])
		offset += size
	}
	return offset
}

func (s *pySource) findLines() {
	if s.lines != nil {
		return
	}
	s.lines = []int{0}
	for i := range len(s.original) {
		if s.original[i] == '\n' {
			s.lines = append(s.lines, i+1)
		}
	}
}

// place returns the line and column, in the text as it was written, of a position in
// the text for Starlark.
func (s *pySource) place(pos syntax.Position) (line, column int) {
	line, column = int(pos.Line), int(pos.Col)
	first := sort.Search(len(s.inserted), func(i int) bool { return s.inserted[i].line >= line })
	added := 0
	for _, in := range s.inserted[first:] {
		if in.line > line || column < in.column+added {
			break
		}
		if column < in.column+added+len(in.text) {
			return line, in.column
		}
		added += len(in.text)
	}
	return line, column - added
}
