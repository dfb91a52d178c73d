package dlt

import "source-rest-api/connector/document"

// withDefaults lays a resource over resource_defaults as dlt does: a key of the
// resource wins, also as null; in the endpoint alike, but params, json and columns are merged
// key by key, one level deep. The objects are new, the values in them shared and
// never changed. (dlt shares the params too, which lets resources spoil each other's.)
func (c *compiler) withDefaults(defaults, resource *document.Node) *document.Node {
	if defaults == nil {
		return resource
	}
	merged := c.overlay(defaults, resource)
	if below, above := defaults.Get("columns"), resource.Get("columns"); isObject(below) && isObject(above) {
		merged.Set("columns", c.overlay(below, above))
	}
	below, above := defaults.Get("endpoint"), resource.Get("endpoint")
	if !isObject(below) || !isObject(above) {
		return merged
	}
	endpoint := c.overlay(below, above)
	for _, name := range []string{"params", "json"} {
		if isObject(below.Get(name)) && isObject(above.Get(name)) {
			endpoint.Set(name, c.overlay(below.Get(name), above.Get(name)))
		}
	}
	merged.Set("endpoint", endpoint)
	return merged
}

// overlay returns the fields of below, in their order, with those of above in their
// place or after them.
func (c *compiler) overlay(below, above *document.Node) *document.Node {
	merged := &document.Node{Kind: document.Object, Line: above.Line, Column: above.Column}
	merged.Fields = append(merged.Fields, below.Fields...)
	for _, field := range above.Fields {
		if existing := merged.Field(field.Name); existing != nil {
			*existing = field
		} else {
			merged.Fields = append(merged.Fields, field)
		}
	}
	c.paths[merged] = c.paths[above]
	return merged
}

func isObject(node *document.Node) bool { return node != nil && node.Kind == document.Object }
