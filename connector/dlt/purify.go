package dlt

import (
	"fmt"
	"slices"

	"source-rest-api/connector/document"
)

// A purifier takes out of a written out definition what isn't dlt's, and says what.
type purifier struct {
	c          *compiler
	definition *document.Node
	notes      []Warning
}

func (p *purifier) note(node *document.Node, format string, args ...any) {
	p.notes = append(p.notes, Warning{Path: p.c.paths[node], Message: fmt.Sprintf(format, args...)})
}

// purify returns the definition with dlt's three keys in their usual order.
func (p *purifier) purify() *Conversion {
	pure := &document.Node{Kind: document.Object}
	client := p.definition.Get("client")
	pure.Set("client", client)
	p.auth(client)
	quoteHeaders(client.Get("headers"))
	if name, size := p.pageSize(client); size != nil {
		p.defaultParam(name, size)
	}
	if defaults := p.definition.Get("resource_defaults"); defaults != nil {
		p.resource(defaults)
		pure.Set("resource_defaults", defaults)
	}
	resources := p.definition.Get("resources")
	for _, resource := range resources.Items {
		p.resource(resource)
	}
	pure.Set("resources", resources)
	for _, field := range p.definition.Fields {
		if pure.Get(field.Name) == nil {
			p.note(field.Value, "is left out: a definition has client, resource_defaults and resources")
		}
	}
	p.functions(pure)
	return &Conversion{Definition: pure, Notes: p.notes}
}

// leftOut are the keys of a resource and of an endpoint that dlt doesn't have.
var leftOut = map[string]string{
	"schema":          "dlt has columns for the types of fields",
	"error_handler":   "dlt has its retries in config.toml, as request_max_attempts and request_backoff_factor under [runtime]",
	"response_format": "dlt reads JSON answers only",
	"lag_unit":        "dlt counts seconds for times, days for dates",
}

func (p *purifier) leaveOut(object *document.Node, names ...string) {
	for _, name := range names {
		if value := object.Get(name); value != nil {
			p.note(value, "is left out: %s", leftOut[name])
			object.Remove(name)
		}
	}
}

func (p *purifier) resource(resource *document.Node) {
	p.leaveOut(resource, "schema")
	dropNull(resource, "endpoint", "processing_steps", "include_from_parent", "selected", "write_disposition")
	endpoint := resource.Get("endpoint")
	if !isObject(endpoint) {
		return
	}
	p.leaveOut(endpoint, "error_handler", "response_format")
	dropNull(endpoint, "path", "method", "params", "json", "headers")
	p.auth(endpoint)
	p.actions(endpoint)
	if name, size := p.pageSize(endpoint); size != nil {
		addParam(endpoint, name, size)
	}
	for _, name := range []string{"params", "headers", "json", "data"} {
		if part := endpoint.Get(name); part != nil {
			doubleBraces(part)
		}
	}
	p.incremental(endpoint.Get("incremental"))
	if params := endpoint.Get("params"); isObject(params) {
		for _, field := range params.Fields {
			if isIncremental(field.Value) {
				p.incremental(field.Value)
			}
		}
	}
}

// dropNull takes out nulls that mean: not given. dlt breaks off at them.
func dropNull(object *document.Node, names ...string) {
	for _, name := range names {
		if value := object.Get(name); value != nil && absent(value) {
			object.Remove(name)
		}
	}
}

// quoteHeaders writes numbers as texts in a client's headers, where dlt takes no others.
func quoteHeaders(headers *document.Node) {
	if !isObject(headers) {
		return
	}
	for _, field := range headers.Fields {
		if field.Value.Kind == document.Number || field.Value.Kind == document.Bool {
			field.Value.Kind = document.String
		}
	}
}

func (p *purifier) incremental(node *document.Node) {
	if !isObject(node) {
		return
	}
	p.leaveOut(node, "lag_unit")
	if convert := node.Get("convert"); convert != nil && convert.Kind == document.String && !isFunctionText(convert.Text) {
		p.note(convert, "dlt has no conversions with a name; in Python, write a function there")
	}
}

// auth notes the authenticators that dlt has as classes only.
func (p *purifier) auth(parent *document.Node) {
	auth := parent.Get("auth")
	if !isObject(auth) {
		return
	}
	switch kind := auth.Get("type"); {
	case kind == nil:
	case kind.Text == "oauth2_refresh_token":
		p.note(kind, "dlt has no such type; in Python, register a class of your own for it")
	case kind.Text == "jwt_bearer":
		p.note(kind, "dlt has no such type; in Python, write OAuthJWTAuth(…)")
	}
}

