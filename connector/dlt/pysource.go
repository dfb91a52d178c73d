package dlt

import (
	"sort"
	"strings"
)

// A pySource is a Python text made fit for Starlark: what Starlark lacks and a
// definition doesn't need is blanked out, what it spells otherwise is written its way.
// Every line stays where it was, and place tells where a column was.
type pySource struct {
	original string
	lines    []int // offsets of the lines, see at
	text     []byte
	inserted []insertion
	imported map[string]string  // a name that was imported -> the module it is from
	aliases  map[string]string  // a name that was imported with `as` -> its own name
	sources  []string           // names of functions under @dlt.source
	unread   map[string]string  // a name whose definition can't be read -> what to write instead
	stubs    map[[2]int]pyFault // by the line and column of its def, why a function can't be read
	yields   map[[2]int]bool    // the places of yields; true for those with from
	main     bool               // there is a block for running the file as a program
	dropped  [][2]int           // parts of the text that were taken out as a whole
	faults   []pyFault
}

// A statement is a simple statement, or the head of a compound one.
type statement struct {
	tokens []token
	indent int // of its line, in columns
	first  bool
}

// rewritePython makes text fit for Starlark. main says whether the block under
// if __name__ == "__main__" is to be read; else it is left out.
func rewritePython(text string, main bool) *pySource {
	s := &pySource{
		original: text,
		text:     []byte(text),
		imported: map[string]string{},
		aliases:  map[string]string{},
		unread:   map[string]string{},
		stubs:    map[[2]int]pyFault{},
		yields:   map[[2]int]bool{},
	}
	tokens, faults := tokenize(text)
	s.faults = faults
	if len(faults) > 0 {
		return s
	}
	statements := split(text, tokens)
	for i := 0; i < len(statements); i++ {
		switch words := statements[i].tokens; {
		case isMainGuard(words):
			s.main = true
			if main {
				s.replace(words[1].start, words[3].end, "True")
				continue
			}
			i = s.dropBlock(statements, i)
		case isTypeGuard(words):
			i = s.dropBlock(statements, i)
		case isForeignBlock(words):
			i = s.dropForeign(statements, i)
		default:
			i = s.statement(statements, i)
		}
	}
	s.tokens(s.kept(tokens))
	sort.SliceStable(s.faults, func(i, j int) bool { return s.faults[i].offset < s.faults[j].offset })
	return s
}

// split parts tokens at line ends and semicolons.
func split(text string, tokens []token) (statements []statement) {
	next := statement{first: true}
	begin := 0
	for i, tok := range tokens {
		end := tok.kind == newlineToken
		if !end && !(tok.text == ";" && tok.depth == 0) {
			continue
		}
		if next.first {
			next.indent = indent(text, tokens[begin].start)
		}
		if next.tokens = tokens[begin:i]; i > begin {
			statements = append(statements, next)
		}
		next.first, begin = end, i+1
	}
	return statements
}

// indent returns how far the line that offset is in is indented, a tab counting to
// the next multiple of 8 as in Python.
func indent(text string, offset int) (columns int) {
	for _, c := range text[strings.LastIndexByte(text[:offset], '\n')+1 : offset] {
		switch c {
		case ' ':
			columns++
		case '\t':
			columns += 8 - columns%8
		default:
			return columns
		}
	}
	return columns
}

// texts returns the words of tokens, for comparing.
func texts(tokens []token) []string {
	words := make([]string, len(tokens))
	for i, tok := range tokens {
		words[i] = tok.text
	}
	return words
}

// isTypeGuard reports whether tokens begin with the guard around imports that only
// type checkers need.
func isTypeGuard(tokens []token) bool {
	return len(tokens) >= 3 && tokens[0].text == "if" && tokens[1].text == "TYPE_CHECKING"
}

// isMainGuard reports whether tokens begin with if __name__ == "__main__".
func isMainGuard(tokens []token) bool {
	return len(tokens) >= 5 && tokens[0].text == "if" && tokens[1].text == "__name__" && tokens[2].text == "==" &&
		strings.Trim(tokens[3].text, `"'`) == "__main__" && tokens[4].text == ":"
}

// dropBlock blanks the statement at i and the block below it, with its else branch,
// and returns the index of the last statement that belongs to it.
func (s *pySource) dropBlock(statements []statement, i int) int {
	head, last := statements[i], i
	for j := i + 1; j < len(statements); j++ {
		next := statements[j]
		inside := next.indent > head.indent || !next.first
		if !inside && next.tokens[0].text != "else" && next.tokens[0].text != "elif" {
			break
		}
		last = j
	}
	end := statements[last].tokens
	s.drop(head.tokens[0].start, end[len(end)-1].end)
	return last
}

