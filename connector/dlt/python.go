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

// A script is a definition's Python text while it is read as Starlark, which has no
// way to files, network, clock or environment.
type script struct {
	env    Env
	source *pySource
	file   *syntax.File
	thread *starlark.Thread
	calls  []definition
	faults failure.Faults
	names  starlark.StringDict // what the text finds predeclared
	ended  bool                // the program has run; its functions may be called yet, at any time
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
	s := newScript(text, env, false)
	if len(s.faults) > 0 {
		return nil, s.faults.Err()
	}
	node, err := s.read()
	if errors.Is(err, errNoDefinition) && s.source.main {
		// Nothing but the block for running the file as a program defines a source.
		s = newScript(text, env, true)
		if len(s.faults) > 0 {
			return nil, s.faults.Err()
		}
		node, err = s.read()
	}
	if err != nil {
		s.explain(err)
	}
	if err := s.faults.Err(); err != nil {
		return nil, err
	}
	return node, nil
}

// newScript makes a text fit for Starlark. What can't be is among the faults.
func newScript(text string, env Env, main bool) *script {
	s := &script{env: env, source: rewritePython(text, main)}
	for _, fault := range s.source.faults[:min(len(s.source.faults), maxFaults)] {
		line, column := position(text, fault.offset)
		s.fault(line, column, fault.message)
	}
	return s
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
			s.faultOn(pos, message)
			return
		}
	}
	s.fault(0, 0, message)
}

// faultOn notes a fault at a position of Starlark's.
func (s *script) faultOn(pos syntax.Position, message string) {
	line, column := s.source.place(pos)
	s.fault(line, column, message)
}

const (
	scriptName = "definition"
	bareName   = "__definition__" // the variable of a dict that stands alone
)

// run runs the text and returns its variables.
func (s *script) run() (starlark.StringDict, error) {
	options := &syntax.FileOptions{Set: true, While: true, TopLevelControl: true, GlobalReassign: true, Recursion: true}
	file, err := options.Parse(scriptName, s.source.bytes(), 0)
	if err != nil {
		return nil, err
	}
	s.file = file
	s.completeFunctions()
	useBuiltins(file)
	nameDefaults(file)
	nameBareDict(file)
	predeclared := s.predeclared()
	s.names = predeclared
	program, err := s.resolve(predeclared)
	if err != nil || len(s.faults) > 0 {
		return nil, err
	}
	s.thread = &starlark.Thread{Name: scriptName}
	limit(s.thread)
	return program.Init(s.thread, predeclared)
}

func (s *script) read() (*document.Node, error) {
	globals, err := s.run()
	if err != nil || len(s.faults) > 0 {
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
	node, err := maker.tree(found.value, s.written(found), 0)
	s.end(globals)
	return node, err
}

// end makes the functions of the text fit to be called by many goroutines at once.
func (s *script) end(globals starlark.StringDict) {
	globals.Freeze()
	for _, call := range s.calls {
		call.value.Freeze()
	}
	s.ended = true
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
				s.faultOn(node.NamePos, outside{name: node.Name}.error().Error())
			}
		}
		return true
	})
	return program, nil
}

// choose returns the definition: what rest_api_source was called with, else the one
// variable that looks like one.
func (s *script) choose(globals starlark.StringDict) (definition, error) {
	calls := s.distinct()
	if len(calls) > 1 {
		return definition{}, s.several(calls)
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
	return definition{}, errNoDefinition
}

var errNoDefinition = errors.New("there is no definition: hand a dict with client and resources to rest_api_source")

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
		s.faultOn(syntactic.Pos, "isn't readable Python: "+syntactic.Msg)
	case errors.As(err, &unresolved):
		for _, e := range unresolved {
			s.faultOn(e.Pos, e.Msg)
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
	if strings.HasSuffix(message, tooLong) || strings.HasSuffix(message, tooLarge) || strings.HasSuffix(message, tooDeep) {
		_, message, _ = strings.Cut(message, ": ")
		message = "the definition goes too far: " + message
	}
	for depth := range len(err.CallStack) {
		if pos := err.CallStack.At(depth).Pos; pos.Filename() == scriptName {
			s.faultOn(pos, message)
			return
		}
	}
	s.fault(0, 0, message)
}
