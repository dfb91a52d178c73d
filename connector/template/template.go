// Package template renders texts of a request that hold values known only when it is
// made: a parent record's field, where an incremental sync begins.
//
// A dialect compiles its own placeholders to a Template; what they look like there is
// not known here.
package template

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
)

// A Source says where a placeholder's value comes from.
type Source int

// The sources of values.
const (
	Literal Source = iota // the part is text
	Parent                // a field of the parent's record
	Cursor                // a value of the incremental cursor
)

// The values of the Cursor source, by index.
const (
	StartValue   = iota // where this sync begins; it stays as it is throughout the sync
	InitialValue        // where the first sync begins
	EndValue            // where the sync ends
	cursorValues
)

// An Encoding says how a value goes into the text around it.
type Encoding int

// The encodings.
const (
	Text        Encoding = iota // as it is; strings without their quotes
	PathSegment                 // as Text, escaped as one segment of a path
	PathOrURL                   // as PathSegment, but an http(s) URL takes the place of all text before it
	QueryValue                  // as Text, escaped as the value of a query's parameter
	JSONString                  // as Text, escaped to stand within a JSON string
	JSONValue                   // as the JSON value it is
)

// A Part is a piece of text, or a placeholder.
type Part struct {
	Text     string // of a Literal
	Source   Source
	Index    int // which of the source's values
	Encoding Encoding
}

// A Template is a text with placeholders. The zero Template is the empty text.
type Template struct{ parts []Part }

// A Scope holds the values of one slice of a stream, as JSON; nil is null.
type Scope struct {
	Parent []json.RawMessage
	Cursor [cursorValues]json.RawMessage
}

// Of returns a template without placeholders.
func Of(text string) Template { return New(Part{Text: text}) }

// New returns the template of parts. Texts side by side become one.
func New(parts ...Part) Template {
	var t Template
	for _, part := range parts {
		last := len(t.parts) - 1
		switch {
		case part == Part{}:
		case last >= 0 && part.Source == Literal && t.parts[last].Source == Literal:
			t.parts[last].Text += part.Text
		default:
			t.parts = append(t.parts, part)
		}
	}
	return t
}

// Parts returns the template's parts, which must not be changed.
func (t Template) Parts() []Part { return t.parts }

// Static returns the text of a template without placeholders; ok is false where it
// has some.
func (t Template) Static() (text string, ok bool) {
	var b strings.Builder
	for _, part := range t.parts {
		if part.Source != Literal {
			return "", false
		}
		b.WriteString(part.Text)
	}
	return b.String(), true
}

// IsNull reports whether the template is one placeholder alone whose value is null:
// what it stands for is then to be left out, where that is possible.
func (t Template) IsNull(scope *Scope) bool {
	if len(t.parts) != 1 || t.parts[0].Source == Literal {
		return false
	}
	return isNull(scope.value(t.parts[0]))
}

// Render returns the text. A null within other text is an error: the word null, or
// None, is what no API wants to see there.
func (t Template) Render(scope *Scope) (string, error) {
	var b strings.Builder
	for _, part := range t.parts {
		if part.Source == Literal {
			b.WriteString(part.Text)
			continue
		}
		value := scope.value(part)
		if part.Encoding == JSONValue {
			b.Write(orNull(value))
			continue
		}
		if isNull(value) {
			return "", fmt.Errorf("the value of %s is null, which can't stand in a text", part.name())
		}
		text := TextOf(value)
		switch part.Encoding {
		case PathOrURL:
			if isURL(text) {
				b.Reset()
				b.WriteString(text)
				continue
			}
			text = Segment(text)
		case PathSegment:
			text = Segment(text)
		case QueryValue:
			text = url.QueryEscape(text)
		case JSONString:
			text = Quotable(text)
		}
		b.WriteString(text)
	}
	return b.String(), nil
}

// value returns the value of a placeholder, nil where the scope has none.
func (s *Scope) value(part Part) json.RawMessage {
	switch {
	case s == nil:
	case part.Source == Parent && part.Index < len(s.Parent):
		return s.Parent[part.Index]
	case part.Source == Cursor && part.Index < len(s.Cursor):
		return s.Cursor[part.Index]
	}
	return nil
}

func (p Part) name() string {
	if p.Source == Parent {
		return fmt.Sprintf("field %d of the parent's record", p.Index+1)
	}
	return [...]string{"the cursor's start value", "the cursor's initial value", "the cursor's end value"}[p.Index]
}

func isNull(value json.RawMessage) bool {
	return len(value) == 0 || string(value) == "null"
}

func orNull(value json.RawMessage) json.RawMessage {
	if isNull(value) {
		return json.RawMessage("null")
	}
	return value
}

// TextOf returns a JSON value as it stands in a text: strings without their quotes,
// everything else as it is.
func TextOf(value json.RawMessage) string {
	var text string
	if len(value) > 0 && value[0] == '"' && json.Unmarshal(value, &text) == nil {
		return text
	}
	return string(bytes.TrimSpace(value))
}

func isURL(text string) bool {
	return strings.HasPrefix(text, "http://") || strings.HasPrefix(text, "https://")
}

// Segment escapes text so that it stays one segment of a path. The segments "." and
// ".." would lead elsewhere.
func Segment(text string) string {
	if text == "." || text == ".." {
		return strings.ReplaceAll(text, ".", "%2E")
	}
	return url.PathEscape(text)
}

// Quotable returns text as it stands between the quotes of a JSON string.
func Quotable(text string) string {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(text); err != nil { // can't happen: a string always has a JSON form
		return ""
	}
	return strings.TrimSuffix(strings.TrimPrefix(strings.TrimSuffix(b.String(), "\n"), `"`), `"`)
}
