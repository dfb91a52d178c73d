package schema

import (
	"bytes"
	"maps"
	"slices"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// A typeSet is the JSON types that occurred, with strings told apart by what they hold.
type typeSet uint16

const (
	dateTimeType typeSet = 1 << iota // a string with a time of RFC 3339
	dateType                         // a string of the form YYYY-MM-DD
	textType                         // any other string
	integerType                      // a number without fraction and exponent
	numberType                       // any other number
	booleanType
	objectType
	arrayType
)

const stringTypes = dateTimeType | dateType | textType

// typeNames are the names of types in the order in which a schema lists them.
var typeNames = []struct {
	types typeSet
	name  string
}{
	{stringTypes, "string"},
	{integerType, "integer"},
	{numberType, "number"},
	{booleanType, "boolean"},
	{objectType, "object"},
	{arrayType, "array"},
}

// A shape is what one place of the records was seen to hold. Null isn't noted: any
// place may hold it.
type shape struct {
	types      typeSet
	properties map[string]*shape
	items      *shape // nil where no list had an element
	cut        bool   // objects were too deep to be looked into
}

func (s *shape) add(types typeSet) { s.types |= types }

// property adds a property.
func (s *shape) property(name string) *shape {
	if s.properties == nil {
		s.properties = map[string]*shape{}
	}
	next := new(shape)
	s.properties[name] = next
	return next
}

func (s *shape) addScalar(text jsontext.Value) {
	switch text.Kind() {
	case '"':
		if s.types&textType == 0 { // else a date can't change anything
			s.add(stringType(text[1 : len(text)-1]))
		}
	case '0':
		if bytes.ContainsAny(text, ".eE") {
			s.add(numberType)
		} else {
			s.add(integerType)
		}
	case 't', 'f':
		s.add(booleanType)
	}
}

// stringType tells what kind of string text is, without its quotes.
func stringType(text []byte) typeSet {
	const shortest, longest = len(time.DateOnly), len(time.RFC3339Nano)
	if len(text) < shortest || len(text) > longest || text[4] != '-' {
		return textType
	}
	if len(text) == shortest {
		if _, err := time.Parse(time.DateOnly, string(text)); err == nil {
			return dateType
		}
		return textType
	}
	// time.Parse takes a comma before the fraction, which RFC 3339 doesn't know.
	if bytes.IndexByte(text, ',') >= 0 {
		return textType
	}
	if _, err := time.Parse(time.RFC3339, string(text)); err == nil {
		return dateTimeType
	}
	return textType
}

// appendSchema writes the schema of the place.
func (s *shape) appendSchema(out []byte) []byte {
	types := s.types
	if types == 0 { // seen as null only, or not at all
		types = textType
	}
	if types&numberType != 0 {
		types &^= integerType // every integer is a number
	}
	out = append(out, `{"type":["null"`...)
	for _, t := range typeNames {
		if types&t.types != 0 {
			out = append(append(append(out, `,"`...), t.name...), '"')
		}
	}
	out = append(out, ']')
	switch types {
	case dateTimeType:
		out = append(out, `,"format":"date-time","airbyte_type":"timestamp_with_timezone"`...)
	case dateType:
		out = append(out, `,"format":"date"`...)
	}
	if types&objectType != 0 {
		out = append(out, `,"additionalProperties":true`...)
		if !s.cut {
			out = s.appendProperties(out)
		}
	}
	if types&arrayType != 0 && s.items != nil {
		out = s.items.appendSchema(append(out, `,"items":`...))
	}
	return append(out, '}')
}

// appendProperties writes the properties, sorted by name.
func (s *shape) appendProperties(out []byte) []byte {
	out = append(out, `,"properties":{`...)
	for i, name := range slices.Sorted(maps.Keys(s.properties)) {
		if i > 0 {
			out = append(out, ',')
		}
		out, _ = jsontext.AppendQuote(out, name) // names are valid UTF-8, so it can't fail
		out = s.properties[name].appendSchema(append(out, ':'))
	}
	return append(out, '}')
}
