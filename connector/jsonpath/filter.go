package jsonpath

import (
	"strconv"
	"strings"

	"github.com/ohler55/ojg/jp"

	"source-rest-api/connector/rawjson"
)

// filter reads the filter of the bracket at open:
//
//	filter     = "?" or
//	or         = and { ("||" | "|") and }
//	and        = condition { ("&&" | "&") condition }
//	condition  = "!" condition | "(" or ")" | operand [ operator value ]
//
// It takes both jsonpath-ng's spelling (v>5 & w=='a') and the common one
// (@.v > 5 && @.w == "a"), and writes the latter for ojg.
func (p *parser) filter(open int) (routes, error) {
	p.take("?")
	condition, err := p.or()
	if err != nil {
		return nil, err
	}
	f := fragment{kind: filter, filter: "[?(" + condition + ")]"}
	if _, err := jp.ParseString(f.filter); err != nil {
		return nil, p.fail(open, "this filter can't be understood; write it like [?(@.state == 'open' && @.size > 5)]")
	}
	return routes{{f}}, p.close(open)
}

func (p *parser) or() (string, error) {
	if p.depth++; p.depth > maxDepth {
		return "", p.fail(p.at, "parentheses may be %d deep at most", maxDepth)
	}
	defer func() { p.depth-- }()
	return p.joined(p.and, " || ", "||", "|")
}

func (p *parser) and() (string, error) {
	return p.joined(p.condition, " && ", "&&", "&")
}

// joined reads parts that are separated by one of the operators, and writes them
// joined by glue.
func (p *parser) joined(part func() (string, error), glue string, operators ...string) (string, error) {
	left, err := part()
	for err == nil && (p.take(operators[0]) || p.take(operators[1])) {
		var right string
		right, err = part()
		left = "(" + left + glue + right + ")"
	}
	return left, err
}

func (p *parser) condition() (string, error) {
	switch {
	case p.peek() == '!':
		start := p.at
		p.at++
		p.space()
		if p.peek() != '(' {
			return "", p.fail(start, "! has to be followed by a condition in parentheses: !(@.done)")
		}
		condition, err := p.condition()
		return "!(" + condition + ")", err
	case p.peek() == '(':
		open := p.at
		p.take("(")
		condition, err := p.or()
		if err == nil && !p.take(")") {
			err = p.fail(open, "this ( has no ) that closes it")
		}
		return condition, err
	}
	return p.comparison()
}

func (p *parser) comparison() (string, error) {
	left, err := p.operand()
	if err != nil {
		return "", err
	}
	for _, operator := range []string{"==", "=~", "=", "!=", "<=", ">=", "<", ">"} {
		if !p.take(operator) {
			continue
		}
		right, err := p.value()
		if operator == "=" {
			operator = "=="
		}
		return "(" + left + " " + operator + " " + right + ")", err
	}
	return "(" + left + " exists true)", nil
}

// operand reads what is compared: a path from the value at hand.
func (p *parser) operand() (string, error) {
	start := p.at
	out := "@"
	for first := true; ; first = false {
		switch {
		case first && p.take("@"):
		case p.peek() == '[':
			branches, err := p.bracket()
			if err != nil {
				return "", err
			}
			if len(branches) != 1 || branches[0][0].kind != step {
				return "", p.fail(start, "in a filter a path is made of keys and indexes: @.a.b[0]")
			}
			out += spell(branches[0][0])
		case first || p.take("."):
			key, err := p.operandKey()
			if err != nil {
				return "", err
			}
			out += "[" + quote(key) + "]"
		default:
			return out, nil
		}
	}
}

// spell writes a key or an index for ojg.
func spell(f fragment) string {
	if f.step.Kind == rawjson.KeyStep {
		return "[" + quote(f.step.Name) + "]"
	}
	return "[" + strconv.Itoa(f.step.Index) + "]"
}

func (p *parser) operandKey() (string, error) {
	if c := p.peek(); c == '\'' || c == '"' {
		return p.quoted()
	}
	start := p.at
	p.bare()
	if key := p.text[start:p.at]; key != "" {
		p.space()
		return key, nil
	}
	return "", p.fail(p.at, "a key has to stand here, as in [?(@.state == 'open')]")
}

// value reads what something is compared with. A word without quotes is a string
// for jsonpath-ng, unless it is true, false or null.
func (p *parser) value() (string, error) {
	if c := p.peek(); c == '\'' || c == '"' {
		text, err := p.quoted()
		return quote(text), err
	}
	start := p.at
	n := strings.IndexAny(p.text[start:], " \t\r\n)]&|,")
	if n < 0 {
		n = len(p.text) - start
	}
	word := p.text[start : start+n]
	p.at += n
	p.space()
	if word == "" {
		return "", p.fail(start, "a value has to follow, as in [?(@.size > 5)] or [?(@.state == 'open')]")
	}
	if _, err := strconv.ParseFloat(word, 64); err == nil && strings.Trim(word, "-+.0123456789eE") == "" {
		return strings.TrimPrefix(word, "+"), nil
	}
	if word == "true" || word == "false" || word == "null" {
		return word, nil
	}
	if strings.HasPrefix(word, "@") || strings.HasPrefix(word, "$") {
		return "", p.fail(start, "a filter compares with a value, not with another path")
	}
	return quote(word), nil
}
