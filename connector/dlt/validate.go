package dlt

import (
	"strconv"
	"strings"

	"source-rest-api/connector/document"
)

// validate holds the definition against the specification. What it refuses isn't
// complained about again while it is decoded. Null means not given, so the
// specification needn't allow for it.
func (c *compiler) validate(definition *document.Node) {
	if c.env.Validate == nil {
		return
	}
	own := map[string]bool{}
	for _, fault := range c.faults {
		own[fault.Path] = true
	}
	written := map[string]string{}
	c.writtenPaths(definition, "", written)
	given := definition.Clone()
	dropNulls(given)
	for _, fault := range c.env.Validate(given) {
		if path, ok := written[fault.Path]; ok {
			fault.Path = path
		}
		if own[fault.Path] {
			continue
		}
		c.refused = append(c.refused, fault.Path)
		c.faults = append(c.faults, fault)
	}
}

// writtenPaths tells for the path of each value in the definition, as it is written
// out now, at which path it was written by its author.
func (c *compiler) writtenPaths(node *document.Node, path string, written map[string]string) {
	written[path] = c.paths[node]
	for i, item := range node.Items {
		c.writtenPaths(item, path+"["+strconv.Itoa(i)+"]", written)
	}
	for _, field := range node.Fields {
		c.writtenPaths(field.Value, join(path, field.Name), written)
	}
}

// dropNulls takes the fields that are null out of node and all below it.
func dropNulls(node *document.Node) {
	kept := node.Fields[:0]
	for _, field := range node.Fields {
		if !absent(field.Value) {
			dropNulls(field.Value)
			kept = append(kept, field)
		}
	}
	node.Fields = kept
	for _, item := range node.Items {
		dropNulls(item)
	}
}

// isRefused reports whether Validate complained of path, or of something above or
// below it: what is said of those is most likely a consequence.
func (c *compiler) isRefused(path string) bool {
	for _, refused := range c.refused {
		if path == refused || below(path, refused) || below(refused, path) {
			return true
		}
	}
	return false
}

// below reports whether path leads on from parent, which isn't the root.
func below(path, parent string) bool {
	rest, ok := strings.CutPrefix(path, parent)
	return ok && parent != "" && rest != "" && (rest[0] == '.' || rest[0] == '[')
}
