package dlt

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"source-rest-api/connector/document"
)

// Bounds of a definition that a program has built: lists can hold themselves, and a
// few doubled ones make billions.
const (
	maxNodes = 200_000
	maxNest  = 200
)

// A treeMaker turns what a program has built into a document. Positions are those
// of the literals that it was built from, as far as they can be told.
type treeMaker struct {
	script *script
	nodes  int
	given  map[string]syntax.Expr // variables that are assigned a dict once
}

// tree returns value as a node. expr is what it was written as, nil where unknown.
func (m *treeMaker) tree(value starlark.Value, expr syntax.Expr, depth int) (*document.Node, error) {
	if m.nodes++; m.nodes > maxNodes || depth > maxNest {
		return nil, fmt.Errorf("the definition is too large, or holds itself")
	}
	node := &document.Node{}
	if expr != nil {
		expr = m.literal(expr)
		node.Line, node.Column = m.script.source.place(start(expr))
	}
	switch v := value.(type) {
	case *starlark.Dict:
		return m.object(node, v, expr, depth)
	case *starlark.List, starlark.Tuple:
		return m.list(node, v.(starlark.Sequence), expr, depth)
	case inert, outside, module, incremental:
		return nil, scalar(node, value)
	case starlark.Callable:
		if name := v.Name(); v == starlark.Universe[name] && (name == "max" || name == "min") {
			node.Kind, node.Text = document.String, name // last_value_func's names
			return node, nil
		}
		node.Kind, node.Func = document.Func, function{callable: v, script: m.script}
		return node, nil
	}
	return node, scalar(node, value)
}

func scalar(node *document.Node, value starlark.Value) error {
	switch v := value.(type) {
	case starlark.NoneType:
		node.Kind = document.Null
	case starlark.Bool:
		node.Kind, node.Text = document.Bool, strconv.FormatBool(bool(v))
	case starlark.Int:
		node.Kind, node.Text = document.Number, v.String()
		if _, err := strconv.ParseFloat(node.Text, 64); err != nil {
			return fmt.Errorf("a number is out of range")
		}
	case starlark.Float:
		if math.IsInf(float64(v), 0) || math.IsNaN(float64(v)) {
			return fmt.Errorf("a number is infinite or none at all")
		}
		node.Kind, node.Text = document.Number, decimal(float64(v))
	case starlark.String:
		node.Kind, node.Text = document.String, strings.ToValidUTF8(string(v), "\uFFFD")
	case nameless:
		return fmt.Errorf(`%s has no name to look it up by; write dlt.%s["name"]`, v, v.store)
	case inert:
		return fmt.Errorf("%s can't stand in a definition; write its value, or a dict", v.path)
	case outside:
		return v.error()
	case module:
		return fmt.Errorf("%s can't stand in a definition", v.path)
	case incremental:
		return fmt.Errorf("the class dlt.sources.incremental can't stand in a definition; call it")
	default:
		return fmt.Errorf("a %s can't stand in a definition", value.Type())
	}
	return nil
}

// decimal writes a float as Python does, so that 1.0 doesn't become the integer 1.
func decimal(f float64) string {
	text := strconv.FormatFloat(f, 'g', -1, 64)
	if !strings.ContainsAny(text, ".e") {
		text += ".0"
	}
	return text
}

func (m *treeMaker) list(node *document.Node, list starlark.Sequence, expr syntax.Expr, depth int) (*document.Node, error) {
	node.Kind = document.List
	var written []syntax.Expr
	switch e := expr.(type) {
	case *syntax.ListExpr:
		written = e.List
	case *syntax.TupleExpr:
		written = e.List
	}
	items := list.Iterate()
	defer items.Done()
	var item starlark.Value
	for items.Next(&item) {
		var itemExpr syntax.Expr
		if len(written) == list.Len() {
			itemExpr = written[len(node.Items)]
		}
		child, err := m.tree(item, itemExpr, depth+1)
		if err != nil {
			return nil, m.at(itemExpr, err)
		}
		node.Items = append(node.Items, child)
	}
	return node, nil
}

