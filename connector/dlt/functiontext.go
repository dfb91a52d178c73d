package dlt

import (
	"errors"
	"regexp"
	"slices"
	"strings"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
)

// parseFunction reads the text of a lambda, or of statements of which the last one
// that defines something defines the function.
func parseFunction(text string, env Env) (starlark.Callable, error) {
	text = strings.TrimSpace(text)
	s := newScript(text, env, false)
	if len(s.faults) > 0 {
		return nil, s.faults.Err()
	}
	if lambda.MatchString(text) {
		s.source.before(0, bareName+" = (")
		s.source.after(len(text), "\n)")
	}
	globals, err := s.run()
	if err != nil {
		s.explain(err)
	}
	if err := s.faults.Err(); err != nil {
		return nil, err
	}
	s.end(globals)
	if s.faultOutside(s.file, map[string]bool{}); len(s.faults) > 0 {
		return nil, s.faults.Err()
	}
	for _, stmt := range slices.Backward(s.file.Stmts) {
		name := ""
		switch stmt := stmt.(type) {
		case *syntax.DefStmt:
			name = stmt.Name.Name
		case *syntax.AssignStmt:
			if ident, ok := stmt.LHS.(*syntax.Ident); ok {
				name = ident.Name
			}
		}
		if fn, ok := globals[name].(starlark.Callable); ok {
			return fn, nil
		}
	}
	return nil, errors.New("isn't one: write a lambda or a def")
}

var lambda = regexp.MustCompile(`^lambda\b`)
