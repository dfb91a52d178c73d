package document

import (
	"encoding/json"

	"github.com/go-json-experiment/json/jsontext"
)

// functionText stands for a function where only JSON's kinds of values fit.
const functionText = "<function>"

// Plain returns the value as encoding/json decodes it with UseNumber:
// map[string]any, []any, json.Number, string, bool or nil. A function becomes
// the string "<function>".
func (n *Node) Plain() any {
	if n == nil {
		return nil
	}
	switch n.Kind {
	case Bool:
		return n.Text == "true"
	case Number:
		return json.Number(n.Text)
	case String:
		return n.Text
	case List:
		items := make([]any, len(n.Items))
		for i, item := range n.Items {
			items[i] = item.Plain()
		}
		return items
	case Object:
		fields := make(map[string]any, len(n.Fields))
		for _, field := range n.Fields {
			fields[field.Name] = field.Value.Plain()
		}
		return fields
	case Func:
		return functionText
	}
	return nil
}

// JSON returns the value as compact JSON, its fields in their order and its
// numbers as they were written. A function becomes the string "<function>".
func (n *Node) JSON() []byte { return n.appendJSON(nil) }

func (n *Node) appendJSON(b []byte) []byte {
	if n == nil {
		return append(b, "null"...)
	}
	switch n.Kind {
	case Bool, Number:
		return append(b, n.Text...)
	case String:
		return appendQuoted(b, n.Text)
	case List:
		b = append(b, '[')
		for i, item := range n.Items {
			if i > 0 {
				b = append(b, ',')
			}
			b = item.appendJSON(b)
		}
		return append(b, ']')
	case Object:
		b = append(b, '{')
		for i, field := range n.Fields {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendQuoted(b, field.Name)
			b = append(b, ':')
			b = field.Value.appendJSON(b)
		}
		return append(b, '}')
	case Func:
		return appendQuoted(b, functionText)
	}
	return append(b, "null"...)
}

// appendQuoted appends a JSON string; invalid UTF-8 becomes U+FFFD, which is all
// that the error would say.
func appendQuoted(b []byte, text string) []byte {
	b, _ = jsontext.AppendQuote(b, text)
	return b
}
