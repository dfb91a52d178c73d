package dlt

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"go.starlark.net/resolve"
	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"source-rest-api/connector/document"
	"source-rest-api/connector/failure"
)

// maxFaults is how many faults of a Python text are told.
const maxFaults = 100

// maxSteps is how many steps a definition's program may take.
const maxSteps = 10_000_000

// A script is a definition's Python text while it is read as Starlark, which has no
// way to files, network, clock or environment.
type script struct {
	env    Env
	source *pySource
	file   *syntax.File
	thread *starlark.Thread
	calls  []definition
	faults failure.Faults
}

// A definition is what rest_api_source was called with.
type definition struct {
	value starlark.Value
	at    syntax.Position // of the call's bracket
	expr  syntax.Expr     // what it was written as, nil where unknown
}

// parsePython runs text as Starlark and returns what rest_api_source or
// rest_api_resources was called with there: at the top, or in a function under
// @dlt.source. Where nobody calls them, the one dict with client and resources is
// the definition.
func parsePython(text string, env Env) (*document.Node, error) {
	s := &script{env: env, source: rewritePython(text)}
	for _, fault := range s.source.faults[:min(len(s.source.faults), maxFaults)] {
		line, column := position(text, fault.offset)
		s.fault(line, column, fault.message)
	}
	if len(s.faults) > 0 {
		return nil, s.faults.Err()
	}
	node, err := s.read()
	if err != nil {
		s.explain(err)
	}
	if err := s.faults.Err(); err != nil {
		return nil, err
	}
	return node, nil
}

// position returns the 1-based line and column, in characters, of offset.
func position(text string, offset int) (line, column int) {
	before := text[:min(offset, len(text))]
	start := strings.LastIndexByte(before, '\n') + 1
	return strings.Count(before, "\n") + 1, len([]rune(before[start:])) + 1
}

// fault notes a fault. What comes after the first hundred helps nobody.
func (s *script) fault(line, column int, message string) {
	if len(s.faults) < maxFaults {
		s.faults = append(s.faults, failure.Fault{Line: line, Column: column, Message: message})
	}
}

// faultAt notes a fault where thread is in the definition's text.
func (s *script) faultAt(thread *starlark.Thread, message string) {
	for depth := range thread.CallStackDepth() {
		if pos := thread.CallFrame(depth).Pos; pos.Filename() == scriptName {
			s.fault(int(pos.Line), int(pos.Col), message)
			return
		}
	}
	s.fault(0, 0, message)
}

const (
	scriptName = "definition"
	bareName   = "__definition__" // the variable of a dict that stands alone
)

func (s *script) read() (*document.Node, error) {
	options := &syntax.FileOptions{Set: true, While: true, TopLevelControl: true, GlobalReassign: true}
	file, err := options.Parse(scriptName, s.source.bytes(), 0)
	if err != nil {
		return nil, err
	}
	s.file = file
	nameDefaults(file)
	nameBareDict(file)
	predeclared := s.predeclared()
	program, err := s.resolve(predeclared)
	if err != nil || len(s.faults) > 0 {
		return nil, err
	}
	s.thread = &starlark.Thread{Name: scriptName}
	s.thread.SetMaxExecutionSteps(maxSteps)
	globals, err := program.Init(s.thread, predeclared)
	if err != nil {
		return nil, err
	}
	if err := s.callSources(globals); err != nil {
		return nil, err
	}
	found, err := s.choose(globals)
	if err != nil {
		return nil, err
	}
	maker := &treeMaker{script: s, given: assigned(s.file)}
	return maker.tree(found.value, s.written(found), 0)
}

