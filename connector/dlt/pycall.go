package dlt

import (
	"fmt"
	"slices"
	"strings"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
)

// callSources calls the functions under @dlt.source with their defaults, where
// nothing else has called for a source; failing those, the functions of the file that
// call for one themselves, as pipelines' load functions do.
func (s *script) callSources(globals starlark.StringDict) error {
	if len(s.calls) > 0 {
		return nil
	}
	names := s.source.sources
	if len(names) == 0 && !s.hasDict(globals) {
		names = s.callers()
	}
	for _, name := range names {
		fn, ok := globals[name].(*starlark.Function)
		if !ok {
			continue
		}
		if _, err := starlark.Call(s.thread, fn, nil, nil); err != nil {
			return err
		}
	}
	return nil
}

// hasDict reports whether a variable holds something like a definition.
func (s *script) hasDict(globals starlark.StringDict) bool {
	for _, value := range globals {
		if dict, ok := value.(*starlark.Dict); ok && has(dict, "client") && has(dict, "resources") {
			return true
		}
	}
	return false
}

// callers returns the file's functions that can be called without arguments and in
// which a source is called for.
func (s *script) callers() (names []string) {
	for _, stmt := range s.file.Stmts {
		def, ok := stmt.(*syntax.DefStmt)
		if !ok || needsArguments(def) {
			continue
		}
		found := false
		syntax.Walk(def, func(node syntax.Node) bool {
			if call, ok := node.(*syntax.CallExpr); ok {
				found = found || s.isSource(call.Fn)
			}
			return true
		})
		if found {
			names = append(names, def.Name.Name)
		}
	}
	return names
}

func (s *script) isSource(fn syntax.Expr) bool {
	name := ""
	switch fn := fn.(type) {
	case *syntax.Ident:
		name = fn.Name
		if own, ok := s.source.aliases[name]; ok {
			name = own
		}
	case *syntax.DotExpr:
		name = fn.Name.Name
	}
	return name == "rest_api_source" || name == "rest_api_resources" || name == "rest_api"
}

func needsArguments(def *syntax.DefStmt) bool {
	for _, param := range def.Params {
		if _, ok := param.(*syntax.Ident); ok {
			return true
		}
	}
	return false
}

// distinct returns the calls for a source, each of the same dict once.
func (s *script) distinct() []definition {
	return slices.CompactFunc(slices.Clone(s.calls), func(a, b definition) bool { return a.value == b.value })
}

// several says which sources a text defines where it should be one.
func (s *script) several(calls []definition) error {
	var all []string
	for _, call := range calls {
		line, _ := s.source.place(call.at)
		all = append(all, fmt.Sprintf("%s on line %d", call.title(), line))
	}
	line, column := s.source.place(calls[1].at)
	return &placedError{line, column, fmt.Errorf("there are %d sources: %s; keep one of them in this definition", len(calls), strings.Join(all, ", "))}
}

// title tells a definition from others by its first resource.
func (d definition) title() string {
	if dict, ok := d.value.(*starlark.Dict); ok {
		if resources, ok, _ := dict.Get(starlark.String("resources")); ok {
			if list, ok := resources.(*starlark.List); ok && list.Len() > 0 {
				if name := resourceName(list.Index(0)); name != "" {
					return "the one with the resource " + name
				}
			}
		}
	}
	return "one"
}

func resourceName(resource starlark.Value) string {
	if name, ok := starlark.AsString(resource); ok {
		return name
	}
	if dict, ok := resource.(*starlark.Dict); ok {
		if name, ok, _ := dict.Get(starlark.String("name")); ok {
			text, _ := starlark.AsString(name)
			return text
		}
	}
	return ""
}
