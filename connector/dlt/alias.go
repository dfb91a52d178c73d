package dlt

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"source-rest-api/connector/document"
)

// foreign warns of a key that isn't dlt's, or refuses it where only dlt's are asked
// for.
func (c *compiler) foreign(object *document.Node, name, format string, args ...any) {
	field := object.Field(name)
	if c.env.Strict {
		c.faultIn(object, name, format, args...)
		return
	}
	c.warn(c.paths[field.Value], format, args...)
}

// rename writes the foreign word from as dlt's word to.
func (c *compiler) rename(object *document.Node, from, to string) {
	field := object.Field(from)
	if field == nil {
		return
	}
	c.foreign(object, from, "is not dlt's word; write %s", to)
	target := object.Get(to)
	if target == nil {
		field.Name = to
		return
	}
	if !bytes.Equal(target.JSON(), field.Value.JSON()) {
		c.faultIn(object, from, "means the same as %s, which says something else; keep one of them", to)
	}
	object.Remove(from)
}

// retype writes a foreign name of a type as dlt's.
func (c *compiler) retype(object *document.Node, names map[string]string) {
	kind := object.Get("type")
	if kind == nil || kind.Kind != document.String {
		return
	}
	if to, ok := names[kind.Text]; ok {
		c.foreign(object, "type", "%s is not dlt's word; write %s", kind.Text, to)
		kind.Text = to
	}
}

func (c *compiler) upperMethod(endpoint *document.Node) {
	method := endpoint.Get("method")
	if method == nil || method.Kind != document.String {
		return
	}
	if upper := strings.ToUpper(method.Text); upper != method.Text && (upper == "GET" || upper == "POST") {
		c.foreign(endpoint, "method", "dlt takes upper case only; write %s", upper)
		method.Text = upper
	}
}

// joinSelector writes a selector given as a list of keys, Airbyte's field_path, as
// a JSONPath.
func (c *compiler) joinSelector(endpoint *document.Node) {
	selector := endpoint.Get("data_selector")
	if selector == nil || selector.Kind != document.List {
		return
	}
	var path strings.Builder
	for _, key := range selector.Items {
		if key.Kind != document.String && key.Kind != document.Number {
			c.fault(key, "a key of a data_selector has to be a string, and is %s", article(key.Kind))
			return
		}
		appendKey(&path, key.Text)
	}
	if path.Len() == 0 {
		path.WriteByte('$')
	}
	c.foreign(endpoint, "data_selector", "is a list, which dlt doesn't take; write %s", path.String())
	selector.Kind, selector.Text, selector.Items = document.String, path.String(), nil
}

var plainKey = regexp.MustCompile(`^(?:\*|[A-Za-z_][A-Za-z0-9_]*)$`)

// appendKey appends one key to a JSONPath, in quotes where its letters need them.
func appendKey(path *strings.Builder, key string) {
	if plainKey.MatchString(key) {
		if path.Len() > 0 {
			path.WriteByte('.')
		}
		path.WriteString(key)
		return
	}
	if path.Len() == 0 {
		path.WriteByte('$')
	}
	path.WriteString("['" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(key) + "']")
}

// authTypes and authKeys are the foreign words of authenticators.
var authTypes = map[string]string{"basic": "http_basic", "apikey": "api_key"}

var authKeys = map[string]map[string]string{
	"api_key": {"header_name": "name", "key": "api_key"},
}

// writeOutAuth writes out an authenticator, which is a bearer token where it has no
// type. "none", which dlt lacks, is a null.
func (c *compiler) writeOutAuth(parent, auth *document.Node) {
	if auth.Get("type") == nil {
		auth.Set("type", &document.Node{Kind: document.String, Text: "bearer", Line: auth.Line, Column: auth.Column})
	}
	c.retype(auth, authTypes)
	c.writeOutTokens(auth)
	kind := auth.Get("type").Text
	switch instead, foreign := refused[asAuthType][kind]; {
	case kind == "none":
		c.foreign(auth, "type", "is not dlt's word; write auth: null, or leave it out")
		parent.Set("auth", &document.Node{Line: auth.Line, Column: auth.Column})
	case foreign:
		c.faultIn(auth, "type", "%s is not dlt's word and can't be translated; dlt has %s", kind, instead)
		parent.Remove("auth")
	}
	for _, field := range slices.Clone(auth.Fields) {
		if to, ok := authKeys[kind][field.Name]; ok {
			c.rename(auth, field.Name, to)
		}
	}
}
