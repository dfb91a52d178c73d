package dlt

import (
	"source-rest-api/connector/document"
	"source-rest-api/connector/plan"
	"source-rest-api/connector/template"
)

// body compiles what the endpoint sends: a JSON document, a form or a raw text.
func (b *binding) body(endpoint *document.Node) plan.Body {
	json, data := b.c.object(endpoint, "json"), endpoint.Get("data")
	if json != nil && len(json.Fields) > 0 && !absent(data) && !isEmpty(data) {
		b.c.fault(data, "stands beside json: a request has one body, so take one of them out")
		return plan.Body{}
	}
	switch {
	case json != nil && (len(json.Fields) > 0 || absent(data) || isEmpty(data)):
		text := template.New(b.json(json)...)
		return plan.Body{JSON: &text}
	case absent(data), isEmpty(data):
		return plan.Body{}
	case data.Kind == document.String:
		text := b.template(data, data.Text)
		return plan.Body{Text: &text}
	}
	return plan.Body{Form: b.form(data)}
}

func isEmpty(data *document.Node) bool {
	return data.Text == "" && len(data.Items) == 0 && len(data.Fields) == 0
}

// form compiles a form, given as an object or as a list of pairs.
func (b *binding) form(data *document.Node) (form []plan.Param) {
	const what = "a form's value"
	switch data.Kind {
	case document.Object:
		for _, field := range data.Fields {
			form = append(form, b.repeated(field, what)...)
		}
	case document.List:
		for _, pair := range data.Items {
			if pair.Kind != document.List || len(pair.Items) != 2 || pair.Items[0].Kind != document.String {
				b.c.fault(pair, "has to be a pair of a name and a value")
				continue
			}
			form = append(form, b.repeated(document.Field{Name: pair.Items[0].Text, Value: pair.Items[1]}, what)...)
		}
	default:
		b.c.fault(data, "has to be an object, a list of pairs or a text, and is %s", article(data.Kind))
	}
	return form
}

// json compiles a JSON document. A string that is one placeholder alone becomes the
// value itself, of whatever type; within other text the value is written as text.
func (b *binding) json(node *document.Node) []template.Part {
	switch node.Kind {
	case document.Object:
		parts := []template.Part{{Text: "{"}}
		for i, field := range node.Fields {
			parts = append(parts, separator(i))
			parts = append(parts, b.jsonString(field.Value, field.Name)...)
			parts = append(append(parts, template.Part{Text: ":"}), b.json(field.Value)...)
		}
		return append(parts, template.Part{Text: "}"})
	case document.List:
		parts := []template.Part{{Text: "["}}
		for i, item := range node.Items {
			parts = append(append(parts, separator(i)), b.json(item)...)
		}
		return append(parts, template.Part{Text: "]"})
	case document.String:
		if parts := b.text(node, node.Text, template.JSONValue); len(parts) == 1 && parts[0].Source != template.Literal {
			return parts
		}
		return b.jsonString(node, node.Text)
	case document.Func:
		b.c.fault(node, "a function can't stand in a body")
		return nil
	}
	return []template.Part{{Text: string(node.JSON())}}
}

func separator(i int) template.Part {
	if i == 0 {
		return template.Part{}
	}
	return template.Part{Text: ","}
}

// jsonString compiles the JSON of a string with placeholders in it.
func (b *binding) jsonString(node *document.Node, text string) []template.Part {
	parts := b.text(node, text, template.JSONString)
	for i, part := range parts {
		if part.Source == template.Literal {
			parts[i].Text = template.Quotable(part.Text)
		}
	}
	return append(append([]template.Part{{Text: `"`}}, parts...), template.Part{Text: `"`})
}
