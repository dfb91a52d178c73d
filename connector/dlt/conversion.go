package dlt

import (
	"encoding/json"
	"fmt"

	"go.starlark.net/starlark"

	"source-rest-api/connector/cursor"
	"source-rest-api/connector/document"
	"source-rest-api/connector/failure"
)

// conversionNames are the conversions that have a name.
var conversionNames = []string{"epoch_seconds", "epoch_millis", "iso_date", "iso_datetime", "strftime:%Y-%m-%d"}

// conversion decodes convert, which says how a cursor's value is written in requests: a
// name or a function. It returns nil for none.
func (c *compiler) conversion(node *document.Node) cursor.Conversion {
	const name = "convert"
	given := node.Get(name)
	if absent(given) {
		return nil
	}
	if given.Kind == document.String {
		named, ok, err := cursor.Named(given.Text)
		switch {
		case err != nil:
			c.faultIn(node, name, "%s", err)
			return nil
		case ok:
			return named
		case !isFunctionText(given.Text):
			advice := ""
			if nearest := failure.Nearest(given.Text, conversionNames); nearest != "" {
				advice = "; did you mean " + nearest + "?"
			}
			c.faultIn(node, name, `is no conversion that is known: epoch_seconds, epoch_millis, iso_date, iso_datetime, strftime:FORMAT, or a function such as "lambda value: value"%s`, advice)
			return nil
		}
	}
	fn, ok := c.function(given)
	if !ok {
		return nil
	}
	return converter{fn}
}

// A converter is a function that writes a cursor's value for requests. It implements
// cursor.Conversion.
type converter struct{ fn function }

// Convert calls the function with the value. A result that is no text and no number
// can't be sent in a request, and is an error, as what the function fails with.
func (f converter) Convert(value json.RawMessage) (json.RawMessage, error) {
	var reader rowReader
	given, err := reader.read(value)
	if err != nil {
		return nil, err
	}
	thread := &starlark.Thread{Name: "convert"}
	limit(thread)
	result, err := starlark.Call(thread, f.fn.callable, starlark.Tuple{given}, nil)
	if err != nil {
		return nil, fmt.Errorf("its function failed: %s", f.fn.explain(err))
	}
	switch result.(type) {
	case starlark.String, starlark.Int, starlark.Float, starlark.NoneType:
		return reader.append(nil, result, 0)
	}
	return nil, fmt.Errorf("its function returned a %s; it has to return a text or a number", result.Type())
}
