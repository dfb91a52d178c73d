package dlt

import (
	"fmt"
	"strconv"
	"strings"

	"source-rest-api/connector/document"
	"source-rest-api/connector/failure"
	"source-rest-api/connector/plan"
)

// A compiler collects what compiling one definition brings to light.
type compiler struct {
	env    Env
	result Result
	faults failure.Faults
	said   map[string]bool // "path: message" of the faults
	// refused are the paths that Validate complained of.
	refused []string
	// paths tells where each value of the definition stands. A value keeps its path
	// when it is merged into a resource, so that a fault is shown where it was written.
	paths map[*document.Node]string
}

func newCompiler(env Env) *compiler {
	return &compiler{
		env:    env,
		result: Result{Plan: &plan.Source{}},
		said:   map[string]bool{},
		paths:  map[*document.Node]string{},
	}
}

// index notes the paths of node and all below it that have none yet.
func (c *compiler) index(node *document.Node, path string) {
	if known, ok := c.paths[node]; ok {
		path = known
	} else {
		c.paths[node] = path
	}
	for i, item := range node.Items {
		c.index(item, path+"["+strconv.Itoa(i)+"]")
	}
	for _, field := range node.Fields {
		c.index(field.Value, join(path, field.Name))
	}
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// fault notes what is wrong with a value. What is wrong in the defaults is said
// once, however many resources they are merged into.
func (c *compiler) fault(node *document.Node, format string, args ...any) {
	c.faultAt(c.paths[node], node.Line, node.Column, fmt.Sprintf(format, args...))
}

// faultIn notes what is wrong with the field name of object, be it there or not.
func (c *compiler) faultIn(object *document.Node, name, format string, args ...any) {
	message := fmt.Sprintf(format, args...)
	if field := object.Field(name); field != nil {
		c.faultAt(c.paths[field.Value], field.Line, field.Column, message)
		return
	}
	c.faultAt(join(c.paths[object], name), object.Line, object.Column, message)
}

func (c *compiler) faultAt(path string, line, column int, message string) {
	if c.said[path+": "+message] || c.isRefused(path) {
		return
	}
	c.said[path+": "+message] = true
	c.faults = append(c.faults, failure.Fault{Path: path, Line: line, Column: column, Message: message})
}

func (c *compiler) warn(path, format string, args ...any) {
	c.result.Warnings = append(c.result.Warnings, Warning{Path: path, Message: fmt.Sprintf(format, args...)})
}

// outline gives the definition the parts that the rest of the compiler walks. ok is
// false where it is no definition at all.
func (c *compiler) outline(definition *document.Node) (ok bool) {
	if definition.Kind != document.Object {
		c.fault(definition, "the definition has to be an object with the keys client and resources, and is %s", article(definition.Kind))
		return false
	}
	if defaults := definition.Get("resource_defaults"); defaults != nil && absent(defaults) {
		definition.Remove("resource_defaults")
	}
	for _, part := range []struct {
		name     string
		kind     document.Kind
		optional bool
	}{{"client", document.Object, false}, {"resource_defaults", document.Object, true}, {"resources", document.List, false}} {
		value := definition.Get(part.name)
		switch {
		case value == nil && !part.optional:
			c.faultIn(definition, part.name, "is missing: the definition needs the keys client and resources")
		case value != nil && value.Kind != part.kind:
			c.faultIn(definition, part.name, "has to be of the type %s, and is %s", part.kind, article(value.Kind))
		default:
			continue
		}
		// The other parts are looked at all the same, beside a stand-in for this one.
		definition.Set(part.name, standIn(part.name))
	}
	return true
}

// standIn returns the least that a part of a definition can be.
func standIn(part string) *document.Node {
	object := &document.Node{Kind: document.Object}
	switch part {
	case "client":
		object.Set("base_url", &document.Node{Kind: document.String, Text: "https://localhost"})
	case "resources":
		object.Set("name", &document.Node{Kind: document.String, Text: "none"})
		return &document.Node{Kind: document.List, Items: []*document.Node{object}}
	}
	return object
}

// text returns the text of the field name, "" where it is absent or null. Another
// kind of value is a fault.
func (c *compiler) text(object *document.Node, name string) string {
	node := object.Get(name)
	switch {
	case absent(node):
		return ""
	case node.Kind != document.String:
		c.faultIn(object, name, "has to be a string, and is %s", article(node.Kind))
		return ""
	}
	return node.Text
}

// required returns the text of the field name, which has to be there and not empty.
func (c *compiler) required(object *document.Node, name, advice string) string {
	text := c.text(object, name)
	if node := object.Get(name); absent(node) || node.Kind == document.String && text == "" {
		c.faultIn(object, name, "is missing: %s", advice)
	}
	return text
}

// integer returns the number that the field name holds, nil where it is absent or
// null. Anything but a whole number is a fault.
func (c *compiler) integer(object *document.Node, name string) *int {
	node := object.Get(name)
	if absent(node) {
		return nil
	}
	number, err := strconv.Atoi(node.Text)
	if node.Kind != document.Number || err != nil {
		c.faultIn(object, name, "has to be a whole number, without quotes")
		return nil
	}
	return &number
}

// flag returns the truth value of the field name, otherwise where it is absent.
func (c *compiler) flag(object *document.Node, name string, otherwise bool) bool {
	node := object.Get(name)
	if absent(node) {
		return otherwise
	}
	if node.Kind != document.Bool {
		c.faultIn(object, name, "has to be true or false, and is %s", article(node.Kind))
		return otherwise
	}
	return node.Text == "true"
}

// object returns the object of the field name, nil where it is absent or null.
func (c *compiler) object(parent *document.Node, name string) *document.Node {
	node := parent.Get(name)
	if absent(node) {
		return nil
	}
	if node.Kind != document.Object {
		c.faultIn(parent, name, "has to be an object, and is %s", article(node.Kind))
		return nil
	}
	return node
}

// article names a kind of value with its article.
func article(kind document.Kind) string {
	if kind == document.Object {
		return "an " + kind.String()
	}
	return "a " + kind.String()
}

// absent reports whether a value isn't given, or is given as null.
func absent(node *document.Node) bool { return node == nil || node.Kind == document.Null }

// hide makes a value known as a secret, and so what follows its scheme ("Bearer x").
func (c *compiler) hide(value string) {
	c.result.Secrets = append(c.result.Secrets, value)
	if _, rest, ok := strings.Cut(value, " "); ok {
		c.result.Secrets = append(c.result.Secrets, rest)
	}
}
