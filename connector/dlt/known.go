package dlt

import "source-rest-api/connector/document"

// The places that a key stands in, apart from which it has no meaning.
const (
	inResource    = "resource"
	inEndpoint    = "endpoint"
	asAuthType    = "auth type"
	asParamType   = "param type"
	asPlaceholder = "placeholder"
)

// notYet are the words of dlt's that this version doesn't read. Supporting one of
// them begins with taking its row out.
var notYet = map[string]map[string]bool{
	inResource:    {"include_from_parent": true, "processing_steps": true},
	inEndpoint:    {"incremental": true, "data": true, "response_actions": true},
	asAuthType:    {"oauth2_client_credentials": true},
	asParamType:   {"incremental": true, "resolve": true},
	asPlaceholder: {"resources": true, "incremental": true},
}

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
		"oauth2":        "oauth2_client_credentials",
		"session_token": "a bearer token or an api_key that you get outside",
	},
}

// hints are keys that tell dlt's loader how to write tables. Airbyte leaves that to
// the destination.
var hints = map[string]bool{
	"columns": true, "file_format": true, "max_table_nesting": true, "merge_key": true, "nested_hints": true,
	"parallelized": true, "parent_table_name": true, "references": true, "schema_contract": true,
	"table_format": true, "table_name": true,
}

// unsupported takes out of object, with a fault each, the keys that can't be served.
// One that is null or empty asks for nothing and is just taken out.
func (c *compiler) unsupported(object *document.Node, place string) {
	for _, field := range append([]document.Field(nil), object.Fields...) {
		instead, foreign := refused[place][field.Name]
		if !notYet[place][field.Name] && !foreign {
			continue
		}
		value := field.Value
		if !absent(value) && (value.Text != "" || len(value.Items) > 0 || len(value.Fields) > 0 || value.Kind == document.Func) {
			if foreign {
				c.faultIn(object, field.Name, "is not dlt's word and can't be translated; dlt has %s", instead)
			} else {
				c.faultIn(object, field.Name, "dlt's %s is known but not supported by this version", field.Name)
			}
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