// statement takes out of one statement what Starlark lacks. It returns the index of
// the last statement that it has dealt with.
func (s *pySource) statement(statements []statement, i int) (last int) {
	tokens := statements[i].tokens
	first, end := tokens[0], tokens[len(tokens)-1]
	if first.kind != nameToken && first.text != "@" {
		return i
	}
	switch first.text {
	case "import", "from":
		s.imports(tokens)
		s.replace(first.start, end.end, "pass")
	case "@":
		s.decorator(statements, i)
		s.blank(first.start, end.end)
	case "def":
		s.signature(tokens)
	case "yield":
		s.yield(tokens)
	case "raise", "assert", "del":
		if !s.check(tokens) {
			return s.unreadable(statements, i)
		}
	default:
		if unreadable[first.text] != "" {
			return s.unreadable(statements, i)
		}
		s.annotation(tokens)
	}
	return i
}

// imports notes the names that an import brings.
func (s *pySource) imports(tokens []token) {
	words := texts(tokens)
	if words[0] == "import" {
		for i := 1; i < len(words); i++ {
			if words[i] == "as" && i+1 < len(words) {
				begin := i - 1
				for begin > 1 && words[begin-1] == "." {
					begin -= 2
				}
				module := strings.Join(words[max(begin, 1):i], "")
				s.imported[words[i+1]] = module
				s.aliases[words[i+1]] = module
				i++
			} else if tokens[i].kind == nameToken && words[i-1] != "." {
				s.imported[words[i]] = words[i]
			}
		}
		return
	}
	at := len(words)
	for i, word := range words {
		if word == "import" && i > 0 {
			at = i
			break
		}
	}
	module := strings.Join(words[1:at], "")
	for i := at + 1; i < len(words); i++ {
		if tokens[i].kind != nameToken {
			continue
		}
		if words[i] == "as" && i+1 < len(words) {
			s.imported[words[i+1]] = module
			s.aliases[words[i+1]] = words[i-1]
			i++
			continue
		}
		s.imported[words[i]] = module
	}
}

// decorator notes the function that stands under @dlt.source.
func (s *pySource) decorator(statements []statement, i int) {
	words := texts(statements[i].tokens)
	if len(words) < 4 || words[1] != "dlt" || words[2] != "." || words[3] != "source" {
		return
	}
	const most = 20 // decorators of one function
	for _, below := range statements[i+1 : min(i+1+most, len(statements))] {
		switch below.tokens[0].text {
		case "@":
			continue
		case "def":
			if len(below.tokens) > 1 {
				s.sources = append(s.sources, below.tokens[1].text)
			}
		}
		return
	}
}

// signature blanks the types in a function's head.
func (s *pySource) signature(tokens []token) {
	arrow := -1
	inParams, awaitType := false, false
	typeFrom := -1
	for _, tok := range tokens {
		switch {
		case tok.depth == 0 && tok.text == ":":
			if arrow >= 0 {
				s.blank(arrow, tok.start)
			}
			return
		case tok.depth == 0 && tok.text == "->":
			arrow = tok.start
		case tok.depth == 0 && tok.text == "(" && !inParams:
			inParams, awaitType = true, true
		case inParams && awaitType && tok.depth == 1 && tok.text == ":":
			typeFrom, awaitType = tok.start, false
		case inParams && (tok.depth == 1 && (tok.text == "," || tok.text == "=") || tok.depth == 0 && tok.text == ")"):
			if typeFrom >= 0 {
				s.blank(typeFrom, tok.start)
				typeFrom = -1
			}
			awaitType = tok.text == ","
			inParams = tok.text != ")"
		}
	}
}

// annotation blanks the type in `name: type = value`, and all of `name: type`.
func (s *pySource) annotation(tokens []token) {
	if keywords[tokens[0].text] {
		return
	}
	colon := -1
	for i, tok := range tokens {
		if tok.depth > 0 {
			continue
		}
		switch {
		case colon < 0 && tok.text == ":":
			colon = i
		case colon >= 0 && tok.text == "=":
			s.blank(tokens[colon].start, tok.start)
			return
		case colon < 0 && tok.kind == operatorToken && !strings.Contains(".[](){}", tok.text), colon < 0 && keywords[tok.text]:
			return
		}
	}
	if colon > 0 {
		s.replace(tokens[0].start, tokens[len(tokens)-1].end, "pass")
	}
}
