package dlt

import (
	"fmt"
	"maps"
	"strings"

	"go.starlark.net/starlark"
)

// predeclared are the names that a definition in Python finds without importing
// them.
func (s *script) predeclared() starlark.StringDict {
	source := starlark.NewBuiltin("rest_api_source", s.record)
	resources := starlark.NewBuiltin("rest_api_resources", s.record)
	config := starlark.NewBuiltin("RESTAPIConfig", identity)
	names := starlark.StringDict{
		"print":              starlark.NewBuiltin("print", silence),
		"rest_api_source":    source,
		"rest_api_resources": resources,
		"rest_api":           source,
		"RESTAPIConfig":      config,
	}
	for _, name := range dictClasses {
		names[name] = starlark.NewBuiltin(name, identity)
	}
	restAPI := module{path: "dlt.sources.rest_api", names: maps.Clone(names)}
	sources := dltModules(s, restAPI)
	names["dlt"] = module{path: "dlt", names: starlark.StringDict{
		"secrets": store{s, "secrets"},
		"config":  store{s, "config"},
		"sources": sources,
	}}
	if s.source.imported["rest_api"] == sources.path {
		names["rest_api"] = restAPI
	}
	maps.Copy(names, operators())
	builtins, modules := library(s)
	maps.Copy(names, builtins)
	maps.Copy(names, classNames(s))
	s.importNames(names, modules)
	for name, advice := range s.source.unread {
		names[name] = outside{name: name, advice: advice}
	}
	return names
}

// dictClasses are the classes of dlt's that make dicts out of their arguments.
var dictClasses = []string{
	"RESTAPIConfigBase", "ClientConfig", "EndpointResource", "EndpointResourceBase", "Endpoint", "IncrementalConfig",
	"IncrementalParamConfig", "ResolveParamConfig", "ResponseAction", "ResponseActionDict", "ProcessingSteps",
	"BearerTokenAuthConfig", "ApiKeyAuthConfig", "HttpBasicAuthConfig", "OAuth2ClientCredentialsConfig",
	"SinglePagePaginatorConfig", "PageNumberPaginatorConfig", "OffsetPaginatorConfig", "HeaderLinkPaginatorConfig",
	"HeaderCursorPaginatorConfig", "JSONLinkPaginatorConfig", "JSONResponseCursorPaginatorConfig",
}

// importNames adds what the text imports: from a module that is known what it has, from
// others something that may be named, but not used.
func (s *script) importNames(names, modules starlark.StringDict) {
	modules["dlt"] = names["dlt"]
	for name, from := range s.source.imported {
		own := name
		if alias, ok := s.source.aliases[name]; ok {
			own = alias
		}
		if own == from { // import x.y as name
			if value := member(modules, from); value != nil {
				names[name] = value
				continue
			}
		} else if value := member(modules, from+"."+own); value != nil {
			names[name] = value
			continue
		}
		if value, ok := names[own]; ok { // dlt's names stand for themselves, wherever they are from
			names[name] = value
		} else if from == "typing" || from == "collections.abc" || from == "__future__" || from == "typing_extensions" {
			names[name] = inert{name}
		} else {
			names[name] = outside{name: name, from: from}
		}
	}
}

// member returns what stands at the dotted path, nil for nothing that is known.
func member(modules starlark.StringDict, path string) starlark.Value {
	first, rest, more := strings.Cut(path, ".")
	value, ok := modules[first]
	if !ok {
		return nil
	}
	for more {
		at, ok := value.(module)
		if !ok {
			if inside, ok := value.(inert); ok {
				return inert{inside.path + "." + rest}
			}
			return nil
		}
		first, rest, more = strings.Cut(rest, ".")
		if value, ok = at.names[first]; !ok {
			return nil
		}
	}
	return value
}

