package dlt

import (
	"slices"
	"strings"

	"source-rest-api/connector/document"
	"source-rest-api/connector/jsonpath"
	"source-rest-api/connector/plan"
	"source-rest-api/connector/template"
)

// A binding compiles the texts of one endpoint, and notes what their placeholders ask
// for: fields of a parent's records, values of the incremental.
type binding struct {
	c           *compiler
	params      *document.Node // whose values the path's {name} stand for; nil for none
	incremental bool           // the endpoint has one
	parent      string         // the resource that {resources.…} name, "" for none so far
	asked       *document.Node // where it was named first
	fields      []string       // of the parent's records, each once
	used        map[string]bool
}

// bind returns the binding of an endpoint's texts.
func (c *compiler) bind(endpoint *document.Node) *binding {
	b := &binding{c: c, params: c.object(endpoint, "params"), incremental: !absent(endpoint.Get("incremental"))}
	if b.params != nil {
		for _, field := range b.params.Fields {
			b.incremental = b.incremental || isIncremental(field.Value)
		}
	}
	return b
}

// The attributes of an incremental that placeholders can name. dlt's last_value moves
// while records come in, but requests are made of the one before.
var incrementalValues = map[string]int{
	"start_value":   template.StartValue,
	"last_value":    template.StartValue,
	"initial_value": template.InitialValue,
	"end_value":     template.EndValue,
}

// contexts are the first words of placeholders.
var contexts = []string{"resources", "incremental"}

// isPlaceholder reports whether the text between braces is a placeholder's.
func isPlaceholder(name string) bool {
	context, _, dotted := strings.Cut(name, ".")
	return dotted && slices.Contains(contexts, context)
}

// part returns the part of a template that stands for a placeholder.
func (b *binding) part(node *document.Node, name string, encoding template.Encoding) template.Part {
	context, rest, _ := strings.Cut(name, ".")
	part := template.Part{Source: template.Parent, Encoding: encoding}
	if context == "incremental" {
		index, known := incrementalValues[rest]
		switch {
		case !b.incremental:
			b.c.fault(node, "{%s} needs an endpoint.incremental, which isn't there; what can be used is {resources.RESOURCE.FIELD}", name)
		case !known:
			b.c.fault(node, "{%s} is unknown: an incremental has start_value, last_value, initial_value and end_value", name)
		}
		part.Source, part.Index = template.Cursor, index
		return part
	}
	resource, field, ok := strings.Cut(rest, ".")
	if !ok || resource == "" || field == "" {
		b.c.fault(node, "{%s} has to name a resource and a field of its records: {resources.RESOURCE.FIELD}", name)
		return part
	}
	part.Index = b.field(node, resource, field)
	return part
}

// field returns the index of a field of the parent's records.
func (b *binding) field(node *document.Node, resource, field string) int {
	switch b.parent {
	case resource:
	case "":
		b.parent, b.asked = resource, node
	default:
		b.c.fault(node, "names the resource %s, but another placeholder names %s: a resource has one parent", resource, b.parent)
		return 0
	}
	if at := slices.Index(b.fields, field); at >= 0 {
		return at
	}
	b.fields = append(b.fields, field)
	return len(b.fields) - 1
}

// text compiles a text of params, headers or bodies. dlt takes every brace there for a
// placeholder's. Here only {resources.…} and {incremental.…} are, so that JSON and
// GraphQL can be written plainly; where a text is as dlt wants it, with all other
// braces doubled, the doubled ones stand for single ones.
func (b *binding) text(node *document.Node, text string, encoding template.Encoding) []template.Part {
	if before, secret, after, ok := b.c.cutSecret(text); ok {
		parts := append(b.text(node, before, encoding), template.Part{Text: secret})
		return append(parts, b.text(node, after, encoding)...)
	}
	found, ok := pieces(text)
	for _, piece := range found {
		ok = ok && (!piece.name || isPlaceholder(piece.text))
	}
	if !ok {
		found = plainPieces(text)
	}
	var parts []template.Part
	for _, piece := range found {
		if piece.name {
			parts = append(parts, b.part(node, piece.text, encoding))
		} else {
			parts = append(parts, template.Part{Text: piece.text})
		}
	}
	return parts
}

// cutSecret cuts a text around a secret that has braces: they are the secret's own, and
// no placeholder's.
func (c *compiler) cutSecret(text string) (before, secret, after string, ok bool) {
	for _, secret := range c.env.Secrets {
		if !strings.ContainsAny(secret, "{}") {
			continue
		}
		if before, after, ok := strings.Cut(text, secret); ok {
			return before, secret, after, true
		}
	}
	return "", "", "", false
}

// plainPieces cuts a text at {resources.…} and {incremental.…}; all other braces stand
// for themselves.
func plainPieces(text string) (parts []piece) {
	literal := 0
	for at := 0; at < len(text); {
		open := strings.IndexByte(text[at:], '{')
		if open < 0 {
			break
		}
		open += at
		end := strings.IndexAny(text[open+1:], "{}")
		at = open + 1
		if end < 0 || text[at+end] == '{' || !isPlaceholder(text[at:at+end]) {
			continue
		}
		if open > literal {
			parts = append(parts, piece{text: text[literal:open]})
		}
		parts = append(parts, piece{text: text[at : at+end], name: true})
		at += end + 1
		literal = at
	}
	if literal < len(text) {
		parts = append(parts, piece{text: text[literal:]})
	}
	return parts
}

// template compiles a text to a template of its own.
func (b *binding) template(node *document.Node, text string) template.Template {
	return template.New(b.text(node, text, template.Text)...)
}

// parentOf returns the plan's parent: the fields that the requests ask for first, then
// those that each record gets.
func (b *binding) parentOf(resource *document.Node) *plan.Parent {
	include := resource.Get("include_from_parent")
	if b.parent == "" {
		if !absent(include) && len(include.Items) > 0 {
			b.c.fault(include, "needs a parent: name its fields in the path or the params, as {resources.PARENT.FIELD}")
		}
		return nil
	}
	parent := &plan.Parent{Stream: b.parent, Keys: len(b.fields)}
	for _, field := range b.fields {
		path, err := jsonpath.Compile(field)
		if err != nil {
			b.c.fault(b.asked, "{resources.%s.%s}: %s", b.parent, field, err)
		}
		parent.Fields = append(parent.Fields, path)
		parent.Names = append(parent.Names, field)
	}
	if absent(include) {
		return parent
	}
	for _, item := range include.Items {
		parent.Include = append(parent.Include, plan.Include{Field: len(parent.Fields), Name: "_" + b.parent + "_" + item.Text})
		parent.Fields = append(parent.Fields, jsonpath.Of(item.Text))
		parent.Names = append(parent.Names, item.Text)
	}
	return parent
}
