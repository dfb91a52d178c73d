package requester

import (
	"net/url"
	"strings"

	"source-rest-api/connector/document"
	"source-rest-api/connector/failure"
	"source-rest-api/connector/paginate"
	"source-rest-api/connector/plan"
	"source-rest-api/connector/template"
)

// setBody renders the body, the paginator's values in it. They go into a form where
// the stream sends one, else into the JSON body.
func (p *prepared) setBody(own plan.Body, set []paginate.Inject, scope *template.Scope) error {
	switch {
	case own.Text != nil:
		text, err := own.Text.Render(scope)
		if err != nil {
			return failure.Configf("the body can't be filled in: %w", err)
		}
		p.body = []byte(text)
		return nil
	case own.Form != nil:
		return p.setForm(own.Form, set, scope)
	}
	return p.setJSON(own.JSON, set, scope)
}

func (p *prepared) setForm(own []plan.Param, set []paginate.Inject, scope *template.Scope) error {
	pairs, err := render(own, scope)
	if err != nil {
		return err
	}
	var parts []string
	add := func(name, value string) {
		parts = append(parts, url.QueryEscape(name)+"="+url.QueryEscape(value))
	}
	placed := map[string]bool{}
	for _, inject := range set {
		placed[inject.Name] = placed[inject.Name] || inject.Into == paginate.Body
	}
	for _, pair := range pairs {
		if !placed[pair.name] {
			add(pair.name, pair.value)
		}
	}
	for _, inject := range set {
		if inject.Into == paginate.Body {
			add(inject.Name, template.TextOf(inject.Value))
		}
	}
	p.body = []byte(strings.Join(parts, "&"))
	p.setContentType("application/x-www-form-urlencoded")
	return nil
}

func (p *prepared) setJSON(own *template.Template, set []paginate.Inject, scope *template.Scope) error {
	if own != nil {
		text, err := own.Render(scope)
		if err != nil {
			return failure.Configf("the JSON body can't be filled in: %w", err)
		}
		p.body = []byte(text)
	}
	for _, inject := range set {
		if inject.Into != paginate.Body {
			continue
		}
		if err := p.injectJSON(inject); err != nil {
			return err
		}
	}
	if p.body != nil {
		p.setContentType("application/json")
	}
	return nil
}

// injectJSON sets a value in the JSON body.
func (p *prepared) injectJSON(inject paginate.Inject) error {
	if p.body == nil {
		p.body = []byte("{}")
	}
	root, err := document.ParseJSON(p.body)
	if err != nil {
		return failure.Configf("the request's JSON body can't take the paginator's values: %w", err)
	}
	value, err := document.ParseJSON(inject.Value)
	if err != nil {
		return failure.Systemf("the paginator's value is no JSON: %w", err)
	}
	place(root, strings.Split(inject.Name, "."), value)
	p.body = root.JSON()
	return nil
}

func (p *prepared) setContentType(kind string) {
	if p.headers.Get("Content-Type") == "" {
		p.headers.Set("Content-Type", kind)
	}
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
