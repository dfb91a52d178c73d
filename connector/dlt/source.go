package dlt

import (
	"net/url"
	"regexp"
	"strings"

	"source-rest-api/connector/auth"
	"source-rest-api/connector/document"
	"source-rest-api/connector/jsonpath"
	"source-rest-api/connector/paginate"
	"source-rest-api/connector/plan"
	"source-rest-api/connector/record"
)

// A client is what all endpoints have in common unless they say otherwise.
type client struct {
	base      string
	headers   *document.Node
	auth      auth.Config
	paginator paginate.Config // nil for none
	broken    bool            // base can't be used, and a fault says why
}

// source decodes the definition into the plan.
func (c *compiler) source(definition *document.Node) {
	shared := c.client(definition.Get("client"))
	defaults := definition.Get("resource_defaults")
	names := map[string]bool{}
	var streams []*plan.Stream
	nodes := map[*plan.Stream]*document.Node{}
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
		stream.Selected = stream.Disposition != "skip" && c.flag(merged, "selected", true)
		streams = append(streams, stream)
		nodes[stream] = resource
	}
	c.result.Plan.Streams = c.family(streams, nodes)
	if len(c.result.Plan.Streams) == 0 {
		c.faultIn(definition, "resources", "holds no resource to be read")
	}
}

func (c *compiler) client(node *document.Node) client {
	shared := client{
		base:    c.text(node, "base_url"),
		headers: c.object(node, "headers"),
		auth:    c.authenticator(node),
	}
	if paginator := node.Get("paginator"); !absent(paginator) {
		shared.paginator = c.paginator(paginator)
	}
	if absent(node.Get("base_url")) {
		c.faultIn(node, "base_url", "is missing: write the part of the URL that all endpoints have in common, such as https://api.example.com/v2")
		shared.broken = true
	}
	if shared.base != "" {
		if base, err := url.Parse(shared.base); err == nil && base.User != nil {
			c.faultIn(node, "base_url", "holds a user name or a password; write them as auth: {type: http_basic, username: …, password: …}")
			shared.broken = true
		} else if _, err := wireURL(shared.base); err != nil {
			c.faultIn(node, "base_url", "%s", err)
			shared.broken = true
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
	stream.Types = c.columns(resource)
	endpoint := c.object(resource, "endpoint")
	if endpoint == nil {
		return stream
	}
	b := c.bind(endpoint)
	stream.Retriever = plan.Retriever{
		Requester: b.requester(endpoint, shared),
		Paginator: c.walk(endpoint, shared),
		Format:    c.format(endpoint),
		Selector:  c.selector(endpoint),
		Steps:     c.steps(resource),
	}
	stream.Parent = b.parentOf(resource)
	stream.Cursor = b.cursor(endpoint, stream.PrimaryKey, &stream.Retriever.Requester)
	return stream
}

func (b *binding) requester(endpoint *document.Node, shared client) plan.Requester {
	requester := plan.Requester{
		Method:  b.c.method(endpoint),
		BaseURL: shared.base,
		URL:     b.url(endpoint, shared),
		Query:   b.query(),
		Headers: b.headers(shared.headers, b.c.object(endpoint, "headers")),
		Body:    b.body(endpoint),
		Auth:    shared.auth,
		Errors:  b.c.errorHandler(endpoint),
	}
	if shared.base == "" { // then each path is a whole URL
		requester.BaseURL, _ = requester.URL.Static()
	}
	if endpoint.Get("auth") != nil { // null means none, whatever the client has
		requester.Auth = b.c.authenticator(endpoint)
	}
	return requester
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
