package dlt

import (
	"maps"
	"slices"
	"strings"

	"source-rest-api/connector/document"
	"source-rest-api/connector/jsonpath"
	"source-rest-api/connector/paginate"
)

// paginators are the types of paginators, by dlt's names.
var paginators = map[string]func(*compiler, *document.Node) paginate.Config{
	"auto":          func(*compiler, *document.Node) paginate.Config { return paginate.Auto{} },
	"single_page":   func(*compiler, *document.Node) paginate.Config { return paginate.SinglePage{} },
	"page_number":   (*compiler).pageNumber,
	"offset":        (*compiler).offset,
	"cursor":        (*compiler).cursor,
	"json_link":     (*compiler).jsonLink,
	"header_link":   (*compiler).headerLink,
	"header_cursor": (*compiler).headerCursor,
}

// paginator decodes a paginator's object.
func (c *compiler) paginator(node *document.Node) paginate.Config {
	if node.Kind != document.Object {
		c.fault(node, "has to be a paginator's name or an object with a type, and is %s", article(node.Kind))
		return nil
	}
	decode, ok := paginators[c.text(node, "type")]
	if !ok {
		c.faultIn(node, "type", "there is no such paginator; there are %s", strings.Join(slices.Sorted(maps.Keys(paginators)), ", "))
		return nil
	}
	before := len(c.faults)
	config := decode(c, node)
	if checked, ok := config.(interface{ Validate() error }); ok && len(c.faults) == before {
		if err := checked.Validate(); err != nil {
			c.fault(node, "%s", strings.ReplaceAll(err.Error(), "\n", "; "))
		}
	}
	return config
}

// somewhere notes a fault where a value is neither to go into a parameter nor into the
// body. An absent parameter has its usual name.
func (c *compiler) somewhere(node *document.Node, param, bodyPath string) {
	if name := node.Get(param); name != nil && name.Kind == document.String && name.Text == "" && c.text(node, bodyPath) == "" {
		c.faultIn(node, param, "is empty, and there is no %s: the value has to go somewhere", bodyPath)
	}
}

func (c *compiler) pageNumber(node *document.Node) paginate.Config {
	p := paginate.DefaultPageNumber()
	c.somewhere(node, "page_param", "page_body_path")
	p.BasePage = c.integerOr(node, "base_page", 0)
	p.Page = c.integer(node, "page")
	p.Param = c.text(node, "page_param")
	p.BodyPath = c.text(node, "page_body_path")
	p.Size = c.integerOr(node, "limit", 0)
	p.SizeParam = c.text(node, "limit_param")
	p.MaximumPage = c.integer(node, "maximum_page")
	p.StopAfterEmptyPage = c.flag(node, "stop_after_empty_page", p.StopAfterEmptyPage)
	p.HasMorePath = c.path(node, "has_more_path", jsonpath.Path{})
	if node.Get("limit") != nil {
		// Who gives a page size writes another tool's words, where `total` isn't a
		// number of pages.
		p.TotalPath = jsonpath.Path{}
	}
	p.TotalPath = c.path(node, "total_path", p.TotalPath)
	return p
}

func (c *compiler) offset(node *document.Node) paginate.Config {
	p := paginate.DefaultOffset()
	c.somewhere(node, "offset_param", "offset_body_path")
	c.somewhere(node, "limit_param", "limit_body_path")
	if absent(node.Get("limit")) {
		c.faultIn(node, "limit", "is missing: the offset paginator needs the number of records a page")
	}
	p.Limit = c.integerOr(node, "limit", 0)
	p.Offset = c.integerOr(node, "offset", 0)
	p.OffsetParam = c.text(node, "offset_param")
	p.OffsetBodyPath = c.text(node, "offset_body_path")
	p.LimitParam = c.text(node, "limit_param")
	p.LimitBodyPath = c.text(node, "limit_body_path")
	p.TotalPath = c.path(node, "total_path", p.TotalPath)
	p.MaximumOffset = c.integer(node, "maximum_offset")
	p.StopAfterEmptyPage = c.flag(node, "stop_after_empty_page", p.StopAfterEmptyPage)
	p.HasMorePath = c.path(node, "has_more_path", p.HasMorePath)
	return p
}

func (c *compiler) cursor(node *document.Node) paginate.Config {
	p := paginate.DefaultCursor()
	c.somewhere(node, "cursor_param", "cursor_body_path")
	p.CursorPath = c.path(node, "cursor_path", p.CursorPath)
	p.Param = c.text(node, "cursor_param")
	p.BodyPath = c.text(node, "cursor_body_path")
	p.Size = c.integerOr(node, "limit", 0)
	p.SizeParam = c.text(node, "limit_param")
	p.StopAfterEmptyPage = c.flag(node, "stop_after_empty_page", p.StopAfterEmptyPage)
	p.HasMorePath = c.path(node, "has_more_path", p.HasMorePath)
	return p
}

func (c *compiler) jsonLink(node *document.Node) paginate.Config {
	p := paginate.DefaultJSONLink()
	p.Path = c.path(node, "next_url_path", p.Path)
	return p
}

func (c *compiler) headerLink(node *document.Node) paginate.Config {
	return paginate.HeaderLink{Rel: c.text(node, "links_next_key")}
}

func (c *compiler) headerCursor(node *document.Node) paginate.Config {
	return paginate.HeaderCursor{Header: c.text(node, "cursor_key"), Param: c.text(node, "cursor_param")}
}

func (c *compiler) integerOr(object *document.Node, name string, otherwise int) int {
	if number := c.integer(object, name); number != nil {
		return *number
	}
	return otherwise
}

// path compiles the JSONPath of the field name: otherwise where it is absent, the
// zero Path where it is null or empty.
func (c *compiler) path(object *document.Node, name string, otherwise jsonpath.Path) jsonpath.Path {
	if object.Get(name) == nil {
		return otherwise
	}
	text := c.text(object, name)
	if text == "" {
		return jsonpath.Path{}
	}
	path, err := jsonpath.Compile(text)
	if err != nil {
		c.faultIn(object, name, "%s", err)
	}
	return path
}
