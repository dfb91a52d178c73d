package schema

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// Limits of what is inferred, so that a stream whose keys are data (an object by
// identifier, say) doesn't make a schema without end.
const (
	maxInferred      = 10_000 // properties of one schema; further ones are left out
	maxInferredDepth = 32     // of objects and lists; what lies deeper has no properties and no items
)

// An Inference merges the types of records to a JSON Schema. It is a set of what
// occurred, so that the order of the records makes no difference, unless there are
// more than 10,000 properties. The zero Inference has seen nothing. It is for one
// goroutine at a time.
type Inference struct {
	root       shape
	properties int

	tokens jsontext.Decoder
	text   bytes.Buffer
	name   []byte // scratch for names with escapes
}

// Observe adds the types of one record, which has to be a JSON object. After an error
// a part of the record may have been added.
func (i *Inference) Observe(record []byte) error {
	i.text = *bytes.NewBuffer(record)
	i.tokens.Reset(&i.text, jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	if i.tokens.PeekKind() == '{' {
		if err := i.object(&i.root, 0); err != nil {
			return fmt.Errorf("infer a schema: %w", err)
		}
		return nil
	}
	if _, err := i.tokens.ReadValue(); err != nil {
		return fmt.Errorf("infer a schema: %w", err)
	}
	return errNoObject
}

var errNoObject = errors.New("infer a schema: the record is no JSON object")

// Require makes the schema have a property, though no record may have it: a stream's
// primary key has to stand in its schema. An unseen one is a string that may be null.
// path leads through nested objects.
func (i *Inference) Require(path []string) {
	at := &i.root
	for depth, name := range path {
		name = strings.ToValidUTF8(name, "\ufffd")
		if depth > 0 {
			at.add(objectType)
		}
		next := at.properties[name]
		if next == nil {
			next = at.property(name)
			i.properties++
		}
		at = next
	}
}

// Schema returns the JSON Schema (draft-07) of what was observed. The same
// observations give the same bytes.
func (i *Inference) Schema() json.RawMessage {
	out := []byte(`{"$schema":"http://json-schema.org/draft-07/schema#","type":"object","additionalProperties":true`)
	return append(i.root.appendProperties(out), '}')
}

// value adds the type of the next value to at, which is nil where the property has no
// place any more.
func (i *Inference) value(at *shape, depth int) error {
	if at == nil {
		_, err := i.tokens.ReadValue()
		return err
	}
	switch i.tokens.PeekKind() {
	case '{':
		at.add(objectType)
		return i.object(at, depth)
	case '[':
		at.add(arrayType)
		return i.list(at, depth)
	}
	text, err := i.tokens.ReadValue()
	if err == nil {
		at.addScalar(text)
	}
	return err
}

func (i *Inference) object(at *shape, depth int) error {
	if depth >= maxInferredDepth {
		at.cut = true
		_, err := i.tokens.ReadValue()
		return err
	}
	if _, err := i.tokens.ReadToken(); err != nil {
		return err
	}
	for i.tokens.PeekKind() != '}' {
		name, err := i.tokens.ReadValue()
		if err != nil {
			return err
		}
		if err := i.value(i.member(at, name), depth+1); err != nil {
			return err
		}
	}
	_, err := i.tokens.ReadToken()
	return err
}

// member returns the shape of an object's member, nil where there are too many.
func (i *Inference) member(at *shape, quoted []byte) *shape {
	name := quoted[1 : len(quoted)-1]
	if bytes.IndexByte(name, '\\') >= 0 || !utf8.Valid(name) {
		// An error is about broken UTF-8 only, which becomes U+FFFD.
		i.name, _ = jsontext.AppendUnquote(i.name[:0], quoted)
		name = i.name
	}
	if next := at.properties[string(name)]; next != nil {
		return next
	}
	if i.properties >= maxInferred {
		return nil
	}
	i.properties++
	return at.property(string(name))
}

func (i *Inference) list(at *shape, depth int) error {
	if depth >= maxInferredDepth {
		_, err := i.tokens.ReadValue()
		return err
	}
	if _, err := i.tokens.ReadToken(); err != nil {
		return err
	}
	for i.tokens.PeekKind() != ']' {
		if at.items == nil {
			at.items = new(shape)
		}
		if err := i.value(at.items, depth+1); err != nil {
			return err
		}
	}
	_, err := i.tokens.ReadToken()
	return err
}
