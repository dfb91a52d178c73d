package dlt

import "strings"

// unreadable are the statements that Starlark has nothing for, with what to write
// instead.
var unreadable = map[string]string{
	"try":      "try can't be read; write the value itself",
	"except":   "except can't be read; write the value itself",
	"finally":  "finally can't be read; write the value itself",
	"with":     "with can't be read, files and connections are out of reach; write the value itself",
	"raise":    "raise can't be read here; leave the check out",
	"await":    "await can't be read; write the value itself",
	"global":   "global can't be read; hand the value over as an argument",
	"nonlocal": "nonlocal can't be read; hand the value over as an argument",
	"del":      "del can't be read here; use dict.pop, or leave the key out",
}

const (
	noClasses = "is a class, which can't be read; write the definition as dicts"
	noAsync   = "is an async function, which can't be read"
)

// isForeignBlock reports whether tokens begin a class or something async.
func isForeignBlock(tokens []token) bool {
	return tokens[0].kind == nameToken && (tokens[0].text == "class" || tokens[0].text == "async")
}

// dropForeign takes out a class or an async function. That is no fault as long as
// nothing of the definition uses its name.
func (s *pySource) dropForeign(statements []statement, i int) (last int) {
	words := texts(statements[i].tokens)
	switch {
	case words[0] == "class" && len(words) > 1:
		s.unread[words[1]] = noClasses
	case len(words) > 2 && words[1] == "def":
		s.unread[words[2]] = noAsync
	default:
		s.faults = append(s.faults, pyFault{statements[i].tokens[0].start, "async can't be read; write the value itself"})
		return i
	}
	head := statements[i]
	last = i
	for last+1 < len(statements) && (statements[last+1].indent > head.indent || !statements[last+1].first) {
		last++
	}
	end := statements[last].tokens
	s.drop(head.tokens[0].start, end[len(end)-1].end)
	return last
}

// unreadable deals with a statement that can't be read. The function around it can't
// be called then, which is a fault only if the definition does; outside of functions
// it is one.
func (s *pySource) unreadable(statements []statement, i int) (last int) {
	first := statements[i].tokens[0]
	fault := pyFault{first.start, unreadable[first.text]}
	def := enclosing(statements, i)
	if def < 0 {
		s.faults = append(s.faults, fault)
		return i
	}
	s.stubs[s.at(statements[def].tokens[0].start)] = fault
	begin := def + 1
	for last = i; last+1 < len(statements) && (statements[last+1].indent > statements[def].indent || !statements[last+1].first); {
		last++
	}
	end := statements[last].tokens
	s.drop(statements[begin].tokens[0].start, end[len(end)-1].end)
	return last
}

// enclosing returns the index of the def that the statement i stands in, -1 for none.
func enclosing(statements []statement, i int) int {
	indent := statements[i].indent
	for j := i - 1; j >= 0; j-- {
		next := statements[j]
		if !next.first || next.indent >= indent {
			continue
		}
		if next.tokens[0].text == "def" && next.tokens[len(next.tokens)-1].text == ":" {
			return j
		}
		indent = next.indent
	}
	return -1
}

// check rewrites the statements of checks and of tidying up that have a counterpart:
// raise becomes Starlark's fail, assert goes, del of a key becomes pop.
func (s *pySource) check(tokens []token) (ok bool) {
	first, last := tokens[0], tokens[len(tokens)-1]
	switch first.text {
	case "assert":
		s.replace(first.start, last.end, "pass")
		return true
	case "raise":
		return s.raise(tokens)
	}
	// del row["key"] has just the length of row.pop("key").
	if len(tokens) < 5 || last.text != "]" {
		return false
	}
	open := -1
	for i, tok := range tokens {
		if tok.depth == 0 && tok.text == "[" {
			open = i
		}
		if tok.depth == 0 && tok.text == "," {
			return false
		}
	}
	if open < 2 || s.original[first.end] != ' ' {
		return false
	}
	target := s.original[tokens[1].start:tokens[open].start]
	if strings.ContainsAny(target, "#\n\\") || tokens[1].start != first.end+1 {
		return false
	}
	s.dropped = append(s.dropped, [2]int{first.start, tokens[open].end})
	copy(s.text[first.start:], target+".pop(")
	s.text[last.start] = ')'
	return true
}

// raise writes raise Error("text") as fail("text").
func (s *pySource) raise(tokens []token) (ok bool) {
	first, last := tokens[0], tokens[len(tokens)-1]
	if len(tokens) < 2 {
		return false
	}
	for i := 1; i < len(tokens); i++ {
		switch tok := tokens[i]; {
		case tok.depth == 0 && tok.text == "(" && last.text == ")":
			s.replace(first.start, tok.start, "fail")
			return true
		case tok.kind != nameToken && tok.text != ".":
			return false
		}
	}
	s.replace(first.start, last.end, "fail()")
	return true
}

// yield notes a yield. The function around it gets a list to put the values into, see
// completeFunctions.
func (s *pySource) yield(tokens []token) {
	first := tokens[0]
	if len(tokens) == 1 {
		s.replace(first.start, first.end, "pass")
		return
	}
	s.yields[s.at(first.start)] = tokens[1].text == "from"
	end := first.end
	if tokens[1].text == "from" {
		end = tokens[1].end
	}
	s.replace(first.start, end, "_ =")
}
