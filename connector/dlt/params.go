package dlt

import (
	"regexp"
	"strings"

	"source-rest-api/connector/document"
	"source-rest-api/connector/plan"
	"source-rest-api/connector/template"
)

// query compiles query parameters, but those that stand in the path. A list repeats
// its parameter, null leaves it out, and what is written as true goes out as True:
// dlt sends what Python prints.
func (b *binding) query() (query []plan.Param) {
	if b.params == nil {
		return nil
	}
	for _, field := range b.params.Fields {
		switch {
		case b.used[field.Name], isIncremental(field.Value):
		case isResolve(field.Value):
			b.c.fault(field.Value, "stands for a part of the path, which has no {%s}", field.Name)
		default:
			query = append(query, b.repeated(field, "a query parameter")...)
		}
	}
	return query
}

// isIncremental reports whether a param declares the endpoint's incremental.
func isIncremental(value *document.Node) bool {
	kind := value.Get("type")
	return kind != nil && kind.Text == "incremental"
}

// repeated compiles the values of one name: none, one or a list of them.
func (b *binding) repeated(field document.Field, what string) (params []plan.Param) {
	values := []*document.Node{field.Value}
	if field.Value.Kind == document.List {
		values = field.Value.Items
	}
	name := b.template(field.Value, field.Name)
	for _, value := range values {
		switch value.Kind {
		case document.Null:
		case document.String:
			params = append(params, plan.Param{Name: name, Value: b.template(value, value.Text)})
		case document.Number:
			params = append(params, plan.Param{Name: name, Value: template.Of(value.Text)})
		case document.Bool:
			params = append(params, plan.Param{Name: name, Value: template.Of(python[value.Text])})
		case document.Object:
			if kind := value.Get("type"); kind != nil && kind.Kind == document.String {
				b.c.fault(value, "has the type %q, which isn't known; an object here is of the type incremental or resolve", kind.Text)
				continue
			}
			b.c.fault(value, "%s has to be a string, a number, true, false or a list of those, and is an object; write an object as a JSON text", what)
		default:
			b.c.fault(value, "%s has to be a string, a number, true, false or a list of those, and is %s", what, article(value.Kind))
		}
	}
	return params
}

// headers lays the endpoint's headers over the client's. Names are compared without
// regard to case, and null takes a header out. The client's have no placeholders.
func (b *binding) headers(client, endpoint *document.Node) (headers []plan.Param) {
	if client != nil {
		for _, field := range client.Fields {
			headers = b.header(headers, field, template.Of(field.Value.Text))
		}
	}
	if endpoint != nil {
		for _, field := range endpoint.Fields {
			headers = b.header(headers, field, b.template(field.Value, field.Value.Text))
		}
	}
	return headers
}

func (b *binding) header(headers []plan.Param, field document.Field, value template.Template) []plan.Param {
	at := len(headers)
	for i, header := range headers {
		if name, _ := header.Name.Static(); strings.EqualFold(name, field.Name) {
			at = i
		}
	}
	text, static := value.Static()
	switch kind := field.Value.Kind; {
	case kind == document.Null && at < len(headers):
		return append(headers[:at:at], headers[at+1:]...)
	case kind == document.Null:
		return headers
	case kind == document.List, kind == document.Object, kind == document.Func:
		b.c.fault(field.Value, "a header has to be a string or a number, and is %s", article(kind))
		return headers
	case !headerName.MatchString(field.Name):
		b.c.fault(field.Value, "%s", badHeaderName)
		return headers
	case static && !headerValue.MatchString(text):
		b.c.fault(field.Value, "the header's value holds a line break or another letter that can't be sent")
		return headers
	}
	if static && secretHeader.MatchString(field.Name) {
		b.c.hide(text)
	}
	header := plan.Param{Name: template.Of(field.Name), Value: value}
	if at < len(headers) {
		headers[at] = header
		return headers
	}
	return append(headers, header)
}

// What a header's name and value are made of (RFC 9110, sections 5.1 and 5.5).
var (
	headerName  = regexp.MustCompile("^[A-Za-z0-9!#$%&'*+.^_`|~-]+$")
	headerValue = regexp.MustCompile(`^[^\x00-\x08\x0a-\x1f\x7f]*$`)
)

// secretHeader matches the names of headers that hold credentials.
var secretHeader = regexp.MustCompile(`(?i)auth|cookie|key|token|secret|password|credential`)

const badHeaderName = "isn't the name of a header: letters, digits and - only"

func (c *compiler) checkHeaderName(object *document.Node, field, name string) {
	if !headerName.MatchString(name) {
		c.faultIn(object, field, "%s", badHeaderName)
	}
}

// python is how Python prints JSON's truth values.
var python = map[string]string{"true": "True", "false": "False"}
