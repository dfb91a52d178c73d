package jsonpath

import "strings"

// A parser reads a path by the grammar of jsonpath-ng:
//
//	chain = term { ("." | "..") term }
//	term  = atom { bracket } { "|" atom { bracket } }
//	atom  = "$" | "*" | keys | bracket | "(" chain ")"
//	keys  = key { "," key }
//
// so that "|" binds tighter than ".", and a.b|c is a.b and a.c. Only before a $ it
// separates whole paths.
type parser struct {
	text  string
	at    int
	depth int // of parentheses
}

// routes are the branches of a path; each is a row of fragments.
type routes [][]fragment

func (p *parser) parse() ([]route, error) {
	if len(p.text) > maxLength {
		return nil, p.fail(maxLength, "a path may have %d bytes at most", maxLength)
	}
	p.space()
	if p.at == len(p.text) {
		return nil, nil
	}
	branches, err := p.chain()
	for err == nil && p.fresh() {
		p.take("|")
		var next routes
		next, err = p.chain()
		branches = append(branches, next...)
	}
	switch {
	case err != nil:
		return nil, err
	case p.at < len(p.text):
		return nil, p.unexpected()
	}
	return p.split(branches)
}

// fresh reports whether a "|" and a $ that stands alone follow: who writes
// $.data|$.items means two whole paths, though jsonpath-ng reads $.(data|$).items.
func (p *parser) fresh() bool {
	rest, ok := strings.CutPrefix(p.text[p.at:], "|")
	rest, root := strings.CutPrefix(strings.TrimLeft(rest, " \t\r\n"), "$")
	return ok && root && endsName(rest)
}

// endsName reports whether no part of a key follows.
func endsName(rest string) bool {
	rest = strings.TrimLeft(rest, " \t\r\n")
	return rest == "" || strings.IndexByte(".[|)", rest[0]) >= 0
}

// split parts the plain steps at the start of each branch from the rest.
func (p *parser) split(branches routes) ([]route, error) {
	if len(branches) > maxRoutes {
		return nil, p.tooMany()
	}
	result := make([]route, len(branches))
	for i, fragments := range branches {
		if len(fragments) > maxSteps {
			return nil, p.fail(0, "a path may have %d steps at most", maxSteps)
		}
		r, descents := &result[i], 0
		for j, f := range fragments {
			if step, ok := f.plain(); ok && r.rest == nil {
				r.steps = append(r.steps, step)
				continue
			}
			if r.rest == nil {
				r.rest = fragments[j:]
			}
			if f.kind == descend {
				descents++
			}
		}
		if descents > maxDescents {
			return nil, p.fail(0, "a path may have .. %d times at most", maxDescents)
		}
	}
	return result, nil
}

func (p *parser) chain() (routes, error) {
	if p.depth++; p.depth > maxDepth {
		return nil, p.fail(p.at, "parentheses may be %d deep at most", maxDepth)
	}
	defer func() { p.depth-- }()
	branches, err := p.term(true)
	for err == nil {
		deep := p.take("..")
		if !deep && !p.take(".") {
			break
		}
		var next routes
		if next, err = p.term(false); err != nil {
			break
		}
		if deep {
			next = routes{{{kind: descend}}}.then(next)
		}
		if len(branches)*len(next) > maxRoutes {
			return nil, p.tooMany()
		}
		branches = branches.then(next)
	}
	return branches, err
}

func (p *parser) tooMany() error {
	return p.fail(p.at, "unions may make %d paths at most", maxRoutes)
}

// then returns every branch of r followed by every one of next.
func (r routes) then(next routes) routes {
	result := make(routes, 0, len(r)*len(next))
	for _, head := range r {
		for _, tail := range next {
			row := make([]fragment, 0, len(head)+len(tail))
			result = append(result, append(append(row, head...), tail...))
		}
	}
	return result
}

func (p *parser) term(first bool) (routes, error) {
	var union routes
	for {
		branches, err := p.atom(first)
		for err == nil && p.peek() == '[' {
			var next routes
			if next, err = p.bracket(); err != nil {
				break
			}
			if len(branches)*len(next) > maxRoutes {
				return nil, p.tooMany()
			}
			branches = branches.then(next)
		}
		if err != nil {
			return nil, err
		}
		union = append(union, branches...)
		if strings.HasPrefix(p.text[p.at:], "||") || p.fresh() || !p.take("|") {
			return union, nil
		}
	}
}

func (p *parser) atom(first bool) (routes, error) {
	p.space()
	if p.at == len(p.text) {
		return nil, p.fail(p.at, "the path ends where a key, * or [ has to follow")
	}
	switch c := p.text[p.at]; {
	case c == '[':
		return p.bracket()
	case c == '*':
		p.at++
		p.space()
		return routes{{{kind: wildcard}}}, nil
	case c == '(':
		return p.group()
	case c == '`':
		return p.extension()
	case first && p.isRoot():
		p.at++
		p.space()
		return routes{nil}, nil
	}
	return p.keys()
}

// isRoot reports whether a $ or @ that stands alone follows.
func (p *parser) isRoot() bool {
	c := p.text[p.at]
	return (c == '$' || c == '@') && endsName(p.text[p.at+1:])
}

func (p *parser) group() (routes, error) {
	open := p.at
	p.at++
	branches, err := p.chain()
	if err != nil {
		return nil, err
	}
	if !p.take(")") {
		return nil, p.fail(open, "this ( has no ) that closes it")
	}
	return branches, nil
}

// extension reads one of jsonpath-ng's names in back quotes. `this` stays at the
// value; the others compute something or lead upward, which is no selection.
func (p *parser) extension() (routes, error) {
	if p.take("`this`") {
		return routes{nil}, nil
	}
	return nil, p.fail(p.at, "jsonpath-ng's extensions in back quotes can't be used here; write a path of keys, [*], [0] and filters, or quote a key that holds a back quote: ['`']")
}
