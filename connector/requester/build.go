package requester

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"source-rest-api/connector/document"
	"source-rest-api/connector/failure"
	"source-rest-api/connector/paginate"
	"source-rest-api/connector/plan"
)

// A prepared request is everything about a request but its credentials.
type prepared struct {
	method  string
	url     *url.URL
	headers http.Header
	body    []byte
}

// build puts together the request for one page.
func build(r *plan.Requester, page paginate.Page) (*prepared, error) {
	address := page.URL
	if address == "" {
		address = withQuery(r.URL, query(r.Query, page.Set))
	}
	target, err := url.Parse(address)
	if err != nil || target.Host == "" || target.Scheme != "http" && target.Scheme != "https" {
		return nil, failure.Configf("%q is no http or https address", address)
	}
	target.Fragment = ""
	p := &prepared{method: r.Method, url: target, headers: http.Header{}}
	for _, header := range r.Headers {
		p.headers.Add(header.Name, header.Value)
	}
	for _, inject := range page.Set {
		if inject.Into == paginate.Header {
			p.headers.Set(inject.Name, textOf(inject.Value))
		}
	}
	p.body, err = body(r.JSON, page.Set)
	if err != nil {
		return nil, err
	}
	if p.body != nil && p.headers.Get("Content-Type") == "" {
		p.headers.Set("Content-Type", "application/json")
	}
	return p, nil
}

// query returns the stream's parameters with the paginator's over them: one that the
// stream has keeps its place, a new one goes to the end, as dlt has it.
func query(own []plan.Param, set []paginate.Inject) string {
	var parts []string
	add := func(name, value string) {
		parts = append(parts, url.QueryEscape(name)+"="+url.QueryEscape(value))
	}
	placed := map[string]bool{}
	for _, param := range own {
		inject, ok := injected(set, param.Name)
		switch {
		case !ok:
			add(param.Name, param.Value)
		case !placed[param.Name]:
			add(param.Name, textOf(inject.Value))
			placed[param.Name] = true
		}
	}
	for _, inject := range set {
		if inject.Into == paginate.Query && !placed[inject.Name] {
			add(inject.Name, textOf(inject.Value))
		}
	}
	return strings.Join(parts, "&")
}

func injected(set []paginate.Inject, name string) (paginate.Inject, bool) {
	for _, inject := range set {
		if inject.Into == paginate.Query && inject.Name == name {
			return inject, true
		}
	}
	return paginate.Inject{}, false
}

// withQuery appends a query to an address that may have one already.
func withQuery(address, query string) string {
	address, _, _ = strings.Cut(address, "#")
	switch {
	case query == "":
		return address
	case strings.HasSuffix(address, "?"), strings.HasSuffix(address, "&"):
		return address + query
	case strings.Contains(address, "?"):
		return address + "&" + query
	}
	return address + "?" + query
}

// textOf returns a JSON value as it stands in a query or a header: strings without
// their quotes, everything else as it is.
func textOf(value json.RawMessage) string {
	var text string
	if err := json.Unmarshal(value, &text); err == nil {
		return text
	}
	return string(value)
}

// body returns the JSON body with the paginator's values in it, nil for none.
func body(own json.RawMessage, set []paginate.Inject) ([]byte, error) {
	var root *document.Node
	for _, inject := range set {
		if inject.Into != paginate.Body {
			continue
		}
		if root == nil {
			parsed, err := document.ParseJSON(orEmptyObject(own))
			if err != nil {
				return nil, failure.Configf("the request's JSON body can't take the paginator's values: %w", err)
			}
			root = parsed
		}
		value, err := document.ParseJSON(inject.Value)
		if err != nil {
			return nil, failure.Systemf("the paginator's value is no JSON: %w", err)
		}
		place(root, strings.Split(inject.Name, "."), value)
	}
	if root == nil {
		return own, nil
	}
	return root.JSON(), nil
}

func orEmptyObject(own json.RawMessage) []byte {
	if own == nil {
		return []byte("{}")
	}
	return own
}

// place sets the value at a path of keys, making the objects on the way there.
func place(node *document.Node, path []string, value *document.Node) {
	node.Kind = document.Object
	if len(path) == 1 {
		node.Set(path[0], value)
		return
	}
	if node.Get(path[0]) == nil {
		node.Set(path[0], &document.Node{})
	}
	place(node.Get(path[0]), path[1:], value)
}
