package dlt

import (
	"bytes"
	"strings"
)

// unreadable are the statements that Starlark has nothing for, with what to write
// instead.
var unreadable = map[string]string{
	"class":    "classes can't be read; write the definition as a dict",
	"try":      "try can't be read; write the value itself",
	"except":   "except can't be read; write the value itself",
	"finally":  "finally can't be read; write the value itself",
	"with":     "with can't be read, files and connections are out of reach; write the value itself",
	"raise":    "raise can't be read; leave the check out",
	"assert":   "assert can't be read; leave the check out",
	"async":    "async functions can't be read; write the definition as a dict",
	"await":    "await can't be read; write the value itself",
	"global":   "global can't be read; hand the value over as an argument",
	"nonlocal": "nonlocal can't be read; hand the value over as an argument",
	"del":      "del can't be read; use dict.pop, or leave the key out",
}

// keywords are words that no annotated assignment begins with or has before its
// colon.
var keywords = map[string]bool{
	"if": true, "elif": true, "else": true, "for": true, "while": true, "return": true, "lambda": true, "pass": true,
	"break": true, "continue": true, "not": true, "and": true, "or": true, "in": true, "is": true, "print": true,
	"load": true, "match": true, "case": true,
}

// tokens rewrites what Starlark writes otherwise within statements: numbers with _,
// strings side by side, `is`, prefixes of strings.
func (s *pySource) tokens(tokens []token) {
	var display []bool
	for i, tok := range tokens {
		taken := len(tok.text) > 0 && s.text[tok.start] != tok.text[0]
		switch {
		case taken:
		case tok.kind == stringToken:
			s.prefix(tok)
			if i > 0 && tokens[i-1].kind == stringToken {
				s.concatenate(tokens, i)
			}
		case tok.kind == numberToken && strings.Contains(tok.text, "_"):
			s.replace(tok.start, tok.end, strings.ReplaceAll(tok.text, "_", ""))
		case tok.text == "is" && tok.kind == nameToken:
			if i+1 < len(tokens) && tokens[i+1].text == "not" {
				s.replace(tok.start, tok.end, "!=")
				s.blank(tokens[i+1].start, tokens[i+1].end)
			} else {
				s.replace(tok.start, tok.end, "==")
			}
		case tok.text == "load" && tok.kind == nameToken:
			s.text[tok.start] = 'L' // a keyword of Starlark's, a common name in Python
		case tok.text == ":=":
			s.faults = append(s.faults, pyFault{tok.start, ":= can't be read; assign the name on a line of its own"})
		case tok.text == "yield" && tok.kind == nameToken:
			s.faults = append(s.faults, pyFault{tok.start, "yield can be read at the beginning of a line only"})
		case (tok.text == "await" || tok.text == "async") && tok.kind == nameToken:
			s.faults = append(s.faults, pyFault{tok.start, unreadable[tok.text]})
		case (tok.text == "*" || tok.text == "**") && i > 0 && len(display) > 0 && display[len(display)-1] && strings.Contains("[{,", tokens[i-1].text):
			s.faults = append(s.faults, pyFault{tok.start, "unpacking with " + tok.text + " can't be read here; write a | b for dicts, a + b for lists"})
		}
		display = nest(display, tokens, i)
	}
}

// nest keeps account of the brackets around the tokens after i: whether each is
// that of a list or a dict.
func nest(display []bool, tokens []token, i int) []bool {
	if tokens[i].kind != operatorToken {
		return display
	}
	switch tokens[i].text {
	case "(", "{":
		return append(display, tokens[i].text == "{")
	case "[":
		index := i > 0 && (tokens[i-1].kind == nameToken || tokens[i-1].text == ")" || tokens[i-1].text == "]")
		return append(display, !index)
	case ")", "]", "}":
		return display[:len(display)-1]
	}
	return display
}

// prefix takes the u of u"…" away, and the f where the string has no places to
// fill.
func (s *pySource) prefix(tok token) {
	prefix := tok.text[:strings.IndexAny(tok.text, `"'`)]
	for i, c := range prefix {
		switch {
		case c == 'u' || c == 'U':
			s.text[tok.start+i] = ' '
		case (c == 'f' || c == 'F') && !strings.ContainsAny(tok.text, "{}"):
			s.text[tok.start+i] = ' '
			if len(prefix) == 2 { // keep the r of fr"…" next to the quotation mark
				s.text[tok.start], s.text[tok.start+1] = ' ', 'r'
			}
		case c == 'f' || c == 'F':
			s.faults = append(s.faults, pyFault{tok.start, `f-strings can't be read; write "…" + name, or "…{}…".format(name)`})
		}
	}
}

// concatenate writes a + between the strings i-1 and i, which Python joins.
func (s *pySource) concatenate(tokens []token, i int) {
	before, tok := tokens[i-1], tokens[i]
	gap := s.text[before.end:tok.start]
	if comment := bytes.IndexByte(gap, '#'); comment >= 0 {
		gap = gap[:comment]
	}
	at := bytes.IndexByte(gap, ' ')
	if at < 0 && len(gap) < tok.start-before.end {
		gap, at = s.text[before.end:tok.start], -1
	}
	if at < 0 {
		if end := bytes.LastIndexByte(gap, '\n'); end >= 0 && end+1 < len(gap) {
			at = end + 1
		}
	}
	next := ""
	if i+1 < len(tokens) {
		next = tokens[i+1].text
	}
	if at < 0 || next == "." || next == "%" || next == "[" {
		s.faults = append(s.faults, pyFault{tok.start, "strings side by side can't be read here; put a + between them, and brackets around all"})
		return
	}
	s.text[before.end+at] = '+'
}
