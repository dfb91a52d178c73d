package dlt

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"source-rest-api/connector/document"
	"source-rest-api/connector/failure"
)

// columnTypes are dlt's data types as JSON Schemas, with the types that Airbyte knows
// beyond those. Null is always allowed, whatever a column's nullable says: a record
// that lacks the field would break off a destination's load.
var columnTypes = map[string]string{
	"text":      `{"type":["null","string"]}`,
	"bigint":    `{"type":["null","integer"]}`,
	"double":    `{"type":["null","number"]}`,
	"decimal":   `{"type":["null","number"]}`,
	"wei":       `{"type":["null","string"],"airbyte_type":"big_integer"}`,
	"bool":      `{"type":["null","boolean"]}`,
	"timestamp": `{"type":["null","string"],"format":"date-time","airbyte_type":"timestamp_with_timezone"}`,
	"date":      `{"type":["null","string"],"format":"date"}`,
	"time":      `{"type":["null","string"],"format":"time","airbyte_type":"time_without_timezone"}`,
	"json":      `{"type":["null","object","array"],"additionalProperties":true}`,
	"binary":    `{"type":["null","string"],"contentEncoding":"base64"}`,
}

// localTimestamp is the type of a timestamp whose column says timezone: false.
const localTimestamp = `{"type":["null","string"],"format":"date-time","airbyte_type":"timestamp_without_timezone"}`

// writeOutColumns writes columns, which may be a list of objects with a name each, as
// an object by those names. Where they hint at more than types, it adds that to found.
func (c *compiler) writeOutColumns(resource *document.Node, found map[string]bool) {
	field := resource.Field("columns")
	if field == nil {
		return
	}
	c.columnsByName(field)
	for _, column := range field.Value.Fields {
		for _, hint := range column.Value.Fields {
			if hint.Name != "name" && hint.Name != "data_type" && hint.Name != "timezone" {
				found["columns' "+hint.Name] = true
			}
		}
	}
}

func (c *compiler) columnsByName(field *document.Field) {
	if field.Value.Kind != document.List {
		return
	}
	list := field.Value
	columns := &document.Node{Kind: document.Object, Line: list.Line, Column: list.Column}
	c.paths[columns] = c.paths[list]
	for _, item := range list.Items {
		name := item.Get("name")
		if absent(name) || name.Kind != document.String {
			c.fault(item, "a column in a list has to be an object with its name")
			continue
		}
		columns.Set(name.Text, item)
	}
	field.Value = columns
}

// columns decodes the types of columns: the properties over what is inferred. A column
// without a data_type only hints at how tables are to be made.
func (c *compiler) columns(resource *document.Node) json.RawMessage {
	columns := c.object(resource, "columns")
	if columns == nil {
		return nil
	}
	types := &document.Node{Kind: document.Object}
	for _, field := range columns.Fields {
		if field.Value.Kind != document.Object {
			c.fault(field.Value, `a column has to be an object such as {"data_type": "bigint"}, and is %s`, article(field.Value.Kind))
			continue
		}
		if schema := c.columnType(field.Value); schema != nil {
			types.Set(field.Name, schema)
		}
	}
	if len(types.Fields) == 0 {
		return nil
	}
	return types.JSON()
}

func (c *compiler) columnType(column *document.Node) *document.Node {
	kind := c.text(column, "data_type")
	if kind == "" {
		return nil
	}
	if kind == "complex" { // what dlt called it up to its version 0.5
		kind = "json"
	}
	text, ok := columnTypes[kind]
	if !ok {
		names := slices.Sorted(maps.Keys(columnTypes))
		advice := "; known are " + strings.Join(names, ", ")
		if nearest := failure.Nearest(kind, names); nearest != "" {
			advice = "; did you mean " + nearest + "?"
		}
		c.faultIn(column, "data_type", "is no data type of dlt's%s", advice)
		return nil
	}
	if kind == "timestamp" && !c.flag(column, "timezone", true) {
		text = localTimestamp
	}
	schema, err := document.ParseJSON([]byte(text))
	if err != nil {
		c.faultIn(column, "data_type", "%s", err)
		return nil
	}
	return schema
}
