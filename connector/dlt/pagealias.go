package dlt

import (
	"regexp"
	"strings"

	"source-rest-api/connector/document"
)

// paginatorTypes are other names of paginators. The first is dlt's own, an old one.
var paginatorTypes = map[string]string{"json_response": "json_link"}

// writeOutPaginator writes the foreign words in a paginator as dlt's. What stays
// although dlt has no word for it, is limit and limit_param of a page_number or
// cursor paginator: how many records make a page, and the parameter that says so.
func (c *compiler) writeOutPaginator(paginator *document.Node) {
	kind := paginator.Get("type")
	if kind == nil || kind.Kind != document.String {
		return
	}
	if to, ok := paginatorTypes[kind.Text]; ok {
		c.warn(c.paths[kind], "%s is an old word of dlt's; write %s", kind.Text, to)
		kind.Text = to
	}
	switch kind.Text {
	case "page_number":
		c.rename(paginator, "start_from_page", "base_page")
		c.pageSize(paginator)
	case "cursor":
		c.pageSize(paginator)
		c.cursorValue(paginator)
	}
	c.stopCondition(paginator)
}

// pageSize writes page_size, a number or the name of the parameter, as limit or
// limit_param, and says where dlt would have it.
func (c *compiler) pageSize(paginator *document.Node) {
	if size := paginator.Get("page_size"); size != nil {
		to := "limit"
		if size.Kind == document.String {
			to = "limit_param"
		}
		c.rename(paginator, "page_size", to)
	}
	if paginator.Get("limit") == nil {
		return
	}
	kind := paginator.Get("type").Text
	if param := paginator.Get("limit_param"); param != nil {
		c.foreign(paginator, "limit", "is not a key of dlt's %s paginator; write the page size as %s into the endpoint's params", kind, param.Text)
		return
	}
	c.foreign(paginator, "limit", "is not a key of dlt's %s paginator and is sent under no name; write the page size into the endpoint's params", kind)
}

// A path of plain keys into the response, as Jinja has it.
const jinjaPath = `response((?:\.[A-Za-z_]\w*|\[\s*(?:'[^'\]]+'|"[^"\]]+")\s*\])+)`

var (
	jinjaValue = regexp.MustCompile(`^(?:` + jinjaPath + `)$`)
	jinjaNot   = regexp.MustCompile(`^not\s+` + jinjaPath + `$`)
	jinjaFalse = regexp.MustCompile(`^` + jinjaPath + `\s*(?:==|is)\s*(?:false|False)$`)
	jinjaKey   = regexp.MustCompile(`\.([A-Za-z_]\w*)|\[\s*['"]([^'"]+)['"]\s*\]`)
	moreName   = regexp.MustCompile(`(?i)^(?:is_?|has_?)|more|^(?:truncated|incomplete)`)
)

// bare returns a Jinja expression without its braces.
func bare(text string) string {
	text = strings.TrimSpace(text)
	if inner, ok := strings.CutPrefix(text, "{{"); ok && strings.HasSuffix(inner, "}}") {
		return strings.TrimSpace(strings.TrimSuffix(inner, "}}"))
	}
	return text
}

// pathOf turns the keys of a Jinja expression into a JSONPath.
func pathOf(jinja string) (path, last string) {
	var b strings.Builder
	for _, key := range jinjaKey.FindAllStringSubmatch(jinja, -1) {
		last = key[1] + key[2]
		appendKey(&b, last)
	}
	return b.String(), last
}

// cursorValue turns Airbyte's template for the next cursor into dlt's cursor_path.
func (c *compiler) cursorValue(paginator *document.Node) {
	value := paginator.Get("cursor_value")
	if value == nil {
		return
	}
	match := jinjaValue.FindStringSubmatch(bare(value.Text))
	switch {
	case match != nil:
		value.Text, _ = pathOf(match[1])
		c.rename(paginator, "cursor_value", "cursor_path")
		return
	case paginator.Get("cursor_path") != nil:
		c.foreign(paginator, "cursor_value", "is not dlt's word and stands beside cursor_path, which is used")
	default:
		c.faultIn(paginator, "cursor_value", "is not dlt's word; write cursor_path, the JSONPath of the next cursor in the answer")
	}
	paginator.Remove("cursor_value")
}

// stopCondition turns the simplest conditions of Airbyte's into dlt's has_more_path:
// `not response.has_more` and `response.has_more == false`. Others add nothing: the
// paginators end by themselves where there is no next page.
func (c *compiler) stopCondition(paginator *document.Node) {
	condition := paginator.Get("stop_condition")
	if condition == nil {
		return
	}
	text := bare(condition.Text)
	match := jinjaFalse.FindStringSubmatch(text)
	if match == nil {
		// What `not` is asked of may be a cursor, where has_more_path wants a truth value.
		if match = jinjaNot.FindStringSubmatch(text); match != nil {
			if _, last := pathOf(match[1]); !moreName.MatchString(last) {
				match = nil
			}
		}
	}
	if match == nil {
		c.foreign(paginator, "stop_condition", "is not dlt's word and is left out: the paginator ends where there is no next page; write has_more_path where a flag in the answer says so")
		paginator.Remove("stop_condition")
		return
	}
	condition.Text, _ = pathOf(match[1])
	c.rename(paginator, "stop_condition", "has_more_path")
}
