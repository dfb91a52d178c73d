package dlt

import (
	"slices"
	"strconv"
	"strings"

	"source-rest-api/connector/cursor"
	"source-rest-api/connector/document"
	"source-rest-api/connector/failure"
	"source-rest-api/connector/plan"
	"source-rest-api/connector/template"
)

// incrementalKeys are the keys of an incremental among the params; rangeKeys are those
// that only an endpoint's has.
var (
	incrementalKeys = []string{
		"cursor_path", "initial_value", "last_value_func", "primary_key", "row_order", "lag", "lag_unit",
		"on_cursor_value_missing", "range_start", "range_end", "convert", "allow_external_schedulers",
	}
	rangeKeys = []string{"end_value", "start_param", "end_param"}
)

// writeOutIncrementals writes out what an endpoint has of incrementals.
func (c *compiler) writeOutIncrementals(endpoint *document.Node) {
	if node := endpoint.Get("incremental"); isObject(node) {
		c.writeOutIncremental(node)
	}
	if params := endpoint.Get("params"); isObject(params) {
		for _, field := range params.Fields {
			if isIncremental(field.Value) {
				c.writeOutIncremental(field.Value)
			}
		}
	}
}

func (c *compiler) writeOutIncremental(node *document.Node) {
	if field := node.Field("transform"); field != nil {
		c.warnOnce(c.paths[field.Value], "is dlt's old word; write convert")
		// As in dlt, the old one counts where both are given.
		node.Remove("convert")
		node.Field("transform").Name = "convert"
	}
	if format := node.Get("date_format"); format != nil {
		if text := format.Text; format.Kind == document.String && strings.Contains(text, "%") {
			format.Text = "strftime:" + text
		}
		c.rename(node, "date_format", "convert")
	}
	if node.Get("lag_unit") != nil && c.env.Strict {
		c.foreign(node, "lag_unit", "is not a key of dlt's, which counts seconds for times and days for dates")
		node.Remove("lag_unit")
	}
	c.listKey(node)
}

// cursor decodes the endpoint's incremental, and adds the params that carry its values
// to the request. It returns nil where there is none.
func (b *binding) cursor(endpoint *document.Node, primaryKey [][]string, request *plan.Requester) *cursor.Config {
	node, param := b.declared(endpoint)
	if node == nil {
		return nil
	}
	b.c.checkIncrementalKeys(node, param)
	start, end := param, ""
	if param == "" {
		start, end = b.c.text(node, "start_param"), b.c.text(node, "end_param")
	}
	for _, carrier := range []struct {
		name  string
		index int
	}{{start, template.StartValue}, {end, template.EndValue}} {
		if carrier.name != "" {
			setParam(request, carrier.name, template.Part{Source: template.Cursor, Index: carrier.index})
		}
	}
	return b.c.cursorConfig(node, primaryKey)
}

// declared returns the object that declares the endpoint's incremental, and the param
// that it stands in, "" where it is the endpoint's own. There may be one.
func (b *binding) declared(endpoint *document.Node) (node *document.Node, param string) {
	if own := b.c.object(endpoint, "incremental"); own != nil {
		node = own
	}
	if b.params == nil {
		return node, ""
	}
	for _, field := range b.params.Fields {
		switch {
		case !isIncremental(field.Value):
		case node == nil:
			node, param = field.Value, field.Name
		case param == "":
			b.c.fault(field.Value, "is an incremental beside endpoint.incremental; an endpoint has one, so take one of them out")
		default:
			b.c.fault(field.Value, "is an incremental beside that of the param %s; an endpoint has one, so take one of them out", param)
		}
	}
	return node, param
}

// checkIncrementalKeys looks at the keys of an incremental among the params, which the
// specification knows nothing of.
func (c *compiler) checkIncrementalKeys(node *document.Node, param string) {
	if param == "" {
		return
	}
	for _, field := range node.Fields {
		switch {
		case field.Name == "type" || slices.Contains(incrementalKeys, field.Name):
		case slices.Contains(rangeKeys, field.Name):
			if !absent(field.Value) {
				c.faultIn(node, field.Name, "belongs to endpoint.incremental: write incremental: {start_param: %s, …} beside the params", param)
			}
		default:
			advice := "an incremental has " + strings.Join(incrementalKeys, ", ")
			if nearest := failure.Nearest(field.Name, incrementalKeys); nearest != "" {
				advice = "did you mean " + nearest + "?"
			}
			c.faultIn(node, field.Name, "unknown key; %s", advice)
		}
	}
}

