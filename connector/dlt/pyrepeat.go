package dlt

import (
	"fmt"
	"reflect"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
)

// maxRepeated is how many elements, or bytes of a text, a repetition may have.
const maxRepeated = 10_000_000

// timesName is the built-in that multiplies.
const timesName = "__times__"

// boundRepetition writes x * y as a call: Starlark lets one expression build a list of
// 2^30 elements, which is more than most machines have memory for.
func boundRepetition(file *syntax.File) {
	syntax.Walk(file, func(node syntax.Node) bool {
		if assign, ok := node.(*syntax.AssignStmt); ok && assign.Op == syntax.STAR_EQ {
			assign.Op = syntax.EQ
			assign.RHS = call(assign.OpPos, &syntax.Ident{NamePos: assign.OpPos, Name: timesName}, assign.LHS, assign.RHS)
		}
		if node != nil {
			boundOperands(reflect.ValueOf(node).Elem())
		}
		return true
	})
}

// boundOperands replaces the multiplications that are direct parts of a node.
func boundOperands(node reflect.Value) {
	for i := range node.NumField() {
		field := node.Field(i)
		if !field.CanSet() {
			continue
		}
		switch part := field.Interface().(type) {
		case []syntax.Expr:
			for j := range part {
				part[j] = boundExpr(part[j])
			}
		case syntax.Expr:
			field.Set(reflect.ValueOf(boundExpr(part)))
		}
	}
}

func boundExpr(expr syntax.Expr) syntax.Expr {
	binary, ok := expr.(*syntax.BinaryExpr)
	if !ok || binary.Op != syntax.STAR {
		return expr
	}
	return call(binary.OpPos, &syntax.Ident{NamePos: binary.OpPos, Name: timesName}, binary.X, binary.Y)
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
