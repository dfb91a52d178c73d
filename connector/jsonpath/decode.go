package jsonpath

import (
	"bytes"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/ohler55/ojg/jp"
)

// A place is where a decoded value stands in the text.
type place struct {
	Match
	members  map[string]*place
	elements []*place
}

// at follows a location that jp made: keys and indexes from 0 on.
func (p *place) at(location jp.Expr) *place {
	for _, f := range location {
		switch f := f.(type) {
		case jp.Child:
			p = p.members[string(f)]
		case jp.Nth:
			if int(f) < 0 || int(f) >= len(p.elements) {
				return nil
			}
			p = p.elements[f]
		}
		if p == nil {
			return nil
		}
	}
	return p
}

// decode reads a value, which stands at base in its document, as jp wants it, and
// remembers where all of its parts stand. It is done here because ojg's own parser
// breaks escaped surrogate pairs. Of members that have the same name the last one
// counts.
func decode(text []byte, base int) (*place, any, error) {
	d := decoder{base: base}
	d.Reset(bytes.NewBuffer(text), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	return d.value()
}

type decoder struct {
	jsontext.Decoder
	base int
}

func (d *decoder) value() (*place, any, error) {
	p := new(place)
	var value any
	var err error
	switch d.PeekKind() {
	case '{':
		value, err = d.object(p)
	case '[':
		value, err = d.list(p)
	default:
		var text jsontext.Value
		if text, err = d.ReadValue(); err != nil {
			return nil, nil, err
		}
		value = scalar(text)
		p.Start = d.base + int(d.InputOffset()) - len(text)
	}
	p.End = d.base + int(d.InputOffset())
	return p, value, err
}

// open reads the bracket that a list or an object begins with.
func (d *decoder) open(p *place) error {
	_, err := d.ReadToken()
	p.Start = d.base + int(d.InputOffset()) - 1
	return err
}

func (d *decoder) object(p *place) (any, error) {
	if err := d.open(p); err != nil {
		return nil, err
	}
	object := map[string]any{}
	p.members = map[string]*place{}
	for d.PeekKind() != '}' {
		token, err := d.ReadToken()
		if err != nil {
			return nil, err
		}
		name := token.String()
		if p.members[name], object[name], err = d.value(); err != nil {
			return nil, err
		}
	}
	_, err := d.ReadToken()
	return object, err
}

func (d *decoder) list(p *place) (any, error) {
	if err := d.open(p); err != nil {
		return nil, err
	}
	list := []any{}
	for d.PeekKind() != ']' {
		at, value, err := d.value()
		if err != nil {
			return nil, err
		}
		p.elements = append(p.elements, at)
		list = append(list, value)
	}
	_, err := d.ReadToken()
	return list, err
}

// scalar returns whole numbers that fit as int64, so that filters compare them
// exactly, and all others as float64.
func scalar(text jsontext.Value) any {
	switch text.Kind() {
	case '"':
		unquoted, _ := jsontext.AppendUnquote(nil, text) // invalid UTF-8 becomes U+FFFD
		return string(unquoted)
	case '0':
		if n, err := strconv.ParseInt(string(text), 10, 64); err == nil {
			return n
		}
		f, _ := strconv.ParseFloat(string(text), 64) // too large a one becomes infinite, which compares rightly
		return f
	case 't', 'f':
		return text.Kind() == 't'
	default:
		return nil
	}
}
