package dlt

import (
	"regexp"
	"strings"

	"source-rest-api/connector/document"
	"source-rest-api/connector/plan"
	"source-rest-api/connector/template"
)

// params decodes query parameters, leaving out those that stand in the path already.
// A list repeats its parameter, null leaves it out. Truth values are sent as true and
// false and numbers as they were written; dlt sends True and 1.0 as Python prints them.
func (c *compiler) params(node *document.Node, used map[string]bool) (query []plan.Param) {
	if node == nil {
		return nil
	}
	for _, field := range node.Fields {
		if used[field.Name] {
			continue
		}
		name := c.literal(field.Value, field.Name)
		values := []*document.Node{field.Value}
		if field.Value.Kind == document.List {
			values = field.Value.Items
		}
		for _, value := range values {
			if text, ok := c.param(value); ok {
				query = append(query, plan.Static(name, text))
			}
		}
	}
	return query
}

// param returns the text of one query parameter, ok false where there is none.
func (c *compiler) param(value *document.Node) (text string, ok bool) {
	switch value.Kind {
	case document.Null:
		return "", false
	case document.String:
		return c.literal(value, value.Text), true
	case document.Bool, document.Number:
		return value.Text, true
	case document.Object:
		if c.typedParam(value) {
			return "", false
		}
	}
	c.fault(value, "a query parameter has to be a string, a number, true, false or a list of those, and is %s", article(value.Kind))
	return "", false
}

// headers lays the endpoint's headers over the client's. Names are compared without
// regard to case, and null takes a header out.
func (c *compiler) headers(client, endpoint *document.Node) (headers []plan.Param) {
	if client != nil {
		for _, field := range client.Fields {
			headers = c.header(headers, field, field.Value.Text)
		}
	}
	if endpoint != nil {
		for _, field := range endpoint.Fields {
			headers = c.header(headers, field, c.literal(field.Value, field.Value.Text))
		}
	}
	return headers
}

func (c *compiler) header(headers []plan.Param, field document.Field, text string) []plan.Param {
	at := len(headers)
	for i, header := range headers {
		if name, _ := header.Name.Static(); strings.EqualFold(name, field.Name) {
			at = i
		}
	}
	switch kind := field.Value.Kind; {
	case kind == document.Null && at < len(headers):
		return append(headers[:at:at], headers[at+1:]...)
	case kind == document.Null:
		return headers
	case kind == document.List, kind == document.Object, kind == document.Func:
		c.fault(field.Value, "a header has to be a string or a number, and is %s", article(kind))
		return headers
	case !headerName.MatchString(field.Name):
		c.fault(field.Value, "%s", badHeaderName)
		return headers
	case !headerValue.MatchString(text):
		c.fault(field.Value, "the header's value holds a line break or another letter that can't be sent")
		return headers
	}
	header := plan.Static(field.Name, text)
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

const badHeaderName = "isn't the name of a header: letters, digits and - only"

func (c *compiler) checkHeaderName(object *document.Node, field, name string) {
	if !headerName.MatchString(name) {
		c.faultIn(object, field, "%s", badHeaderName)
	}
}

// body decodes the body.
func (c *compiler) body(endpoint *document.Node) plan.Body {
	node := c.object(endpoint, "json")
	if node == nil {
		return plan.Body{}
	}
	text := template.Of(string(c.filled(node).JSON()))
	return plan.Body{JSON: &text}
}

// filled returns a copy of a body with the placeholders in its names and strings
// replaced.
func (c *compiler) filled(node *document.Node) *document.Node {
	filled := &document.Node{Kind: node.Kind, Text: node.Text}
	switch node.Kind {
	case document.String:
		filled.Text = c.literal(node, node.Text)
	case document.Func:
		c.fault(node, "a function can't stand in a body")
	}
	for _, item := range node.Items {
		filled.Items = append(filled.Items, c.filled(item))
	}
	for _, field := range node.Fields {
		filled.Set(c.literal(field.Value, field.Name), c.filled(field.Value))
	}
	return filled
}
