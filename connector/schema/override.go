package schema

import (
	"encoding/json"
	"fmt"

	"source-rest-api/connector/document"
)

// WithTypes returns a JSON Schema of an object with the properties in types, an object
// {name: schema}, in the place of its own or after them.
func WithTypes(schema, types json.RawMessage) (json.RawMessage, error) {
	if len(types) == 0 {
		return schema, nil
	}
	root, err := document.ParseJSON(schema)
	if err != nil {
		return nil, fmt.Errorf("reading a stream's schema: %w", err)
	}
	over, err := document.ParseJSON(types)
	if err != nil {
		return nil, fmt.Errorf("reading the types of columns: %w", err)
	}
	properties := root.Get("properties")
	if properties == nil {
		properties = &document.Node{Kind: document.Object}
		root.Set("properties", properties)
	}
	for _, field := range over.Fields {
		properties.Set(field.Name, field.Value)
	}
	return root.JSON(), nil
}