// actions takes out the response actions that dlt doesn't know: it takes the word, and
// does nothing.
func (p *purifier) actions(endpoint *document.Node) {
	actions := endpoint.Get("response_actions")
	if actions == nil {
		return
	}
	actions.Items = slices.DeleteFunc(actions.Items, func(action *document.Node) bool {
		do := action.Get("action")
		if do == nil || do.Text == "ignore" {
			return false
		}
		p.note(action, "is left out: of the actions, dlt has ignore only")
		return true
	})
	if len(actions.Items) == 0 {
		endpoint.Remove("response_actions")
	}
}

// pageSize takes the page size, which dlt's paginator has no key for, out of a
// page_number or cursor paginator, and returns it with the name of its parameter; a nil
// size where there is none to be sent.
func (p *purifier) pageSize(parent *document.Node) (name string, size *document.Node) {
	paginator := parent.Get("paginator")
	kind := paginator.Get("type")
	if kind == nil || kind.Text != "page_number" && kind.Text != "cursor" {
		return "", nil
	}
	size, param := paginator.Get("limit"), paginator.Get("limit_param")
	paginator.Remove("limit")
	paginator.Remove("limit_param")
	if size != nil && kind.Text == "page_number" && paginator.Get("total_path") == nil {
		// Where there is a page size, no total is looked for; dlt has to be told.
		paginator.Set("total_path", &document.Node{})
	}
	switch {
	case absent(size) && !absent(param):
		p.note(param, "is left out: there is no page size to be sent")
		return "", nil
	case absent(size):
		return "", nil
	case absent(param):
		p.note(size, "is left out: no parameter is named to send it in; if the API takes one, write it into the params")
		return "", nil
	}
	return param.Text, size
}

// defaultParam adds a parameter to all endpoints.
func (p *purifier) defaultParam(name string, value *document.Node) {
	defaults := p.definition.Get("resource_defaults")
	if defaults == nil {
		defaults = &document.Node{Kind: document.Object}
		p.definition.Set("resource_defaults", defaults)
	}
	endpoint := defaults.Get("endpoint")
	if endpoint == nil {
		endpoint = &document.Node{Kind: document.Object}
		defaults.Set("endpoint", endpoint)
	}
	if isObject(endpoint) {
		addParam(endpoint, name, value)
	}
}

// addParam adds a parameter to an endpoint, unless it has one of that name.
func addParam(endpoint *document.Node, name string, value *document.Node) {
	params := endpoint.Get("params")
	if absent(params) {
		params = &document.Node{Kind: document.Object}
		endpoint.Set("params", params)
	}
	if isObject(params) && params.Get(name) == nil {
		params.Set(name, value)
	}
}

// doubleBraces doubles the braces in texts that aren't placeholders', as dlt wants it.
func doubleBraces(node *document.Node) {
	if node.Kind == document.String {
		node.Text = doubled(node.Text)
	}
	for _, item := range node.Items {
		doubleBraces(item)
	}
	for i, field := range node.Fields {
		node.Fields[i].Name = doubled(field.Name)
		doubleBraces(field.Value)
	}
}

func doubled(text string) string {
	found, ok := pieces(text)
	for _, piece := range found {
		ok = ok && (!piece.name || isPlaceholder(piece.text))
	}
	if ok { // it is as dlt wants it
		return text
	}
	var out []byte
	for _, piece := range plainPieces(text) {
		if piece.name {
			out = append(append(append(out, '{'), piece.text...), '}')
			continue
		}
		for i := range len(piece.text) {
			if c := piece.text[i]; c == '{' || c == '}' {
				out = append(out, c)
			}
			out = append(out, piece.text[i])
		}
	}
	return string(out)
}

// functions writes functions as their texts, and leaves out those that have none.
func (p *purifier) functions(node *document.Node) {
	for i := 0; i < len(node.Items); i++ {
		if !p.function(node.Items[i]) {
			node.Items = slices.Delete(node.Items, i, i+1)
			i--
		}
	}
	for i := 0; i < len(node.Fields); i++ {
		field := node.Fields[i]
		if !p.function(field.Value) {
			node.Remove(field.Name)
			i--
		}
	}
}

func (p *purifier) function(node *document.Node) (stays bool) {
	if node.Kind != document.Func {
		p.functions(node)
		return true
	}
	fn, _ := node.Func.(function)
	text, err := fn.written()
	if err != nil {
		p.note(node, "the function is left out: %s", err)
		return false
	}
	node.Kind, node.Text, node.Func = document.String, text, nil
	return true
}
