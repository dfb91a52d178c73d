package dlt

import "strings"

// keywords are words that no annotated assignment begins with or has before its
// colon.
var keywords = map[string]bool{
	"if": true, "elif": true, "else": true, "for": true, "while": true, "return": true, "lambda": true, "pass": true,
	"break": true, "continue": true, "not": true, "and": true, "or": true, "in": true, "is": true, "print": true,
	"load": true, "match": true, "case": true,
}

// tokens rewrites what Starlark writes otherwise within statements: numbers with _,
// strings side by side, f-strings, `is`, unpacking, generators.
func (s *pySource) tokens(tokens []token) {
	var open []bracket
	for i, tok := range tokens {
		if len(tok.text) > 0 && s.text[tok.start] == tok.text[0] { // else it is rewritten already
			s.token(tokens, i, open)
		}
		open = s.nest(open, tokens, i)
	}
}

func (s *pySource) token(tokens []token, i int, open []bracket) {
	tok := tokens[i]
	switch {
	case tok.kind == stringToken:
		s.str(tokens, i)
	case tok.kind == numberToken && strings.Contains(tok.text, "_"):
		s.replace(tok.start, tok.end, strings.ReplaceAll(tok.text, "_", ""))
	case tok.kind == numberToken:
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
		s.refuse(tok, ":= can't be read; assign the name on a line of its own")
	case tok.text == "yield" && tok.kind == nameToken:
		s.refuse(tok, "yield can be read at the beginning of a line only")
	case (tok.text == "await" || tok.text == "async") && tok.kind == nameToken:
		s.refuse(tok, unreadable["await"])
	case (tok.text == "*" || tok.text == "**") && i > 0 && len(open) > 0 && strings.Contains("([{,", tokens[i-1].text):
		open[len(open)-1].star(s, tokens, i)
	case tok.text == "**" && i > 0 && tokens[i-1].text != "(" && tokens[i-1].text != ",":
		s.refuse(tok, "** can't be read here; multiply, or write the number")
	case tok.text == "for" && tok.kind == nameToken && len(open) > 0:
		open[len(open)-1].generator = open[len(open)-1].kind == "("
	case tok.text == ".":
		s.encode(tokens[i:])
	}
}

func (s *pySource) refuse(tok token, message string) {
	s.faults = append(s.faults, pyFault{tok.start, message})
}

// encode takes .encode(…) away: texts are their own UTF-8 here.
func (s *pySource) encode(tokens []token) {
	for end := 3; end <= 4 && end < len(tokens); end++ {
		if tokens[1].text == "encode" && tokens[2].text == "(" && tokens[end].text == ")" && (end == 3 || tokens[3].kind == stringToken) {
			s.blank(tokens[0].start, tokens[end].end)
		}
	}
}

// A bracket is one that is open.
type bracket struct {
	at        int    // index of its token
	kind      string // ( [ {, or index for x[…] and call for f(…)
	stars     []int  // the * and ** in it
	commas    []int  // the commas after the first star
	generator bool
}

// star notes something to be unpacked. In a call Starlark does so itself.
func (b *bracket) star(s *pySource, tokens []token, i int) {
	star := tokens[i]
	if b.kind == "[" && star.text == "*" || b.kind == "{" && star.text == "**" {
		b.stars = append(b.stars, i)
		return
	}
	if b.kind == "{" || b.kind == "[" || b.kind == "index" || b.kind == "(" && star.text == "*" && b.at > 0 && tokens[b.at-1].kind == operatorToken {
		s.refuse(star, "unpacking with "+star.text+" can't be read here; write a | b for dicts, a + b for lists")
	}
}

// nest keeps account of the brackets around the tokens after i.
func (s *pySource) nest(open []bracket, tokens []token, i int) []bracket {
	tok := tokens[i]
	if tok.kind != operatorToken {
		return open
	}
	switch tok.text {
	case "(", "{", "[":
		kind := tok.text
		if kind == "[" && i > 0 && (tokens[i-1].kind == nameToken && !keywords[tokens[i-1].text] || tokens[i-1].text == ")" || tokens[i-1].text == "]") {
			kind = "index"
		}
		return append(open, bracket{at: i, kind: kind})
	case ",":
		if len(open) > 0 && len(open[len(open)-1].stars) > 0 {
			open[len(open)-1].commas = append(open[len(open)-1].commas, i)
		}
	case ")", "]", "}":
		if len(open) == 0 { // its partner stood in a part that was dropped
			return open
		}
		b := open[len(open)-1]
		if b.generator {
			s.after(tokens[b.at].end, "[")
			s.before(tok.start, "]")
		}
		if len(b.stars) > 0 {
			s.unpack(b, tokens, i)
		}
		return open[:len(open)-1]
	}
	return open
}

// The built-ins that displays with unpacking are written as calls of.
const (
	mergeName = "__merge__" // {**a, "b": 1} is __merge__({}, a, {"b": 1})
	joinName  = "__join__"  // [*a, 1] is __join__([], a, [1])
	textName  = "__text__"  // f"a{b}" is ("a" + __text__(b) + "")
)

func (s *pySource) unpack(b bracket, tokens []token, end int) {
	opening, closing, name := "{", "}", mergeName
	if b.kind == "[" {
		opening, closing, name = "[", "]", joinName
	}
	s.before(tokens[b.at].start, name+"(")
	comma := 0
	for _, star := range b.stars {
		s.text[tokens[star].start] = closing[0]
		if tokens[star].text == "**" {
			s.text[tokens[star].start+1] = ','
		} else {
			s.after(tokens[star].end, ",")
		}
		for comma < len(b.commas) && b.commas[comma] < star {
			comma++
		}
		if comma < len(b.commas) {
			s.after(tokens[b.commas[comma]].end, opening)
		} else {
			s.before(tokens[end].start, ","+opening)
		}
	}
	s.after(tokens[end].end, ")")
}
