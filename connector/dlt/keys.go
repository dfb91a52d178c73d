package dlt

import "source-rest-api/connector/document"

// writeOutKeys writes the primary key as a list, and the write disposition as a word:
// of its object form only the disposition has a meaning for a source.
func (c *compiler) writeOutKeys(resource *document.Node) {
	c.listKey(resource)
	disposition := resource.Field("write_disposition")
	if disposition == nil || !isObject(disposition.Value) {
		return
	}
	if strategy := disposition.Value.Get("strategy"); !absent(strategy) {
		c.warnOnce(c.paths[strategy], "how records are merged is the destination's choice; the strategy is left out")
	}
	if word := disposition.Value.Get("disposition"); word != nil {
		disposition.Value = word
	}
}

// listKey writes a primary key as a list.
func (c *compiler) listKey(object *document.Node) {
	if key := object.Field("primary_key"); key != nil && key.Value.Kind == document.String {
		only := key.Value
		key.Value = &document.Node{Kind: document.List, Items: []*document.Node{only}, Line: only.Line, Column: only.Column}
		c.paths[key.Value] = c.paths[only]
	}
}
