package dlt

import (
	"strconv"

	"go.starlark.net/syntax"
)

// nameDefaults writes a parameter's default dlt.secrets.value as the look-up of the
// secret with the parameter's name, which is what dlt takes it for.
func nameDefaults(file *syntax.File) {
	syntax.Walk(file, func(node syntax.Node) bool {
		def, ok := node.(*syntax.DefStmt)
		if !ok {
			return true
		}
		for _, param := range def.Params {
			binary, ok := param.(*syntax.BinaryExpr)
			if !ok {
				continue
			}
			name, named := binary.X.(*syntax.Ident)
			if value, ok := binary.Y.(*syntax.DotExpr); ok && named && value.Name.Name == "value" && isStore(value.X) {
				start, end := value.Span()
				binary.Y = &syntax.IndexExpr{
					X: value.X, Lbrack: start, Rbrack: end,
					Y: &syntax.Literal{Token: syntax.STRING, TokenPos: start, Raw: strconv.Quote(name.Name), Value: name.Name},
				}
			}
		}
		return true
	})
}

// isStore reports whether expr is dlt.secrets or dlt.config.
func isStore(expr syntax.Expr) bool {
	dot, ok := expr.(*syntax.DotExpr)
	if !ok || dot.Name.Name != "secrets" && dot.Name.Name != "config" {
		return false
	}
	dlt, ok := dot.X.(*syntax.Ident)
	return ok && dlt.Name == "dlt"
}

// nameBareDict assigns a dict that stands alone, as a whole definition without any
// Python around it does, to a variable.
func nameBareDict(file *syntax.File) {
	for i, stmt := range file.Stmts {
		expr, ok := stmt.(*syntax.ExprStmt)
		if !ok {
			continue
		}
		if dict, ok := expr.X.(*syntax.DictExpr); ok {
			start, _ := dict.Span()
			file.Stmts[i] = &syntax.AssignStmt{OpPos: start, Op: syntax.EQ, LHS: &syntax.Ident{NamePos: start, Name: bareName}, RHS: dict}
		}
	}
}

// assigned returns what variables are assigned where that happens once in the file.
func assigned(file *syntax.File) map[string]syntax.Expr {
	given := map[string]syntax.Expr{}
	syntax.Walk(file, func(node syntax.Node) bool {
		if assign, ok := node.(*syntax.AssignStmt); ok && assign.Op == syntax.EQ {
			if name, ok := assign.LHS.(*syntax.Ident); ok {
				if _, twice := given[name.Name]; twice {
					given[name.Name] = nil
				} else {
					given[name.Name] = assign.RHS
				}
			}
		}
		return true
	})
	return given
}

// written returns the expression that a definition was handed over as.
func (s *script) written(found definition) syntax.Expr {
	expr := found.expr
	syntax.Walk(s.file, func(node syntax.Node) bool {
		call, ok := node.(*syntax.CallExpr)
		if !ok || call.Lparen.Line != found.at.Line || call.Lparen.Col != found.at.Col {
			return true
		}
		for i, arg := range call.Args {
			if named, ok := arg.(*syntax.BinaryExpr); ok && named.Op == syntax.EQ {
				if name, ok := named.X.(*syntax.Ident); ok && name.Name == "config" {
					expr = named.Y
				}
			} else if i == 0 {
				expr = arg
			}
		}
		return true
	})
	return expr
}
