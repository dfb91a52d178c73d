package jsonpath

import (
	"strings"

	"source-rest-api/connector/rawjson"
)

// keys reads one key, or several with commas between them.
func (p *parser) keys() (routes, error) {
	var union routes
	for {
		key, err := p.key()
		if err != nil {
			return nil, err
		}
		union = append(union, []fragment{{kind: step, step: rawjson.Key(key)}})
		if !p.take(",") {
			return union, nil
		}
		p.space()
	}
}

// key reads a key, quoted or not.
func (p *parser) key() (string, error) {
	if c := p.peek(); c == '\'' || c == '"' {
		return p.quoted()
	}
	start := p.at
	p.bare()
	// OData's annotations are names with a dot in them: @odata.nextLink,
	// size@odata.count (OData JSON Format 4.01, section 4.6).
	if strings.HasSuffix(p.text[start:p.at], "@odata") && p.peek() == '.' {
		p.at++
		p.bare()
	}
	key := p.text[start:p.at]
	if key == "" {
		return "", p.unexpected()
	}
	if key == "$" {
		return "", p.fail(start, "$ stands for the whole answer and can only be the beginning; a key of that name is written ['$']")
	}
	p.space()
	if p.at < len(p.text) && strings.IndexByte(".[]|,)", p.text[p.at]) < 0 {
		return "", p.unexpected()
	}
	return key, nil
}

// bare passes over the characters of an unquoted key.
func (p *parser) bare() {
	if n := strings.IndexAny(p.text[p.at:], special); n >= 0 {
		p.at += n
	} else {
		p.at = len(p.text)
	}
}

// quoted reads a string, in which a backslash takes the next character as it is.
func (p *parser) quoted() (string, error) {
	start, mark := p.at, p.text[p.at]
	var key strings.Builder
	for p.at++; p.at < len(p.text); p.at++ {
		switch c := p.text[p.at]; {
		case c == mark:
			p.at++
			p.space()
			return key.String(), nil
		case c == '\\' && p.at+1 < len(p.text):
			p.at++
			key.WriteByte(p.text[p.at])
		default:
			key.WriteByte(c)
		}
	}
	return "", p.fail(start, "the quote that begins here isn't closed")
}

// unexpected is the error about whatever follows.
func (p *parser) unexpected() error {
	if p.at >= len(p.text) {
		return p.fail(p.at, "the path ends where a key, * or [ has to follow")
	}
	c := []rune(p.text[p.at:])[0]
	switch {
	case c == '.' || c == ',' || c == '|' || c == ']' || c == ')':
		return p.fail(p.at, "%q can't stand here; a key, * or [ has to", c)
	case strings.ContainsRune(special, c):
		return p.fail(p.at, "%q can't stand here; a key that holds it is written in quotes: ['a%cb']", c, c)
	default:
		return p.fail(p.at, "%q can't stand here; keys are separated by dots", c)
	}
}

func (p *parser) space() {
	for p.at < len(p.text) && strings.IndexByte(" \t\r\n", p.text[p.at]) >= 0 {
		p.at++
	}
}

// peek returns the next character, 0 at the end.
func (p *parser) peek() byte {
	if p.at == len(p.text) {
		return 0
	}
	return p.text[p.at]
}

// take passes over token, and the white space after it, if it follows.
func (p *parser) take(token string) bool {
	if !strings.HasPrefix(p.text[p.at:], token) {
		return false
	}
	p.at += len(token)
	p.space()
	return true
}
