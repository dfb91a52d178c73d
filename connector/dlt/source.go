package dlt

import (
	"regexp"
	"strings"

	"source-rest-api/connector/auth"
	"source-rest-api/connector/document"
	"source-rest-api/connector/jsonpath"
	"source-rest-api/connector/paginate"
	"source-rest-api/connector/plan"
	"source-rest-api/connector/record"
	"source-rest-api/connector/template"
)

// A client is what all endpoints have in common unless they say otherwise.
type client struct {
	base      string
	headers   *document.Node
	auth      auth.Config
	paginator paginate.Config // nil for none
}

// source decodes the definition into the plan.
func (c *compiler) source(definition *document.Node) {
	shared := c.client(definition.Get("client"))
	defaults := definition.Get("resource_defaults")
	names := map[string]bool{}
	for _, resource := range definition.Get("resources").Items {
		if resource.Kind != document.Object {
			continue
		}
		name := c.required(resource, "name", "each resource needs a name of its own")
		if names[name] && name != "" {
			c.faultIn(resource, "name", "is the name of another resource already")
		}
		names[name] = true
		merged := c.withDefaults(defaults, resource)
		stream := c.stream(name, merged, shared)
		// A disposition of skip means: load nothing. selected: false says the same.
		if stream.Disposition != "skip" && c.flag(merged, "selected", true) {
			c.result.Plan.Streams = append(c.result.Plan.Streams, stream)
		}
	}
	if len(c.result.Plan.Streams) == 0 {
		c.faultIn(definition, "resources", "holds no resource to be read")
	}
}

func (c *compiler) client(node *document.Node) client {
	shared := client{
		base:    c.required(node, "base_url", "write the part of the URL that all endpoints have in common, such as https://api.example.com/v2"),
		headers: c.object(node, "headers"),
		auth:    c.authenticator(node),
	}
	if paginator := node.Get("paginator"); !absent(paginator) {
		shared.paginator = c.paginator(paginator)
	}
	if shared.base != "" {
		if _, err := wireURL(shared.base); err != nil {
			c.faultIn(node, "base_url", "%s", err)
			shared.base = ""
		}
	}
	return shared
}

func (c *compiler) stream(name string, resource *document.Node, shared client) *plan.Stream {
	stream := &plan.Stream{Name: name, Selected: true, PrimaryKey: c.primaryKey(resource)}
	stream.Disposition = c.disposition(resource, stream.PrimaryKey)
	if schema := c.object(resource, "schema"); schema != nil {
		stream.Schema = schema.JSON()
	}
	endpoint := c.object(resource, "endpoint")
	if endpoint == nil {
		return stream
	}
	stream.Retriever = plan.Retriever{
		Requester: c.requester(endpoint, shared),
		Paginator: c.walk(endpoint, shared),
		Selector:  c.selector(endpoint),
	}
	return stream
}

func (c *compiler) requester(endpoint *document.Node, shared client) plan.Requester {
	params := c.object(endpoint, "params")
	requester := plan.Requester{
		Method:  c.method(endpoint),
		BaseURL: shared.base,
		Headers: c.headers(shared.headers, c.object(endpoint, "headers")),
		Body:    c.body(endpoint),
		Auth:    shared.auth,
		Errors:  c.errorHandler(endpoint),
	}
	var used map[string]bool
	var address string
	address, used = c.url(endpoint, params, shared.base)
	requester.URL = template.Of(address)
	requester.Query = c.params(params, used)
	if endpoint.Get("auth") != nil { // null means none, whatever the client has
		requester.Auth = c.authenticator(endpoint)
	}
	return requester
}

// url returns the endpoint's whole URL, and the names of the params that went into
// its path.
func (c *compiler) url(endpoint, params *document.Node, base string) (url string, used map[string]bool) {
	path := endpoint.Get("path")
	if path == nil || path.Kind != document.String {
		c.text(endpoint, "path")
		return "", nil
	}
	before := len(c.faults)
	bound, used := c.bindPath(path, params)
	if base == "" || len(c.faults) > before {
		return "", used
	}
	url, err := wireURL(joinURL(base, bound))
	if err != nil {
		c.fault(path, "%s", err)
	}
	return url, used
}

func (c *compiler) method(endpoint *document.Node) string {
	switch method := c.text(endpoint, "method"); method {
	case "", "GET":
		return "GET"
	case "POST":
		return "POST"
	}
	c.faultIn(endpoint, "method", "has to be GET or POST")
	return ""
}

// walk decides on the paginator: the endpoint's or the defaults', else none where
// the path leads to a single entity, else the client's, else auto-detection.
func (c *compiler) walk(endpoint *document.Node, shared client) paginate.Config {
	paginator := endpoint.Get("paginator")
	switch {
	case !absent(paginator):
		return c.paginator(paginator)
	case isSingleEntity(endpoint):
		return paginate.SinglePage{}
	case shared.paginator != nil:
		return shared.paginator
	}
	return paginate.Auto{}
}

// selector decodes where the records are. The zero Path, to be detected, stands for
// an absent or empty data_selector.
func (c *compiler) selector(endpoint *document.Node) record.Config {
	if strings.Contains(c.text(endpoint, "data_selector"), "{{") {
		c.faultIn(endpoint, "data_selector", "holds a Jinja template, which dlt doesn't have; write a JSONPath such as items.*.data")
		return record.Config{}
	}
	if absent(endpoint.Get("data_selector")) && isSingleEntity(endpoint) {
		path, err := jsonpath.Compile("$")
		if err != nil {
			c.fault(endpoint, "%s", err)
		}
		return record.Config{Path: path}
	}
	return record.Config{Path: c.path(endpoint, "data_selector", jsonpath.Path{})}
}

var entityPlaceholder = regexp.MustCompile(`\{([a-zA-Z0-9._-]+)\}`)

// isSingleEntity reports whether the last segment of the path has a placeholder, as
// users/{id}. What stands in the query doesn't count, other than in dlt, where
// posts?author={id} is taken for a single post.
func isSingleEntity(endpoint *document.Node) bool {
	node := endpoint.Get("path")
	if node == nil || node.Kind != document.String {
		return false
	}
	path, _, _ := strings.Cut(node.Text, "?")
	path = strings.TrimRight(path, "/")
	return entityPlaceholder.MatchString(path[strings.LastIndexByte(path, '/')+1:])
}
