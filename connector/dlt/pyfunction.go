package dlt

import (
	"go.starlark.net/syntax"
)

const (
	yieldedName    = "__yielded__"    // the list of what a generator has yielded
	unreadableName = "__unreadable__" // the built-in that says why a function can't be called
)

// completeFunctions gives generators a list that they return, and functions that can't
// be read a body that says so. (A generator's values are wanted all at once anyway, so
// that a list does.)
func (s *script) completeFunctions() {
	syntax.Walk(s.file, func(node syntax.Node) bool {
		def, ok := node.(*syntax.DefStmt)
		if !ok {
			return true
		}
		line, column := s.source.place(def.Def)
		if fault, ok := s.source.stubs[[2]int{line, column}]; ok {
			def.Body = []syntax.Stmt{&syntax.ReturnStmt{
				Return: def.Def,
				Result: call(def.Def, &syntax.Ident{NamePos: def.Def, Name: unreadableName},
					literal(def.Def, syntax.INT, int64(s.source.at(fault.offset)[0])), literal(def.Def, syntax.STRING, fault.message)),
			}}
			return false
		}
		if s.yieldAll(def.Body) {
			list := func() syntax.Expr { return &syntax.Ident{NamePos: def.Def, Name: yieldedName} }
			first := &syntax.AssignStmt{OpPos: def.Def, Op: syntax.EQ, LHS: list(), RHS: &syntax.ListExpr{Lbrack: def.Def, Rbrack: def.Def}}
			last := &syntax.ReturnStmt{Return: def.Def, Result: list()}
			def.Body = append(append([]syntax.Stmt{first}, def.Body...), last)
		}
		return true
	})
}

// yieldAll puts what the statements of one function yield into its list, and reports
// whether there is something that yields.
func (s *script) yieldAll(body []syntax.Stmt) bool {
	found := s.appendYields(body)
	if found {
		returnYields(body)
	}
	return found
}

func (s *script) appendYields(body []syntax.Stmt) (found bool) {
	for i, stmt := range body {
		switch stmt := stmt.(type) {
		case *syntax.AssignStmt:
			line, column := s.source.place(start(stmt.LHS))
			from, ok := s.source.yields[[2]int{line, column}]
			if !ok {
				continue
			}
			found = true
			method := "append"
			if from {
				method = "extend"
			}
			at := stmt.OpPos
			body[i] = &syntax.ExprStmt{X: call(at, &syntax.DotExpr{
				X: &syntax.Ident{NamePos: at, Name: yieldedName}, Dot: at, NamePos: at,
				Name: &syntax.Ident{NamePos: at, Name: method},
			}, stmt.RHS)}
		default:
			for _, block := range blocks(stmt) {
				found = s.appendYields(block) || found
			}
		}
	}
	return found
}

// returnYields makes each return in a generator return the list so far.
func returnYields(body []syntax.Stmt) {
	for _, stmt := range body {
		if stmt, ok := stmt.(*syntax.ReturnStmt); ok {
			stmt.Result = &syntax.Ident{NamePos: stmt.Return, Name: yieldedName}
		}
		for _, block := range blocks(stmt) {
			returnYields(block)
		}
	}
}

// blocks returns the statements below a statement, other than those of a function.
func blocks(stmt syntax.Stmt) [][]syntax.Stmt {
	switch stmt := stmt.(type) {
	case *syntax.IfStmt:
		return [][]syntax.Stmt{stmt.True, stmt.False}
	case *syntax.ForStmt:
		return [][]syntax.Stmt{stmt.Body}
	case *syntax.WhileStmt:
		return [][]syntax.Stmt{stmt.Body}
	}
	return nil
}

func start(expr syntax.Expr) syntax.Position {
	from, _ := expr.Span()
	return from
}

func call(at syntax.Position, fn syntax.Expr, args ...syntax.Expr) syntax.Expr {
	return &syntax.CallExpr{Fn: fn, Lparen: at, Args: args, Rparen: at}
}

func literal(at syntax.Position, kind syntax.Token, value any) syntax.Expr {
	return &syntax.Literal{Token: kind, TokenPos: at, Value: value}
}
