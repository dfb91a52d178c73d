package dlt

import (
	"fmt"
	"maps"
	"slices"

	"go.starlark.net/starlark"

	"source-rest-api/connector/failure"
)

// A class is one of dlt's of which an object says what an object of a definition
// says.
type class struct {
	kind   string   // the definition's type
	params []string // of the constructor, in the order of dlt 1.31
	named  int      // how many of them can be given by position; 0 for all
	// as are parameters that the definition has another name for.
	as map[string]string
}

// classes are dlt's paginators and authenticators, and requests' own authenticator.
var classes = map[string]class{
	"SinglePagePaginator": {kind: "single_page"},
	"HeaderLinkPaginator": {kind: "header_link", params: []string{"links_next_key"}},
	"JSONLinkPaginator":   {kind: "json_link", params: []string{"next_url_path"}},
	"HeaderCursorPaginator": {
		kind: "header_cursor", params: []string{"cursor_key", "cursor_param"},
	},
	"JSONResponsePaginator": {kind: "json_link", params: []string{"next_url_path"}},
	"JSONResponseCursorPaginator": {
		kind:   "cursor",
		params: []string{"cursor_path", "cursor_param", "cursor_body_path", "stop_after_empty_page", "has_more_path"},
		named:  3,
	},
	"PageNumberPaginator": {
		kind: "page_number",
		params: []string{"base_page", "page", "page_param", "total_path", "maximum_page", "stop_after_empty_page",
			"has_more_path", "page_body_path"},
		named: 6,
	},
	"OffsetPaginator": {
		kind: "offset",
		params: []string{"limit", "offset", "offset_param", "limit_param", "total_path", "maximum_offset",
			"stop_after_empty_page", "has_more_path", "offset_body_path", "limit_body_path"},
		named: 7,
	},
	"BearerTokenAuth": {kind: "bearer", params: []string{"token"}},
	"APIKeyAuth":      {kind: "api_key", params: []string{"name", "api_key", "location"}},
	"HttpBasicAuth":   {kind: "http_basic", params: []string{"username", "password"}},
	"HTTPBasicAuth":   {kind: "http_basic", params: []string{"username", "password"}},
	"OAuth2ClientCredentials": {
		kind: "oauth2_client_credentials",
		params: []string{"access_token", "access_token_url", "client_id", "client_secret", "access_token_request_data",
			"default_token_expiration", "session"},
	},
	"OAuthJWTAuth": {
		kind: "jwt_bearer",
		params: []string{"client_id", "private_key", "auth_endpoint", "scopes", "headers", "private_key_passphrase",
			"default_token_expiration", "session"},
		as: map[string]string{"auth_endpoint": "token_url"},
	},
}

// classNames are the names of a module of dlt's.
func classNames(s *script) starlark.StringDict {
	names := starlark.StringDict{}
	for name, class := range classes {
		names[name] = starlark.NewBuiltin(name, class.construct)
	}
	return names
}

// construct returns the object of a definition for the one that a constructor makes.
func (c class) construct(_ *starlark.Thread, fn *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	object, err := c.arguments(fn.Name(), args, kwargs)
	if err != nil {
		return nil, err
	}
	// These name no part of a definition: a token that is there already, a session.
	for _, name := range []string{"session", "access_token"} {
		if _, _, err := object.Delete(starlark.String(name)); err != nil {
			return nil, err
		}
	}
	typed := starlark.NewDict(object.Len() + 1)
	if err := typed.SetKey(starlark.String("type"), starlark.String(c.kind)); err != nil {
		return nil, err
	}
	for key, value := range object.Entries() {
		if to, ok := c.as[string(key.(starlark.String))]; ok {
			key = starlark.String(to)
		}
		if text, ok := value.(starlark.String); ok && c.kind == "jwt_bearer" && key == starlark.String("scopes") {
			value = starlark.NewList([]starlark.Value{text})
		}
		if err := typed.SetKey(key, value); err != nil {
			return nil, err
		}
	}
	return typed, nil
}

// arguments returns a constructor's arguments by their names.
func (c class) arguments(name string, args starlark.Tuple, kwargs []starlark.Tuple) (*starlark.Dict, error) {
	object := starlark.NewDict(len(args) + len(kwargs))
	positional := c.named
	if positional == 0 {
		positional = len(c.params)
	}
	if len(args) > positional {
		return nil, fmt.Errorf("%s takes %d arguments by position, and got %d", name, positional, len(args))
	}
	for i, value := range args {
		if err := object.SetKey(starlark.String(c.params[i]), value); err != nil {
			return nil, err
		}
	}
	for _, pair := range kwargs {
		key := string(pair[0].(starlark.String))
		if !slices.Contains(c.params, key) {
			advice := ""
			if nearest := failure.Nearest(key, c.params); nearest != "" {
				advice = "; did you mean " + nearest + "?"
			}
			return nil, fmt.Errorf("%s has no argument %s%s", name, key, advice)
		}
		if _, twice, _ := object.Get(pair[0]); twice {
			return nil, fmt.Errorf("%s got its argument %s twice", name, key)
		}
		if err := object.SetKey(pair[0], pair[1]); err != nil {
			return nil, err
		}
	}
	return object, nil
}

// incrementalClass is dlt.sources.incremental. Among the params its object has the type
// incremental; as an endpoint's incremental it has none.
var incrementalClass = class{params: []string{"cursor_path", "initial_value", "last_value_func", "primary_key", "end_value", "row_order",
	"allow_external_schedulers", "on_cursor_value_missing", "lag", "range_start", "range_end"}, kind: "incremental"}

// dltModules are the modules of dlt's that a definition may import names from.
func dltModules(s *script, restAPI starlark.Value) module {
	names := classNames(s)
	client := module{path: "dlt.sources.helpers.rest_client", names: maps.Clone(names)}
	client.names["auth"] = module{path: client.path + ".auth", names: names}
	client.names["paginators"] = module{path: client.path + ".paginators", names: names}
	return module{path: "dlt.sources", names: starlark.StringDict{
		"rest_api":    restAPI,
		"incremental": incremental{starlark.NewBuiltin("dlt.sources.incremental", incrementalClass.construct)},
		"helpers":     module{path: "dlt.sources.helpers", names: starlark.StringDict{"rest_client": client}},
	}}
}

// An incremental is the class dlt.sources.incremental, which can be written with the
// type of its values: dlt.sources.incremental[str](…).
type incremental struct{ *starlark.Builtin }

// Get returns the class itself, whatever the type.
func (i incremental) Get(starlark.Value) (starlark.Value, bool, error) { return i, true, nil }
