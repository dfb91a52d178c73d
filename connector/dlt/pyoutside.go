package dlt

import (
	"fmt"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
)

// spellings are dicts that say what an object of one of dlt's classes says.
var spellings = map[string]string{
	"SinglePagePaginator":         `{"type": "single_page"}`,
	"PageNumberPaginator":         `{"type": "page_number", …}`,
	"OffsetPaginator":             `{"type": "offset", "limit": …}`,
	"JSONLinkPaginator":           `{"type": "json_link", "next_url_path": …}`,
	"JSONResponsePaginator":       `{"type": "json_link", "next_url_path": …}`,
	"JSONResponseCursorPaginator": `{"type": "cursor", "cursor_path": …}`,
	"HeaderLinkPaginator":         `{"type": "header_link"}`,
	"HeaderCursorPaginator":       `{"type": "header_cursor", "cursor_key": …}`,
	"BearerTokenAuth":             `{"type": "bearer", "token": …}`,
	"APIKeyAuth":                  `{"type": "api_key", "name": …, "api_key": …}`,
	"HttpBasicAuth":               `{"type": "http_basic", "username": …, "password": …}`,
}

// An outside value stands for a name that was imported from where nothing can be
// read, or that nothing defines. It is no fault until it is used.
type outside struct {
	name string
	from string // the module; "" for a name that nothing defines
}

func (v outside) error() error {
	if spelling, ok := spellings[v.name]; ok {
		return fmt.Errorf("objects of the class %s can't be read; write %s", v.name, spelling)
	}
	if v.from == "os" || v.name == "os" {
		return fmt.Errorf(`the environment is out of reach; write dlt.secrets["name"] and give the secret of that name`)
	}
	if v.from == "" {
		return fmt.Errorf("the name %s isn't known here; definitions are read without Python's libraries", v.name)
	}
	return fmt.Errorf("%s is from the module %s, which is out of reach; write the value itself", v.name, v.from)
}

// String returns the name.
func (v outside) String() string { return v.name }

// Type returns "outside".
func (v outside) Type() string { return "outside" }

// Freeze does nothing: the value can't be changed.
func (v outside) Freeze() {}

// Truth is always true.
func (v outside) Truth() starlark.Bool { return true }

// Hash fails: the value is no key.
func (v outside) Hash() (uint32, error) { return 0, v.error() }

// Name returns the name.
func (v outside) Name() string { return v.name }

// AttrNames returns nothing.
func (v outside) AttrNames() []string { return nil }

// Attr fails: what the name stands for is out of reach.
func (v outside) Attr(string) (starlark.Value, error) { return nil, v.error() }

// CallInternal fails: what the name stands for is out of reach.
func (v outside) CallInternal(*starlark.Thread, starlark.Tuple, []starlark.Tuple) (starlark.Value, error) {
	return nil, v.error()
}

// Binary fails: what the name stands for is out of reach.
func (v outside) Binary(syntax.Token, starlark.Value, starlark.Side) (starlark.Value, error) {
	return nil, v.error()
}
