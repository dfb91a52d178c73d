package document

import "unicode/utf8"

// maxDepth bounds how deeply values may be nested.
const maxDepth = 1000

// A cursor turns byte offsets, asked for in rising order, into lines and columns.
// Going only forward keeps a long text in one line linear.
type cursor struct {
	text   []byte
	offset int
	line   int
	column int
}

func newCursor(text []byte) *cursor { return &cursor{text: text, line: 1, column: 1} }

// at returns the 1-based line and column (in characters) of offset.
func (c *cursor) at(offset int) (line, column int) {
	offset = min(offset, len(c.text))
	for c.offset < offset {
		r, size := utf8.DecodeRune(c.text[c.offset:])
		c.offset += size
		if r == '\n' {
			c.line++
			c.column = 1
		} else {
			c.column++
		}
	}
	return c.line, c.column
}