// setParam gives a query parameter a placeholder as its value.
func setParam(request *plan.Requester, name string, part template.Part) {
	request.Query = slices.DeleteFunc(request.Query, func(param plan.Param) bool {
		text, static := param.Name.Static()
		return static && text == name
	})
	request.Query = append(request.Query, plan.Param{Name: template.Of(name), Value: template.New(part)})
}

// Words of dlt's for what the cursor knows.
var (
	directions = map[string]cursor.Direction{"": cursor.Max, "max": cursor.Max, "min": cursor.Min}
	rowOrders  = map[string]cursor.Order{"": cursor.Unknown, "asc": cursor.Asc, "desc": cursor.Desc}
	missing    = map[string]cursor.Missing{"": cursor.Raise, "raise": cursor.Raise, "include": cursor.Include, "exclude": cursor.Exclude}
	bounds     = map[string]bool{"open": true, "closed": false}
)

func (c *compiler) cursorConfig(node *document.Node, primaryKey [][]string) *cursor.Config {
	before := len(c.faults)
	config := &cursor.Config{PrimaryKey: primaryKey, Convert: c.conversion(node)}
	c.required(node, "cursor_path", "the path in each record to the value that tells new from old, such as updated_at")
	config.Path = c.path(node, "cursor_path", config.Path)
	if key := node.Get("primary_key"); !absent(key) {
		// None at all, other than no list, means: records aren't told apart.
		config.PrimaryKey = append([][]string{}, c.primaryKey(node)...)
	}
	config.Initial, config.End = c.value(node, "initial_value"), c.value(node, "end_value")
	config.Direction = word(c, node, "last_value_func", directions, "max or min; a function of your own can't be called here")
	config.Order = word(c, node, "row_order", rowOrders, "asc or desc")
	config.Missing = word(c, node, "on_cursor_value_missing", missing, "raise, include or exclude")
	if c.text(node, "range_start") != "" {
		config.OpenStart = word(c, node, "range_start", bounds, "open or closed")
	}
	if c.text(node, "range_end") != "" {
		config.ClosedEnd = !word(c, node, "range_end", bounds, "open or closed")
	}
	config.Lag = c.lag(node)
	c.flag(node, "allow_external_schedulers", false)
	if err := config.Validate(); err != nil && len(c.faults) == before {
		c.fault(node, "%s", err)
	}
	return config
}

// word returns what the word in the field name stands for.
func word[T any](c *compiler, node *document.Node, name string, words map[string]T, known string) T {
	if value := node.Get(name); value != nil && value.Kind == document.Func {
		c.faultIn(node, name, "has to be %s", known)
		return words[""]
	}
	meaning, ok := words[c.text(node, name)]
	if !ok {
		c.faultIn(node, name, "has to be %s", known)
	}
	return meaning
}

// value decodes a cursor's value, the zero Value where it is absent.
func (c *compiler) value(node *document.Node, name string) cursor.Value {
	given := node.Get(name)
	if absent(given) {
		return cursor.Value{}
	}
	value, ok := cursor.Parse(given.JSON())
	if given.Kind == document.Func || !ok {
		c.faultIn(node, name, "has to be a date, a time, a number or a text, and is %s", article(given.Kind))
	}
	return value
}

func (c *compiler) lag(node *document.Node) (lag cursor.Lag) {
	unit := c.text(node, "lag_unit")
	given := node.Get("lag")
	if absent(given) {
		return lag
	}
	amount, err := strconv.ParseFloat(given.Text, 64)
	if given.Kind != document.Number || err != nil || amount < 0 {
		c.faultIn(node, "lag", "has to be a number from 0 on; its unit stands in lag_unit")
		return lag
	}
	return cursor.Lag{Amount: amount, Unit: cursor.Unit(unit)}
}