// record keeps what rest_api_source is called with. Its other arguments name the
// source and its tables, which Airbyte has its own names for.
func (s *script) record(thread *starlark.Thread, fn *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var config starlark.Value
	if len(args) > 0 {
		config = args[0]
	}
	for _, pair := range kwargs {
		if name := string(pair[0].(starlark.String)); name == "config" {
			config = pair[1]
		}
	}
	if config == nil && len(kwargs) > 0 {
		// rest_api(client=…, resources=…) takes the parts by name.
		dict := starlark.NewDict(len(kwargs))
		for _, pair := range kwargs {
			if name := string(pair[0].(starlark.String)); name == "client" || name == "resources" || name == "resource_defaults" {
				if err := dict.SetKey(pair[0], pair[1]); err != nil {
					return nil, err
				}
			}
		}
		config = dict
	}
	if _, ok := config.(*starlark.Dict); !ok {
		return nil, fmt.Errorf("%s takes a dict with the keys client and resources", fn.Name())
	}
	call := definition{value: config}
	if thread.CallStackDepth() > 1 {
		call.at = thread.CallFrame(1).Pos
	}
	s.calls = append(s.calls, call)
	return inert{fn.Name() + "(…)"}, nil
}

func identity(_ *starlark.Thread, fn *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	if len(args) == 1 && len(kwargs) == 0 {
		return args[0], nil
	}
	dict := starlark.NewDict(len(kwargs))
	for _, pair := range kwargs {
		if err := dict.SetKey(pair[0], pair[1]); err != nil {
			return nil, err
		}
	}
	return dict, nil
}

// silence takes anything and does nothing.
func silence(*starlark.Thread, *starlark.Builtin, starlark.Tuple, []starlark.Tuple) (starlark.Value, error) {
	return starlark.None, nil
}

// A module is a value with attributes. What it doesn't have can be named and called,
// but does nothing: pipelines and destinations are none of a definition's business.
type module struct {
	path  string
	names starlark.StringDict
}

// The methods of starlark.HasAttrs.

// String returns the module's path.
func (m module) String() string { return m.path }

// Type returns "module".
func (m module) Type() string { return "module" }

// Freeze does nothing: a module can't be changed.
func (m module) Freeze() {}

// Truth is always true.
func (m module) Truth() starlark.Bool { return true }

// Hash fails: a module is no key.
func (m module) Hash() (uint32, error) { return 0, fmt.Errorf("unhashable: module") }

// AttrNames returns nothing: they are only asked for in messages.
func (m module) AttrNames() []string { return nil }

// Attr returns what the module has under name, or something inert.
func (m module) Attr(name string) (starlark.Value, error) {
	if value, ok := m.names[name]; ok {
		return value, nil
	}
	return inert{m.path + "." + name}, nil
}

// An inert value stands for what a definition's text does beside defining. Calling
// it, asking it for attributes and looping over it all do nothing.
type inert struct{ path string }

// String returns what the value was written as.
func (v inert) String() string { return v.path }

// Type returns "inert".
func (v inert) Type() string { return "inert" }

// Freeze does nothing: an inert value can't be changed.
func (v inert) Freeze() {}

// Truth is always true.
func (v inert) Truth() starlark.Bool { return true }

// Hash fails: an inert value is no key.
func (v inert) Hash() (uint32, error) { return 0, fmt.Errorf("unhashable: %s", v.path) }

// Name returns what the value was written as.
func (v inert) Name() string { return v.path }

// AttrNames returns nothing.
func (v inert) AttrNames() []string { return nil }

// Attr returns another inert value.
func (v inert) Attr(name string) (starlark.Value, error) {
	return inert{clip(v.path + "." + name)}, nil
}

// Get returns another inert value: types are written name[…].
func (v inert) Get(starlark.Value) (starlark.Value, bool, error) {
	return inert{clip(v.path + "[…]")}, true, nil
}

// CallInternal does nothing.
func (v inert) CallInternal(*starlark.Thread, starlark.Tuple, []starlark.Tuple) (starlark.Value, error) {
	return inert{clip(v.path + "(…)")}, nil
}

// Iterate finds nothing.
func (v inert) Iterate() starlark.Iterator { return starlark.Tuple(nil).Iterate() }

// clip keeps the names of inert values short.
func clip(path string) string {
	const most = 200
	if len(path) > most {
		return "…"
	}
	return path
}
