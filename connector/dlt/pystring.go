package dlt

import "strings"

// str makes a string fit: its prefix, the places in it, and the string before it.
func (s *pySource) str(tokens []token, i int) {
	if i > 0 && tokens[i-1].kind == stringToken {
		s.concatenate(tokens, i)
	}
	tok := tokens[i]
	prefix := tok.text[:strings.IndexAny(tok.text, `"'`)]
	lower := strings.ToLower(prefix)
	switch {
	case lower == "u":
		s.blank(tok.start, tok.start+1)
	case strings.Contains(lower, "f") && strings.ContainsAny(tok.text, "{}"):
		s.fString(tok, len(prefix), strings.Contains(lower, "r"))
	case lower == "f":
		s.blank(tok.start, tok.start+1)
	case lower == "fr" || lower == "rf":
		s.text[tok.start], s.text[tok.start+1] = ' ', 'r'
	}
}

// concatenate writes a + between the strings i-1 and i, which Python joins, and
// brackets around all of them where something else follows.
func (s *pySource) concatenate(tokens []token, i int) {
	s.before(tokens[i].start, "+")
	if i+1 == len(tokens) || tokens[i+1].text != "." && tokens[i+1].text != "%" && tokens[i+1].text != "[" {
		return
	}
	first := i
	for first > 0 && tokens[first-1].kind == stringToken {
		first--
	}
	s.before(tokens[first].start, "(")
	s.after(tokens[i].end, ")")
}

// fString writes f"a{b}" as ("a"+__text__(b)+""): the prefix becomes the bracket, each
// brace a quotation mark.
func (s *pySource) fString(tok token, prefix int, raw bool) {
	quotes := 1
	if body := tok.text[prefix:]; len(body) >= 6 && body[1] == body[0] && body[2] == body[0] {
		quotes = 3
	}
	mark := tok.text[prefix : prefix+quotes]
	reopen := "+" + mark
	s.text[tok.start] = '('
	if raw {
		s.text[tok.start+1] = 'r'
		reopen = "+r" + mark
	}
	s.after(tok.end, ")")
	end := tok.end - quotes
	quote := -1 // where a quotation mark stands in the text
	for i := tok.start + prefix + quotes; i < end; i++ {
		switch c := s.original[i]; {
		case c == '\\' && !raw:
			i++
		case c == mark[0]:
			quote = i
		case c != '{' && c != '}':
		case i+1 < end && s.original[i+1] == c: // {{ stands for one brace
			s.text[i+1] = mark[0]
			s.after(i+2, mark[1:]+reopen)
			i++
		default:
			if quote == i-1 && !raw { // it mustn't meet the three that end the string
				s.before(quote, `\`)
			}
			s.text[i] = mark[0]
			s.after(i+1, mark[1:]+"+"+textName+"(")
			if i = s.fField(i+1, end); i < 0 {
				return
			}
			s.text[i] = ')'
			s.after(i+1, reopen)
		}
	}
}

// fField rewrites the expression at offset, and returns where its closing brace is; -1
// where it can't be read.
func (s *pySource) fField(offset, end int) int {
	if s.original[offset-1] == '}' {
		s.faults = append(s.faults, pyFault{offset - 1, "the bracket } closes none that is open"})
		return -1
	}
	t := &tokenizer{text: s.original[:end], at: offset}
	for t.at < end && len(t.faults) == 0 {
		if c := t.text[t.at]; len(t.open) == 0 && strings.IndexByte("}:!", c) >= 0 && !strings.HasPrefix(t.text[t.at:], "!=") {
			break
		}
		t.next()
	}
	switch {
	case len(t.faults) > 0:
		s.faults = append(s.faults, t.faults...)
		return -1
	case t.at >= end:
		s.faults = append(s.faults, pyFault{offset - 1, "the f-string has a { without its }"})
		return -1
	case t.text[t.at] != '}' || len(t.tokens) > 0 && t.tokens[len(t.tokens)-1].text == "=":
		s.faults = append(s.faults, pyFault{t.at, `formats in f-strings can't be read; write {name} alone, or "%d" % name`})
		return -1
	}
	var expression []token
	for _, tok := range t.tokens {
		if tok.kind != newlineToken {
			expression = append(expression, tok)
		}
	}
	s.tokens(expression)
	return t.at
}
