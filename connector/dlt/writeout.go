package dlt

import (
	"maps"
	"slices"
	"strings"

	"source-rest-api/connector/document"
)

// writeOut brings a definition into the form that the specification describes:
// objects where a name would do, dlt's own words where others are understood, and
// nothing that has no meaning here.
func (c *compiler) writeOut(definition *document.Node) {
	found := map[string]bool{}
	c.writeOutShared(definition.Get("client"))
	if defaults := definition.Get("resource_defaults"); defaults != nil {
		if endpoint := defaults.Get("endpoint"); endpoint != nil && endpoint.Kind == document.String {
			c.faultIn(defaults, "endpoint", "has to be an object: a path in the defaults would be used by no resource")
			defaults.Remove("endpoint")
		}
		c.writeOutResource(defaults, found)
		if defaults.Get("name") != nil {
			c.faultIn(defaults, "name", "has no place in the defaults: each resource has a name of its own")
			defaults.Remove("name")
		}
	}
	resources := definition.Get("resources")
	for i, resource := range resources.Items {
		if resource.Kind == document.String {
			resource = c.wrap(resource, "name")
			resources.Items[i] = resource
		}
		if resource.Kind != document.Object {
			c.notAResource(resource)
			continue
		}
		c.writeOutResource(resource, found)
		c.givePath(resource)
	}
	c.index(definition, "")
	if len(found) > 0 {
		c.result.Warnings = append(c.result.Warnings, Warning{
			Path: "resources", Hint: true,
			Message: "left to the destination: " + strings.Join(slices.Sorted(maps.Keys(found)), ", "),
		})
	}
}

// notAResource says of an item of resources what it would have to be. A function is a
// resource of dlt's that its text makes, which only Python can run.
func (c *compiler) notAResource(item *document.Node) {
	if fn, ok := item.Func.(function); ok {
		c.fault(item, "the resource %s is code, which can't be run; describe its requests as a dict with name and endpoint", fn.callable.Name())
		return
	}
	c.fault(item, "a resource has to be a name or an object, and is %s", article(item.Kind))
}

// wrap returns the object {name: value} in the place of value.
func (c *compiler) wrap(value *document.Node, name string) *document.Node {
	object := &document.Node{Kind: document.Object, Line: value.Line, Column: value.Column}
	object.Set(name, value)
	c.paths[object] = c.paths[value]
	return object
}

func (c *compiler) writeOutResource(resource *document.Node, found map[string]bool) {
	c.unsupported(resource, inResource)
	dropHints(resource, found)
	c.writeOutColumns(resource, found)
	c.writeOutKeys(resource)
	if resource.Get("schema") != nil && c.env.Strict {
		c.foreign(resource, "schema", "is not a key of dlt's; it has columns for that")
	}
	endpoint := resource.Field("endpoint")
	if endpoint == nil {
		return
	}
	if endpoint.Value.Kind == document.String {
		endpoint.Value = c.wrap(endpoint.Value, "path")
	}
	if endpoint.Value.Kind == document.Object {
		c.writeOutEndpoint(endpoint.Value)
	}
}

func (c *compiler) writeOutEndpoint(endpoint *document.Node) {
	c.unsupported(endpoint, inEndpoint)
	c.rename(endpoint, "http_method", "method")
	c.rename(endpoint, "body", "json")
	c.upperMethod(endpoint)
	c.joinSelector(endpoint)
	c.writeOutActions(endpoint)
	c.writeOutIncrementals(endpoint)
	c.writeOutFormat(endpoint)
	if endpoint.Get("error_handler") != nil && c.env.Strict {
		c.foreign(endpoint, "error_handler", "is not a key of dlt's; it has response_actions, and retries in its runtime configuration")
		endpoint.Remove("error_handler")
	}
	c.writeOutShared(endpoint)
}

// writeOutShared does what the client and an endpoint have in common.
func (c *compiler) writeOutShared(parent *document.Node) {
	for _, name := range []string{"paginator", "auth"} {
		field := parent.Field(name)
		if field == nil {
			continue
		}
		alone := field.Value.Kind == document.String
		if alone {
			field.Value = c.wrap(field.Value, "type")
		}
		if field.Value.Kind != document.Object {
			continue
		}
		if name == "paginator" {
			c.writeOutPaginator(field.Value)
			continue
		}
		auth := field.Value // which writing out may remove from its field
		c.writeOutAuth(parent, auth)
		if alone {
			c.takeCredentials(parent, auth)
		}
	}
}

// givePath gives a resource's endpoint its name as the path where it has none. The
// defaults' path is never used, as in dlt.
func (c *compiler) givePath(resource *document.Node) {
	name := resource.Get("name")
	if absent(resource.Get("endpoint")) {
		endpoint := &document.Node{Kind: document.Object, Line: resource.Line, Column: resource.Column}
		c.paths[endpoint] = join(c.paths[resource], "endpoint")
		resource.Set("endpoint", endpoint)
	}
	endpoint := resource.Get("endpoint")
	if name == nil || endpoint.Kind != document.Object || !absent(endpoint.Get("path")) {
		return
	}
	path := *name
	c.paths[&path] = join(c.paths[endpoint], "path")
	endpoint.Set("path", &path)
}
