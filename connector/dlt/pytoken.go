package dlt

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A tokenKind tells Python's tokens apart, as far as taking out what Starlark lacks
// needs it.
type tokenKind int

const (
	nameToken tokenKind = iota
	numberToken
	stringToken
	operatorToken
	newlineToken // the end of a logical line
)

// A token is a piece of Python text. Comments, blanks and line breaks inside of
// brackets are no tokens.
type token struct {
	kind  tokenKind
	text  string
	start int // byte offsets
	end   int
	depth int // of brackets around it; an opening bracket counts for what is inside
}

// A pyFault is something in a Python text that can't be read.
type pyFault struct {
	offset  int
	message string
}

// maxBrackets is how deeply brackets may be nested, as in CPython.
const maxBrackets = 200

// A tokenizer cuts Python text into tokens.
type tokenizer struct {
	text   string
	at     int
	tokens []token
	open   []byte // closing brackets that are due
	faults []pyFault
}

func tokenize(text string) ([]token, []pyFault) {
	t := &tokenizer{text: text}
	for t.at < len(text) && len(t.faults) == 0 {
		t.next()
	}
	t.newline()
	return t.tokens, t.faults
}

func (t *tokenizer) fault(offset int, message string) {
	t.faults = append(t.faults, pyFault{offset, message})
}

func (t *tokenizer) add(kind tokenKind, end int) {
	t.tokens = append(t.tokens, token{kind: kind, text: t.text[t.at:end], start: t.at, end: end, depth: len(t.open)})
	t.at = end
}

// newline ends a logical line that has tokens.
func (t *tokenizer) newline() {
	if n := len(t.tokens); n > 0 && t.tokens[n-1].kind != newlineToken {
		t.tokens = append(t.tokens, token{kind: newlineToken, start: t.at, end: t.at})
	}
}

func (t *tokenizer) next() {
	c := t.text[t.at]
	r, _ := utf8.DecodeRuneInString(t.text[t.at:])
	switch {
	case c == '\n':
		if len(t.open) == 0 {
			t.newline()
		}
		t.at++
	case c == ' ' || c == '\t' || c == '\r' || c == '\f':
		t.at++
	case c == '\\':
		t.at = min(t.at+2, len(t.text))
		if strings.HasPrefix(t.text[t.at-1:], "\r\n") {
			t.at++
		}
	case c == '#':
		t.at += lineLength(t.text[t.at:])
	case c == '"' || c == '\'':
		t.quoted(t.at)
	case c >= '0' && c <= '9', c == '.' && t.at+1 < len(t.text) && isDigit(t.text[t.at+1]):
		t.number()
	case c == '_' || unicode.IsLetter(r):
		t.word()
	default:
		t.operator()
	}
}

func lineLength(text string) int {
	if i := strings.IndexByte(text, '\n'); i >= 0 {
		return i
	}
	return len(text)
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isWord(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }

func (t *tokenizer) word() {
	end := t.at
	for end < len(t.text) {
		r, size := utf8.DecodeRuneInString(t.text[end:])
		if !isWord(r) {
			break
		}
		end += size
	}
	if end < len(t.text) && (t.text[end] == '"' || t.text[end] == '\'') && end-t.at <= 2 &&
		strings.Trim(t.text[t.at:end], "rbufRBUF") == "" {
		t.quoted(end)
		return
	}
	t.add(nameToken, end)
}

// quoted reads a string that has its first quotation mark at quote, its prefix
// before that.
func (t *tokenizer) quoted(quote int) {
	mark := t.text[quote : quote+1]
	if strings.HasPrefix(t.text[quote:], strings.Repeat(mark, 3)) {
		mark = strings.Repeat(mark, 3)
	}
	for at := quote + len(mark); at < len(t.text); at++ {
		switch {
		case strings.HasPrefix(t.text[at:], mark):
			t.add(stringToken, at+len(mark))
			return
		case t.text[at] == '\\':
			at++
		case t.text[at] == '\n' && len(mark) == 1:
			t.fault(t.at, "the string has no closing quotation mark on its line")
			return
		}
	}
	t.fault(t.at, "the string has no closing quotation mark")
}

func (t *tokenizer) number() {
	end := t.at
	for end < len(t.text) {
		c := t.text[end]
		signed := (c == '+' || c == '-') && (t.text[end-1] == 'e' || t.text[end-1] == 'E') &&
			!strings.HasPrefix(t.text[t.at:], "0x") && !strings.HasPrefix(t.text[t.at:], "0X")
		if !signed && c != '.' && !isWord(rune(c)) {
			break
		}
		end++
	}
	t.add(numberToken, end)
}

var longOperators = []string{"**=", "//=", ">>=", "<<=", "...", "->", ":=", "==", "!=", "<=", ">=", "**", "//", "<<", ">>", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^="}

func (t *tokenizer) operator() {
	end := t.at + 1
	for _, long := range longOperators {
		if strings.HasPrefix(t.text[t.at:], long) {
			end = t.at + len(long)
			break
		}
	}
	switch c := t.text[t.at]; c {
	case '(', '[', '{':
		if len(t.open) == maxBrackets {
			t.fault(t.at, "brackets are nested more than 200 deep")
			return
		}
		t.add(operatorToken, end)
		t.open = append(t.open, map[byte]byte{'(': ')', '[': ']', '{': '}'}[c])
	case ')', ']', '}':
		if n := len(t.open); n == 0 || t.open[n-1] != c {
			t.fault(t.at, "the bracket "+string(c)+" closes none that is open")
			return
		}
		t.open = t.open[:len(t.open)-1]
		t.add(operatorToken, end)
	default:
		t.add(operatorToken, end)
	}
}
