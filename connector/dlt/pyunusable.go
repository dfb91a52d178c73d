package dlt

import (
	"go.starlark.net/resolve"
	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"source-rest-api/connector/failure"
)

// unusable notes a fault for each name that a function uses, itself or by another
// function of the file, and that is out of reach: it is going to be called.
func (f function) unusable() failure.Faults {
	fn, ok := f.callable.(*starlark.Function)
	if f.script == nil || !ok {
		return nil
	}
	s := f.script
	s.faults = nil
	if node := s.functionAt(fn.Position()); node != nil {
		s.faultOutside(node, map[string]bool{})
	}
	return s.faults
}

// faultOutside notes a fault for each name in node that is out of reach, and for a
// function that can't be read.
func (s *script) faultOutside(node syntax.Node, seen map[string]bool) {
	syntax.Walk(node, func(node syntax.Node) bool {
		if def, ok := node.(*syntax.DefStmt); ok {
			line, column := s.source.place(def.Def)
			if stub, ok := s.source.stubs[[2]int{line, column}]; ok {
				at := s.source.at(stub.offset)
				s.fault(at[0], at[1], stub.message)
			}
		}
		ident, ok := node.(*syntax.Ident)
		if !ok {
			return true
		}
		binding, ok := ident.Binding.(*resolve.Binding)
		switch {
		case !ok:
		case binding.Scope == resolve.Predeclared:
			if value, ok := s.names[ident.Name].(outside); ok {
				s.faultOn(ident.NamePos, value.error().Error())
			}
		case binding.Scope == resolve.Global && !seen[ident.Name]:
			seen[ident.Name] = true
			for _, stmt := range s.file.Stmts {
				if def, ok := stmt.(*syntax.DefStmt); ok && def.Name.Name == ident.Name {
					s.faultOutside(def, seen)
				}
			}
		}
		return true
	})
}
