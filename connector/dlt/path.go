package dlt

import (
	"strings"

	"source-rest-api/connector/document"
	"source-rest-api/connector/template"
)

// firstMark is the first of the letters that stand for placeholders while a URL is put
// together. They are of Unicode's private use area: no URL has them.
const firstMark = '\uE000'

// url compiles the endpoint's URL. The names of the params that stand in its path go to
// b.used: they aren't sent in the query.
func (b *binding) url(endpoint *document.Node, shared client) template.Template {
	path := endpoint.Get("path")
	if path == nil || path.Kind != document.String {
		b.c.text(endpoint, "path")
		return template.Template{}
	}
	found, ok := pieces(path.Text)
	if !ok {
		b.c.fault(path, "a brace lacks its partner; write {{ and }} for braces themselves")
		return template.Template{}
	}
	before := len(b.c.faults)
	b.used = map[string]bool{}
	var text strings.Builder
	var marked []template.Part
	for _, piece := range found {
		if !piece.name {
			text.WriteString(piece.text)
			continue
		}
		part := b.pathPart(path, piece.text)
		switch {
		case part.Source == template.Literal:
			text.WriteString(part.Text)
			continue
		case strings.Contains(text.String(), "?"):
			part.Encoding = template.QueryValue
		case text.Len() == 0:
			part.Encoding = template.PathOrURL
		}
		text.WriteRune(firstMark + rune(len(marked)))
		marked = append(marked, part)
	}
	if shared.broken || len(b.c.faults) > before {
		return template.Template{}
	}
	whole, err := wireURL(joinURL(shared.base, text.String()))
	if err != nil {
		b.c.fault(path, "%s", err)
	}
	return unmark(whole, marked)
}

// unmark puts the placeholders in the places of their marks, which are escaped by now.
func unmark(whole string, marked []template.Part) template.Template {
	var parts []template.Part
	for i, part := range marked {
		text, rest, _ := strings.Cut(whole, template.Segment(string(firstMark+rune(i))))
		parts = append(parts, template.Part{Text: text}, part)
		whole = rest
	}
	return template.New(append(parts, template.Part{Text: whole})...)
}

// pathPart returns what {name} in a path stands for: a placeholder, or the value of a
// param, escaped as one segment.
func (b *binding) pathPart(path *document.Node, name string) template.Part {
	value := b.params.Get(name)
	b.used[name] = true
	switch {
	case isPlaceholder(name):
		return b.part(path, name, template.PathSegment)
	case strings.Contains(name, ".") && value == nil:
		b.c.fault(path, "{%s} is unknown: a placeholder is the name of a param, or begins with resources. or incremental.", name)
	case name == "":
		b.c.fault(path, "{} names nothing; write {{}} for braces themselves")
	case absent(value):
		b.c.fault(path, "{%s} is bound to nothing: give it a value in the endpoint's params, or take it from a parent's records with {resources.PARENT.%s}", name, name)
	case isResolve(value):
		return b.resolve(value)
	case value.Kind == document.Object:
		b.c.fault(value, "can't stand in the path: it has to be a string, a number, or of the type resolve")
	case value.Kind == document.List || value.Kind == document.Func:
		b.c.fault(value, "can't stand in the path: it has to be a string or a number, and is %s", article(value.Kind))
	default:
		return template.Part{Text: template.Segment(value.Text)}
	}
	return template.Part{}
}

// isResolve reports whether a param is of dlt's older way to name a parent's field.
func isResolve(value *document.Node) bool {
	kind := value.Get("type")
	return kind != nil && kind.Text == "resolve"
}

// resolve compiles {type: resolve, resource: …, field: …}.
func (b *binding) resolve(value *document.Node) template.Part {
	resource := b.c.required(value, "resource", "the resource whose records have the field")
	field := b.c.required(value, "field", "the field of the resource's records")
	for _, key := range value.Fields {
		if key.Name != "type" && key.Name != "resource" && key.Name != "field" {
			b.c.faultIn(value, key.Name, "unknown key; a param of the type resolve has resource and field")
		}
	}
	if resource == "" || field == "" {
		return template.Part{}
	}
	return template.Part{Source: template.Parent, Index: b.field(value, resource, field), Encoding: template.PathSegment}
}
