package dlt

import (
	"fmt"
	"reflect"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
)

// maxRepeated is how many elements, or bytes of a text, a repetition may have.
const maxRepeated = 10_000_000

// The built-ins that expressions are written as calls of.
const (
	timesName = "__times__" // x * y, of which Starlark lets one build 2^30 elements
	copyName  = "__copy__"  // x.copy(), which Starlark's dicts and lists lack
)

// useBuiltins writes expressions that are to mean something else than to Starlark as
// calls of built-ins.
func useBuiltins(file *syntax.File) {
	syntax.Walk(file, func(node syntax.Node) bool {
		if assign, ok := node.(*syntax.AssignStmt); ok && assign.Op == syntax.STAR_EQ {
			assign.Op = syntax.EQ
			assign.RHS = call(assign.OpPos, &syntax.Ident{NamePos: assign.OpPos, Name: timesName}, assign.LHS, assign.RHS)
		}
		if node != nil {
			replaceParts(reflect.ValueOf(node).Elem())
		}
		return true
	})
}

// replaceParts replaces the expressions that are direct parts of a node.
func replaceParts(node reflect.Value) {
	for i := range node.NumField() {
		field := node.Field(i)
		if !field.CanSet() {
			continue
		}
		switch part := field.Interface().(type) {
		case []syntax.Expr:
			for j := range part {
				part[j] = builtinFor(part[j])
			}
		case syntax.Expr:
			field.Set(reflect.ValueOf(builtinFor(part)))
		}
	}
}

func builtinFor(expr syntax.Expr) syntax.Expr {
	switch expr := expr.(type) {
	case *syntax.BinaryExpr:
		if expr.Op == syntax.STAR {
			return call(expr.OpPos, &syntax.Ident{NamePos: expr.OpPos, Name: timesName}, expr.X, expr.Y)
		}
	case *syntax.CallExpr:
		if method, ok := expr.Fn.(*syntax.DotExpr); ok && method.Name.Name == "copy" && len(expr.Args) == 0 {
			return call(expr.Lparen, &syntax.Ident{NamePos: method.NamePos, Name: copyName}, method.X)
		}
	}
	return expr
}

func times(_ *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
	for i, arg := range args {
		list, isList := arg.(starlark.Indexable) // strings are, too
		count, isInt := args[1-i].(starlark.Int)
		if !isList || !isInt {
			continue
		}
		if n, ok := count.Int64(); list.Len() > 0 && (!ok && count.Sign() > 0 || n > maxRepeated/int64(list.Len())) {
			return nil, fmt.Errorf("a %s is repeated to more than 10,000,000 elements", arg.Type())
		}
	}
	return starlark.Binary(syntax.STAR, args[0], args[1])
}