func (m *treeMaker) object(node *document.Node, dict *starlark.Dict, expr syntax.Expr, depth int) (*document.Node, error) {
	node.Kind = document.Object
	entries := map[string]entry{}
	m.entries(expr, entries, 0)
	for _, item := range dict.Items() {
		name, err := keyText(item[0])
		if err != nil {
			return nil, m.at(expr, err)
		}
		field := document.Field{Name: name}
		var valueExpr syntax.Expr
		if entry, ok := entries[name]; ok {
			field.Line, field.Column = m.script.source.place(start(entry.key))
			valueExpr = entry.value
		}
		if field.Value, err = m.tree(item[1], valueExpr, depth+1); err != nil {
			return nil, m.at(valueExpr, err)
		}
		if name == "incremental" && field.Value.Get("type") != nil && field.Value.Get("type").Text == "incremental" {
			field.Value.Remove("type") // an object of the class, which has its type among params only
		}
		node.Fields = append(node.Fields, field)
	}
	return node, nil
}

// An entry is where a key of a dict was written, and its value.
type entry struct{ key, value syntax.Expr }

// entries collects the entries of dicts, of those that were merged, and of calls that
// make dicts out of named arguments.
func (m *treeMaker) entries(expr syntax.Expr, found map[string]entry, depth int) {
	if expr == nil || depth > maxNest {
		return
	}
	switch expr := m.literal(expr).(type) {
	case *syntax.DictExpr:
		for _, item := range expr.List {
			pair, ok := item.(*syntax.DictEntry)
			if !ok {
				continue
			}
			if key, ok := pair.Key.(*syntax.Literal); ok {
				if name, ok := key.Value.(string); ok {
					found[name] = entry{pair.Key, pair.Value}
				}
			}
		}
	case *syntax.BinaryExpr:
		if expr.Op == syntax.PIPE {
			m.entries(expr.X, found, depth+1)
			m.entries(expr.Y, found, depth+1)
		}
	case *syntax.CallExpr:
		if fn, ok := expr.Fn.(*syntax.Ident); ok && fn.Name == mergeName {
			for _, part := range expr.Args {
				m.entries(part, found, depth+1)
			}
			return
		}
		for _, arg := range expr.Args {
			if named, ok := arg.(*syntax.BinaryExpr); ok && named.Op == syntax.EQ {
				if name, ok := named.X.(*syntax.Ident); ok {
					found[name.Name] = entry{named.X, named.Y}
				}
			}
		}
	}
}

func keyText(key starlark.Value) (string, error) {
	switch k := key.(type) {
	case starlark.String:
		return strings.ToValidUTF8(string(k), "\uFFFD"), nil
	case starlark.Int:
		return k.String(), nil
	}
	return "", fmt.Errorf("a key has to be a string, not a %s", key.Type())
}

// literal follows brackets, calls of RESTAPIConfig and dict, and variables to the
// literal that was written.
func (m *treeMaker) literal(expr syntax.Expr) syntax.Expr {
	for range 10 { // variables can lead in a circle
		switch e := expr.(type) {
		case *syntax.ParenExpr:
			expr = e.X
		case *syntax.CallExpr:
			if fn, ok := e.Fn.(*syntax.Ident); !ok || fn.Name != "RESTAPIConfig" && fn.Name != "cast" || len(e.Args) != 1 {
				return expr
			}
			expr = e.Args[0]
		case *syntax.Ident:
			given := m.given[e.Name]
			if given == nil {
				return expr
			}
			expr = given
		default:
			return expr
		}
	}
	return expr
}

// A placedError knows where in the text it arose.
type placedError struct {
	line, column int
	err          error
}

func (e *placedError) Error() string { return e.err.Error() }

// at gives an error the position of expr, unless it has one already.
func (m *treeMaker) at(expr syntax.Expr, err error) error {
	if _, placed := err.(*placedError); placed || expr == nil {
		return err
	}
	line, column := m.script.source.place(start(expr))
	return &placedError{line, column, err}
}
