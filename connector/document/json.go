package document

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"source-rest-api/connector/failure"
)

// byteOrderMark begins texts that some editors save.
var byteOrderMark = []byte("\xef\xbb\xbf")

// ParseJSON reads a JSON text (RFC 8259) that holds one value. The error is a
// failure.Faults. A name that stands twice in an object is a fault, and so is
// nesting deeper than 1,000.
func ParseJSON(text []byte) (*Node, error) {
	text = bytes.TrimPrefix(text, byteOrderMark)
	r := &jsonReader{
		dec: jsontext.NewDecoder(bytes.NewReader(text), jsontext.AllowDuplicateNames(true)),
		pos: newCursor(text),
	}
	node, err := r.value(0)
	if err == nil {
		err = r.end()
	}
	if err != nil {
		r.syntax(err, text)
	}
	if err := r.faults.Err(); err != nil {
		return nil, err
	}
	return node, nil
}

// A jsonReader builds nodes of a token stream.
type jsonReader struct {
	dec    *jsontext.Decoder
	pos    *cursor
	faults failure.Faults
}

// errTooDeep ends the reading of a text that nests too deeply.
var errTooDeep = errors.New("is nested more than 1,000 deep")

func (r *jsonReader) value(depth int) (*Node, error) {
	if depth > maxDepth {
		return nil, errTooDeep
	}
	switch r.dec.PeekKind() {
	case '{':
		return r.object(depth)
	case '[':
		return r.list(depth)
	}
	return r.scalar()
}

// open reads the token that begins a list or an object.
func (r *jsonReader) open(kind Kind) (*Node, error) {
	if _, err := r.dec.ReadToken(); err != nil {
		return nil, err
	}
	node := &Node{Kind: kind}
	node.Line, node.Column = r.pos.at(int(r.dec.InputOffset()) - 1)
	return node, nil
}

func (r *jsonReader) list(depth int) (*Node, error) {
	node, err := r.open(List)
	if err != nil {
		return nil, err
	}
	for r.dec.PeekKind() != ']' {
		item, err := r.value(depth + 1)
		if err != nil {
			return nil, err
		}
		node.Items = append(node.Items, item)
	}
	_, err = r.dec.ReadToken()
	return node, err
}

func (r *jsonReader) object(depth int) (*Node, error) {
	node, err := r.open(Object)
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	for r.dec.PeekKind() != '}' {
		name, err := r.scalar()
		if err != nil {
			return nil, err
		}
		value, err := r.value(depth + 1)
		if err != nil {
			return nil, err
		}
		if seen[name.Text] {
			r.faults = append(r.faults, duplicate(name))
			continue
		}
		seen[name.Text] = true
		node.Fields = append(node.Fields, Field{Name: name.Text, Value: value, Line: name.Line, Column: name.Column})
	}
	_, err = r.dec.ReadToken()
	return node, err
}

// scalar reads a value that is neither list nor object, or an object's name.
func (r *jsonReader) scalar() (*Node, error) {
	raw, err := r.dec.ReadValue()
	if err != nil {
		return nil, err
	}
	node := &Node{Text: string(raw)}
	node.Line, node.Column = r.pos.at(int(r.dec.InputOffset()) - len(raw))
	switch raw.Kind() {
	case '"':
		unquoted, err := jsontext.AppendUnquote(nil, raw)
		if err != nil {
			return nil, err
		}
		node.Kind, node.Text = String, string(unquoted)
	case '0':
		node.Kind = Number
		if !representable(node.Text) {
			r.faults = append(r.faults, unrepresentable(node))
		}
	case 'n':
		node.Kind, node.Text = Null, ""
	default:
		node.Kind = Bool
	}
	return node, nil
}

// end makes sure that nothing follows the value.
func (r *jsonReader) end() error {
	_, err := r.dec.ReadToken()
	if err == nil {
		return errors.New("goes on after its value")
	}
	if err == io.EOF {
		return nil
	}
	return err
}

// syntax notes the fault that ended the reading.
func (r *jsonReader) syntax(err error, text []byte) {
	fault := failure.Fault{}
	offset := int(r.dec.InputOffset())
	var syntactic *jsontext.SyntacticError
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		offset = len(text)
		fault.Message = "isn't valid JSON: it ends too early"
	case errors.As(err, &syntactic):
		offset = int(syntactic.ByteOffset)
		fault.Message = "isn't valid JSON: " + strings.TrimPrefix(syntactic.Err.Error(), "jsontext: ")
	case errors.Is(err, io.EOF):
		fault.Message = "is empty"
	default:
		fault.Message = "isn't valid JSON: it " + err.Error()
	}
	// The reader may be past the fault's position already, so this one is counted anew.
	fault.Line, fault.Column = newCursor(text).at(offset)
	r.faults = append(r.faults, fault)
}

func duplicate(name *Node) failure.Fault {
	return failure.Fault{Line: name.Line, Column: name.Column,
		Message: "the key " + strconv.Quote(name.Text) + " stands twice in one object"}
}

func unrepresentable(n *Node) failure.Fault {
	return failure.Fault{Line: n.Line, Column: n.Column, Message: "the number is out of range"}
}

// representable reports whether a number literal is one that every reader of it
// can take without harm: no infinity as a double, and no exponent that an exact
// reader would spell out into gigabytes of digits.
func representable(literal string) bool {
	const maxLength, maxExponent = 400, 400
	if len(literal) > maxLength {
		return false
	}
	if i := strings.IndexAny(literal, "eE"); i >= 0 {
		exponent, err := strconv.Atoi(literal[i+1:])
		if err != nil || exponent > maxExponent || exponent < -maxExponent {
			return false
		}
	}
	_, err := strconv.ParseFloat(literal, 64)
	return err == nil
}
