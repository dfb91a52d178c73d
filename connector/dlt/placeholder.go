package dlt

import (
	"strings"

	"source-rest-api/connector/document"
)

// A piece is a part of a text with placeholders.
type piece struct {
	text string // literal text, or the name between the braces
	name bool
}

// pieces cuts a text at its placeholders as Python's string.Formatter does: {name},
// and {{ and }} for the braces themselves. ok is false where a brace lacks its
// partner.
func pieces(text string) (parts []piece, ok bool) {
	var literal strings.Builder
	flush := func() {
		if literal.Len() > 0 {
			parts = append(parts, piece{text: literal.String()})
			literal.Reset()
		}
	}
	for i := 0; i < len(text); i++ {
		switch doubled := i+1 < len(text) && text[i+1] == text[i]; {
		case text[i] != '{' && text[i] != '}':
			literal.WriteByte(text[i])
		case doubled:
			literal.WriteByte(text[i])
			i++
		case text[i] == '}':
			return nil, false
		default:
			end := strings.IndexAny(text[i+1:], "{}")
			if end < 0 || text[i+1+end] == '{' {
				return nil, false
			}
			flush()
			parts = append(parts, piece{text: text[i+1 : i+1+end], name: true})
			i += 1 + end
		}
	}
	flush()
	return parts, true
}

// literal returns what a text in params, headers or a body stands for. dlt takes
// every brace there for a placeholder's. Here only {resources.…} and {incremental.…}
// are, so that JSON and GraphQL can be written plainly; where all braces are doubled,
// as dlt wants it, they stand for single ones.
func (c *compiler) literal(node *document.Node, text string) string {
	for rest := text; ; {
		open := strings.IndexByte(rest, '{')
		if open < 0 {
			break
		}
		rest = rest[open+1:]
		context, _, _ := strings.Cut(rest, ".")
		if notYet[asPlaceholder][context] {
			c.placeholderFault(node, context)
			return text
		}
	}
	parts, ok := pieces(text)
	if !ok {
		return text
	}
	for _, part := range parts {
		if part.name {
			return text
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return parts[0].text
}

func (c *compiler) placeholderFault(node *document.Node, context string) {
	c.fault(node, "dlt's placeholder {%s.…} is known but not supported by this version", context)
}

// bindPath puts params into the places {name} of a path, each escaped as one
// segment, and returns the names that it used up.
func (c *compiler) bindPath(path, params *document.Node) (bound string, used map[string]bool) {
	parts, ok := pieces(path.Text)
	if !ok {
		c.fault(path, "a brace lacks its partner; write {{ and }} for braces themselves")
		return path.Text, nil
	}
	used = map[string]bool{}
	var b strings.Builder
	for _, part := range parts {
		if !part.name {
			b.WriteString(part.text)
			continue
		}
		used[part.text] = true
		b.WriteString(c.pathValue(path, params, part.text))
	}
	return b.String(), used
}

func (c *compiler) pathValue(path, params *document.Node, name string) string {
	context, _, dotted := strings.Cut(name, ".")
	value := params.Get(name)
	switch {
	case dotted && notYet[asPlaceholder][context]:
		c.placeholderFault(path, context)
	case dotted && value == nil:
		c.fault(path, "{%s} is unknown: a placeholder is the name of a param, or begins with resources. or incremental.", name)
	case name == "":
		c.fault(path, "{} names nothing; write {{}} for braces themselves")
	case absent(value):
		c.fault(path, "{%s} is bound to nothing: give it a value in the endpoint's params, or take it from a parent's records with {resources.PARENT.%s}", name, name)
	case value.Kind == document.Object:
		if !c.typedParam(value) {
			c.fault(value, "can't stand in the path: it has to be a string or a number")
		}
	case value.Kind == document.List || value.Kind == document.Func:
		c.fault(value, "can't stand in the path: it has to be a string or a number, and is %s", article(value.Kind))
	default:
		return escapeSegment(value.Text)
	}
	return ""
}

// typedParam notes a fault for dlt's objects among the params; ok is false where
// value is another kind of object.
func (c *compiler) typedParam(value *document.Node) (ok bool) {
	kind := value.Get("type")
	if kind == nil || !notYet[asParamType][kind.Text] {
		return false
	}
	c.fault(value, "dlt's params of type %s are known but not supported by this version", kind.Text)
	return true
}
