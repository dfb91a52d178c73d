package dlt

import "source-rest-api/connector/document"

// The places that a key stands in, apart from which it has no meaning.
const (
	inResource = "resource"
	inEndpoint = "endpoint"
	asAuthType = "auth type"
)

// refused are words of other tools that can't be translated, with what dlt has for
// the purpose.
var refused = map[string]map[string]string{
	inEndpoint: {
		"incremental_sync": "endpoint.incremental with cursor_path, start_param and initial_value",
		"record_filter":    "processing_steps with a filter",
		"partition_router": "a placeholder {resources.PARENT.FIELD} in the path or the params",
	},
	inResource: {
		"incremental_sync": "endpoint.incremental with cursor_path, start_param and initial_value",
		"record_filter":    "processing_steps with a filter",
		"partition_router": "a placeholder {resources.PARENT.FIELD} in the path or the params",
	},
	asAuthType: {
		"session_token": "a bearer token or an api_key that you get outside",
	},
}

// hints are keys that tell dlt's loader how to write tables. Airbyte leaves that to
// the destination.
var hints = map[string]bool{
	"file_format": true, "max_table_nesting": true, "merge_key": true, "nested_hints": true,
	"parallelized": true, "parent_table_name": true, "references": true, "schema_contract": true,
	"table_format": true, "table_name": true,
}

// unsupported takes out of object, with a fault each, the keys that can't be served.
// One that is null or empty asks for nothing and is just taken out.
func (c *compiler) unsupported(object *document.Node, place string) {
	for _, field := range append([]document.Field(nil), object.Fields...) {
		instead, foreign := refused[place][field.Name]
		if !foreign {
			continue
		}
		value := field.Value
		if !absent(value) && (value.Text != "" || len(value.Items) > 0 || len(value.Fields) > 0 || value.Kind == document.Func) {
			c.faultIn(object, field.Name, "is not dlt's word and can't be translated; dlt has %s", instead)
		}
		object.Remove(field.Name)
	}
}

// dropHints takes dlt's hints out of a resource and adds their names to found.
func dropHints(resource *document.Node, found map[string]bool) {
	for _, field := range append([]document.Field(nil), resource.Fields...) {
		if hints[field.Name] {
			found[field.Name] = true
			resource.Remove(field.Name)
		}
	}
}
