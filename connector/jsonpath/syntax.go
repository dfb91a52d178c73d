package jsonpath

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Limits on what is compiled. Real paths stay far below them; they keep a path made
// to harm from taking time and memory.
const (
	maxLength   = 4096 // bytes of a path
	maxSteps    = 64   // of one route
	maxRoutes   = 64   // that a path's unions make
	maxDepth    = 32   // of brackets within brackets
	maxDescents = 4    // ".." in one route: each one multiplies the work
	maxMatches  = 1e6  // that are located on one value, counting those met several times
)

// A SyntaxError is about a text that isn't a JSONPath.
type SyntaxError struct {
	Source  string // the text
	Column  int    // the character at which it goes wrong, from 1
	Message string // what is wrong, and what would be right
}

// Error says what is wrong and where.
func (e *SyntaxError) Error() string {
	return fmt.Sprintf("JSONPath %q, character %d: %s", e.Source, e.Column, e.Message)
}

// fail makes an error about the byte at offset.
func (p *parser) fail(offset int, format string, args ...any) error {
	offset = min(offset, len(p.text))
	return &SyntaxError{
		Source:  p.text,
		Column:  utf8.RuneCountInString(p.text[:offset]) + 1,
		Message: fmt.Sprintf(format, args...),
	}
}

// special are the characters that end a key which is written without quotes.
const special = ".*,|&[]()?<>=!+/\\'\"` \t\r\n"

// isPlainKey reports whether key can stand in a path without quotes.
func isPlainKey(key string) bool {
	return key != "" && key != "$" && key != "@" && !strings.HasSuffix(key, "@odata") &&
		!strings.ContainsAny(key, special)
}

// quote writes key as a string of a path.
func quote(key string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(key) + "'"
}
