package dlt

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"math/big"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"
	"go.starlark.net/starlark"
)

// A rowReader turns records into values for a definition's functions, and back.
// Numbers that come back as they went keep their spelling: 12.50 doesn't become
// 12.5, nor 1e400 infinite. (Where one record spells the same number in two ways, the
// first one stands for both.) It is for one goroutine at a time.
type rowReader struct {
	tokens    jsontext.Decoder
	text      bytes.Buffer
	spellings map[uint64]string         // of the record's fractions, by their bits
	names     map[string]starlark.Value // of fields, as they are written in quotes
}

// maxNames is how many names of fields are kept.
const maxNames = 1000

// maxDigits is how long an integer can be that is read as one; longer ones are read
// as a fraction is.
const maxDigits = 1000

// read returns a record as a value. Of fields with the same name the last one counts,
// as in Python.
func (r *rowReader) read(record []byte) (starlark.Value, error) {
	r.text = *bytes.NewBuffer(record)
	r.tokens.Reset(&r.text, jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	clear(r.spellings)
	value, err := r.value()
	if err != nil {
		return nil, fmt.Errorf("reading a record for its processing steps: %w", err)
	}
	return value, nil
}

func (r *rowReader) value() (starlark.Value, error) {
	switch r.tokens.PeekKind() {
	case '{':
		return r.object()
	case '[':
		return r.list()
	case '0':
		text, err := r.tokens.ReadValue()
		if err != nil {
			return nil, err
		}
		return r.number(string(text)), nil
	}
	token, err := r.tokens.ReadToken()
	if err != nil {
		return nil, err
	}
	switch token.Kind() {
	case '"':
		return starlark.String(token.String()), nil
	case 't', 'f':
		return starlark.Bool(token.Bool()), nil
	}
	return starlark.None, nil
}

func (r *rowReader) object() (starlark.Value, error) {
	if _, err := r.tokens.ReadToken(); err != nil {
		return nil, err
	}
	dict := starlark.NewDict(8)
	for r.tokens.PeekKind() != '}' {
		key, err := r.name()
		if err != nil {
			return nil, err
		}
		value, err := r.value()
		if err != nil {
			return nil, err
		}
		if err := dict.SetKey(key, value); err != nil {
			return nil, err
		}
	}
	_, err := r.tokens.ReadToken()
	return dict, err
}

// name returns the name of a field. Records have mostly the same ones.
func (r *rowReader) name() (starlark.Value, error) {
	quoted, err := r.tokens.ReadValue()
	if err != nil {
		return nil, err
	}
	if name, ok := r.names[string(quoted)]; ok {
		return name, nil
	}
	text, _ := jsontext.AppendUnquote(nil, quoted) // broken UTF-8, the only error, is replaced
	name := starlark.String(text)
	if r.names == nil || len(r.names) == maxNames {
		r.names = map[string]starlark.Value{}
	}
	r.names[string(quoted)] = name
	return name, nil
}

func (r *rowReader) list() (starlark.Value, error) {
	if _, err := r.tokens.ReadToken(); err != nil {
		return nil, err
	}
	var items []starlark.Value
	for r.tokens.PeekKind() != ']' {
		item, err := r.value()
		if err != nil {
			return nil, err
		}
		items = append(items, item)
	}
	_, err := r.tokens.ReadToken()
	return starlark.NewList(items), err
}

func (r *rowReader) number(text string) starlark.Value {
	if n, err := strconv.ParseInt(text, 10, 64); err == nil && text != "-0" {
		return starlark.MakeInt64(n)
	}
	if len(text) <= maxDigits {
		if n, ok := new(big.Int).SetString(text, 10); ok && n.Sign() != 0 {
			return starlark.MakeBigInt(n)
		}
	}
	f, _ := strconv.ParseFloat(text, 64) // out of range it is infinite, and keeps its spelling
	if r.spellings == nil {
		r.spellings = map[uint64]string{}
	}
	if _, twice := r.spellings[math.Float64bits(f)]; !twice {
		r.spellings[math.Float64bits(f)] = text
	}
	return starlark.Float(f)
}

// Bounds of a record that functions have made.
const (
	maxRowDepth = 1000
	maxRowBytes = 256 << 20
)

var (
	errRowDepth = errors.New("the record is nested more than 1,000 deep, or holds itself")
	errRowBytes = errors.New("the record is larger than 256 MiB")
	errNotJSON  = errors.New("the record holds a number that is infinite or none at all")
)

// write appends a record. A value that isn't a dict becomes {"value": …}, as a record
// of the API would.
func (r *rowReader) write(out []byte, row starlark.Value) ([]byte, error) {
	if _, ok := row.(*starlark.Dict); ok {
		return r.append(out, row, 0)
	}
	if row == starlark.None {
		return nil, errors.New("it returned None; a function has to end with return and the record")
	}
	out, err := r.append(append(out, `{"value":`...), row, 1)
	return append(out, '}'), err
}

func (r *rowReader) append(out []byte, value starlark.Value, depth int) ([]byte, error) {
	if depth > maxRowDepth {
		return nil, errRowDepth
	}
	if len(out) > maxRowBytes {
		return nil, errRowBytes
	}
	switch v := value.(type) {
	case starlark.NoneType:
		return append(out, "null"...), nil
	case starlark.Bool:
		return strconv.AppendBool(out, bool(v)), nil
	case starlark.Int:
		if n, ok := v.Int64(); ok {
			return strconv.AppendInt(out, n, 10), nil
		}
		return append(out, v.String()...), nil
	case starlark.Float:
		return r.appendFloat(out, float64(v))
	case starlark.String:
		out, _ = jsontext.AppendQuote(out, string(v)) // broken UTF-8, the only error, is replaced
		return out, nil
	case *starlark.Dict:
		return r.appendObject(out, v, depth)
	case *starlark.List, starlark.Tuple:
		return r.appendList(out, v.(starlark.Iterable), depth)
	}
	return nil, fmt.Errorf("a %s can't stand in a record", value.Type())
}

func (r *rowReader) appendFloat(out []byte, f float64) ([]byte, error) {
	if text, ok := r.spellings[math.Float64bits(f)]; ok {
		return append(out, text...), nil
	}
	if math.IsInf(f, 0) || math.IsNaN(f) {
		return nil, errNotJSON
	}
	return append(out, decimal(f)...), nil
}

func (r *rowReader) appendObject(out []byte, dict *starlark.Dict, depth int) ([]byte, error) {
	out = append(out, '{')
	comma := false
	for key, value := range dict.Entries() {
		if comma {
			out = append(out, ',')
		}
		comma = true
		name, err := keyText(key)
		if err != nil {
			return nil, err
		}
		out, _ = jsontext.AppendQuote(out, name)
		if out, err = r.append(append(out, ':'), value, depth+1); err != nil {
			return nil, err
		}
	}
	return append(out, '}'), nil
}

func (r *rowReader) appendList(out []byte, list starlark.Iterable, depth int) ([]byte, error) {
	out = append(out, '[')
	items := list.Iterate()
	defer items.Done()
	var item starlark.Value
	for comma := false; items.Next(&item); comma = true {
		if comma {
			out = append(out, ',')
		}
		var err error
		if out, err = r.append(out, item, depth+1); err != nil {
			return nil, err
		}
	}
	return append(out, ']'), nil
}
