package dlt

import (
	"strings"

	"source-rest-api/connector/document"
	"source-rest-api/connector/failure"
)

// A Conversion is a definition in dlt's own words.
type Conversion struct {
	Definition *document.Node // an object of client, resource_defaults and resources
	// Notes name what was written otherwise, what was left out, and what dlt will not
	// take as it stands.
	Notes []Warning
}

// Convert reads the text of a definition and writes it in dlt's own words: without
// aliases and shorthands, with secrets as look-ups. Functions become strings, which are
// read here, while dlt takes functions in Python only. The error is a failure.Faults.
func Convert(text string, env Env) (*Conversion, error) {
	env.Symbolic, env.Secrets = true, nil
	root, err := Parse(text, env)
	if err != nil {
		return nil, err
	}
	c := newCompiler(env)
	c.index(root, "")
	if !c.outline(root) {
		return nil, c.faults.Err()
	}
	kept := keepHints(root)
	c.writeOut(root)
	c.validate(root)
	c.source(root)
	if err := c.forgive(root).Err(); err != nil {
		return nil, err
	}
	var notes []Warning
	for _, warning := range c.result.Warnings {
		if !warning.Hint {
			notes = append(notes, warning)
		}
	}
	kept.restore(root)
	p := &purifier{c: c, definition: root, notes: notes}
	return p.purify(), nil
}

// keptHints are what writing out takes off a resource because it has no meaning for a
// source, by the resource's place among all; -1 are the defaults.
type keptHints map[int][]document.Field

func keepHints(root *document.Node) keptHints {
	kept := keptHints{-1: hintsOf(root.Get("resource_defaults"))}
	for i, resource := range root.Get("resources").Items {
		kept[i] = hintsOf(resource)
	}
	return kept
}

func hintsOf(resource *document.Node) (fields []document.Field) {
	if !isObject(resource) {
		return nil
	}
	for _, field := range resource.Fields {
		if hints[field.Name] || field.Name == "write_disposition" && isObject(field.Value) {
			fields = append(fields, field)
		}
	}
	return fields
}

func (k keptHints) restore(root *document.Node) {
	if defaults := root.Get("resource_defaults"); defaults != nil {
		restoreFields(defaults, k[-1])
	}
	for i, resource := range root.Get("resources").Items {
		restoreFields(resource, k[i])
	}
}

func restoreFields(resource *document.Node, fields []document.Field) {
	for _, field := range fields {
		resource.Set(field.Name, field.Value)
	}
}

// forgive returns the faults that aren't those of a look-up's own text.
func (c *compiler) forgive(root *document.Node) (faults failure.Faults) {
	var lookups []string
	c.lookupPaths(root, &lookups)
	for _, fault := range c.faults {
		forgiven := false
		for _, path := range lookups {
			forgiven = forgiven || fault.Path == path || below(path, fault.Path) && strings.HasSuffix(fault.Path, "auth")
		}
		if !forgiven {
			faults = append(faults, fault)
		}
	}
	return faults
}

func (c *compiler) lookupPaths(node *document.Node, found *[]string) {
	if node.Kind == document.String && lookup.MatchString(node.Text) {
		*found = append(*found, c.paths[node])
	}
	for _, item := range node.Items {
		c.lookupPaths(item, found)
	}
	for _, field := range node.Fields {
		c.lookupPaths(field.Value, found)
	}
}
