package requester

import (
	"net/http"
	"net/url"
	"strings"

	"source-rest-api/connector/failure"
	"source-rest-api/connector/paginate"
	"source-rest-api/connector/plan"
	"source-rest-api/connector/template"
)

// A prepared request is everything about a request but its credentials.
type prepared struct {
	method  string
	url     *url.URL
	headers http.Header
	body    []byte
}

// build puts together the request for one page of the slice that scope is of.
func build(r *plan.Requester, page paginate.Page, scope *template.Scope) (*prepared, error) {
	address, err := address(r, page, scope)
	if err != nil {
		return nil, err
	}
	target, err := url.Parse(address)
	if err != nil || target.Host == "" || target.Scheme != "http" && target.Scheme != "https" {
		return nil, failure.Configf("%q is no http or https address", address)
	}
	target.Fragment = ""
	p := &prepared{method: r.Method, url: target, headers: http.Header{}}
	headers, err := render(r.Headers, scope)
	if err != nil {
		return nil, err
	}
	for _, header := range headers {
		p.headers.Add(header.name, header.value)
	}
	for _, inject := range page.Set {
		if inject.Into == paginate.Header {
			p.headers.Set(inject.Name, template.TextOf(inject.Value))
		}
	}
	for name, values := range p.headers {
		if strings.ContainsFunc(name+strings.Join(values, ""), isControl) {
			return nil, failure.Configf("the header %q has a line break or another letter in it that can't be sent", name)
		}
	}
	if err := p.setBody(r.Body, page.Set, scope); err != nil {
		return nil, err
	}
	return p, nil
}

// isControl reports whether a header can't hold r (RFC 9110, section 5.5).
func isControl(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }

// address returns the URL of the page, its query included.
func address(r *plan.Requester, page paginate.Page, scope *template.Scope) (string, error) {
	if page.URL != "" {
		return page.URL, nil
	}
	address, err := r.URL.Render(scope)
	if err != nil {
		return "", failure.Configf("the path can't be filled in: %w", err)
	}
	params, err := render(r.Query, scope)
	if err != nil {
		return "", err
	}
	return withQuery(address, query(params, page.Set)), nil
}

// A pair is a rendered parameter.
type pair struct{ name, value string }

// render fills in params, those left out that are null.
func render(params []plan.Param, scope *template.Scope) ([]pair, error) {
	pairs := make([]pair, 0, len(params))
	for _, param := range params {
		if param.Value.IsNull(scope) {
			continue
		}
		name, err := param.Name.Render(scope)
		if err != nil {
			return nil, failure.Configf("a parameter's name can't be filled in: %w", err)
		}
		value, err := param.Value.Render(scope)
		if err != nil {
			return nil, failure.Configf("the parameter %s can't be filled in: %w", name, err)
		}
		pairs = append(pairs, pair{name, value})
	}
	return pairs, nil
}

// query returns the stream's parameters with the paginator's over them: one that the
// stream has keeps its place, a new one goes to the end, as dlt has it.
func query(own []pair, set []paginate.Inject) string {
	var parts []string
	add := func(name, value string) {
		parts = append(parts, url.QueryEscape(name)+"="+url.QueryEscape(value))
	}
	placed := map[string]bool{}
	for _, param := range own {
		inject, ok := injected(set, param.name)
		switch {
		case !ok:
			add(param.name, param.value)
		case !placed[param.name]:
			add(param.name, template.TextOf(inject.Value))
			placed[param.name] = true
		}
	}
	for _, inject := range set {
		if inject.Into == paginate.Query && !placed[inject.Name] {
			add(inject.Name, template.TextOf(inject.Value))
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