// resolve compiles the text. A name that nothing in it defines is a fault, but not
// within a function: as in Python that takes a call, and most functions around a
// definition are never called here.
func (s *script) resolve(predeclared starlark.StringDict) (*starlark.Program, error) {
	unknown := map[string]bool{}
	program, err := starlark.FileProgram(s.file, func(name string) bool {
		if !predeclared.Has(name) && !starlark.Universe.Has(name) {
			unknown[name] = true
			predeclared[name] = outside{name: name}
		}
		return predeclared.Has(name)
	})
	if err != nil {
		return nil, err
	}
	syntax.Walk(s.file, func(node syntax.Node) bool {
		switch node := node.(type) {
		case *syntax.DefStmt, *syntax.LambdaExpr:
			return false
		case *syntax.Ident:
			if binding, ok := node.Binding.(*resolve.Binding); ok && binding.Scope == resolve.Predeclared && unknown[node.Name] {
				s.fault(int(node.NamePos.Line), int(node.NamePos.Col), outside{name: node.Name}.error().Error())
			}
		}
		return true
	})
	return program, nil
}

// callSources calls the functions under @dlt.source with their defaults, where
// nothing else has called for a source.
func (s *script) callSources(globals starlark.StringDict) error {
	if len(s.calls) > 0 {
		return nil
	}
	for _, name := range s.source.sources {
		if fn, ok := globals[name].(*starlark.Function); ok {
			if _, err := starlark.Call(s.thread, fn, nil, nil); err != nil {
				return err
			}
		}
	}
	return nil
}

// choose returns the definition: what rest_api_source was called with, else the one
// variable that looks like one.
func (s *script) choose(globals starlark.StringDict) (definition, error) {
	calls := slices.CompactFunc(s.calls, func(a, b definition) bool { return a.value == b.value })
	if len(calls) > 1 {
		first, second := calls[0].at, calls[1].at
		return definition{}, &placedError{int(second.Line), int(second.Col),
			fmt.Errorf("a second source is defined here, after the one on line %d; keep one of them", first.Line)}
	}
	if len(calls) == 1 {
		return calls[0], nil
	}
	var names []string
	for name, value := range globals {
		if dict, ok := value.(*starlark.Dict); ok && has(dict, "client") && has(dict, "resources") {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	switch {
	case len(names) == 1:
		return definition{value: globals[names[0]], expr: &syntax.Ident{Name: names[0]}}, nil
	case len(names) > 1:
		return definition{}, fmt.Errorf("several dicts have client and resources (%s); hand the right one to rest_api_source", strings.Join(names, ", "))
	case globals[bareName] != nil:
		return definition{value: globals[bareName], expr: &syntax.Ident{Name: bareName}}, nil
	}
	return definition{}, errors.New("there is no definition: hand a dict with client and resources to rest_api_source")
}

func has(dict *starlark.Dict, key string) bool {
	_, ok, err := dict.Get(starlark.String(key))
	return ok && err == nil
}

// explain turns an error of Starlark's into faults with a position.
func (s *script) explain(err error) {
	var syntactic syntax.Error
	var unresolved resolve.ErrorList
	var running *starlark.EvalError
	var placed *placedError
	switch {
	case errors.As(err, &syntactic):
		s.fault(int(syntactic.Pos.Line), int(syntactic.Pos.Col), "isn't readable Python: "+syntactic.Msg)
	case errors.As(err, &unresolved):
		for _, e := range unresolved {
			s.fault(int(e.Pos.Line), int(e.Pos.Col), e.Msg)
		}
	case errors.As(err, &placed):
		s.fault(placed.line, placed.column, placed.Error())
	case errors.As(err, &running):
		s.explainRunning(running)
	default:
		s.fault(0, 0, err.Error())
	}
}

func (s *script) explainRunning(err *starlark.EvalError) {
	message := err.Msg
	if strings.Contains(message, "too many steps") {
		message = "the definition runs too long: more than 10,000,000 steps"
	}
	for depth := range len(err.CallStack) {
		if pos := err.CallStack.At(depth).Pos; pos.Filename() == scriptName {
			s.fault(int(pos.Line), int(pos.Col), message)
			return
		}
	}
	s.fault(0, 0, message)
}
