package dlt

import (
	"strings"

	"source-rest-api/connector/document"
	"source-rest-api/connector/failure"
)

// projectTypes are how dlt's project file, dlt.yml, names a source that is a rest_api.
var projectTypes = map[string]bool{
	"rest_api": true, "rest_api.rest_api": true, "rest_api.rest_api_source": true,
	"dlt.sources.rest_api": true, "dlt.sources.rest_api.rest_api": true, "dlt.sources.rest_api.rest_api_source": true,
}

// projectKeys are those of a source in a project file that aren't the definition's.
var projectKeys = []string{"type", "name", "section", "max_table_nesting", "root_key", "schema", "schema_contract", "parallelized"}

// projectSource returns the definition that a project file holds: the one of its
// sources that is a rest_api. A definition is returned as it is.
func projectSource(root *document.Node) (*document.Node, error) {
	sources := root.Get("sources")
	if !isObject(sources) || root.Get("client") != nil || root.Get("resources") != nil {
		return root, nil
	}
	var found *document.Node
	var ours, others []string
	for _, source := range sources.Fields {
		kind := source.Value.Get("type")
		if kind == nil || !projectTypes[kind.Text] {
			others = append(others, source.Name)
			continue
		}
		ours = append(ours, source.Name)
		found = source.Value
	}
	var faults failure.Faults
	switch {
	case len(ours) > 1:
		faults.Add("sources", "there are %d of the type rest_api: %s; keep one of them in this definition", len(ours), strings.Join(ours, ", "))
		return nil, faults.Err()
	case len(ours) == 0:
		faults.Add("sources", "none of them has the type rest_api (there are %s)", strings.Join(others, ", "))
		return nil, faults.Err()
	}
	for _, name := range projectKeys {
		found.Remove(name)
	}
	return found, nil
}
