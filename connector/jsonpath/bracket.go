package jsonpath

import (
	"strconv"
	"strings"

	"source-rest-api/connector/rawjson"
)

// bracket reads [*], [0], [0,1], [1:3], ['key'], ['a','b'], [key] or a filter.
func (p *parser) bracket() (routes, error) {
	open := p.at
	p.at++
	p.space()
	if p.peek() == '?' {
		return p.filter(open)
	}
	var union routes
	for {
		f, err := p.selector()
		if err != nil {
			return nil, err
		}
		union = append(union, []fragment{f})
		if p.take(",") {
			continue
		}
		return union, p.close(open)
	}
}

// close reads the bracket that closes the one at open.
func (p *parser) close(open int) error {
	if p.take("]") {
		return nil
	}
	if p.at == len(p.text) {
		return p.fail(open, "this [ has no ] that closes it")
	}
	return p.fail(p.at, "%q can't stand here; ] has to close the bracket", []rune(p.text[p.at:])[0])
}

// selector reads one of the things that commas separate within a bracket.
func (p *parser) selector() (fragment, error) {
	switch c := p.peek(); c {
	case '*':
		p.at++
		p.space()
		return fragment{kind: element}, nil
	case '\'', '"':
		key, err := p.quoted()
		return fragment{kind: step, step: rawjson.Key(key)}, err
	case 0:
		return fragment{}, p.fail(p.at, "the path ends within a bracket; *, an index, a key in quotes or a filter and ] have to follow")
	}
	start := p.at
	end := strings.IndexAny(p.text[start:], ",]")
	if end < 0 {
		end = len(p.text) - start
	}
	word := strings.TrimSpace(p.text[start : start+end])
	if strings.Trim(word, "-0123456789: ") == "" && word != "" {
		p.at = start + end
		return p.number(start, word)
	}
	key, err := p.key()
	return fragment{kind: step, step: rawjson.Key(key)}, err
}

// number reads an index or a slice.
func (p *parser) number(start int, word string) (fragment, error) {
	parts := strings.Split(word, ":")
	if len(parts) == 1 {
		index, err := strconv.Atoi(word)
		if err != nil {
			return fragment{}, p.fail(start, "%s is no index; write a whole number, as in [0] or [-1]", word)
		}
		return fragment{kind: step, step: rawjson.Index(index)}, nil
	}
	f := fragment{kind: slice, bounds: []int{0, noEnd, 1}}
	for i, part := range parts {
		part = strings.TrimSpace(part)
		n, err := strconv.Atoi(part)
		if i > 2 || part != "" && err != nil || i == 2 && part != "" && n < 1 {
			return fragment{}, p.fail(start, "%s is no slice; write [from:to] or [from:to:stride] with whole numbers, the stride above 0", word)
		}
		if part != "" {
			f.bounds[i] = n
		}
	}
	return f, nil
}
