package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

const introduction = `# Reference

Every key of the config. This page is made from spec.json by ` + "`make reference`" + `.

A definition, as text in ` + "`definition`" + ` or in a file of its own, has the keys ` + "`client`, `resource_defaults`" + `
and ` + "`resources`" + `; the config may also hold them itself. They are dlt's words, with dlt's shorthands: a
resource or an endpoint may be just a name or a path, a paginator or an authenticator just its type, and
` + "`auth: {token: …}`" + ` is a bearer token. What ` + "`convert`, `filter`, `map` and `yield_map`" + ` hold is a function in
Python's notation, such as ` + "`lambda r: r[\"id\"]`" + `.

A path such as ` + "`resources[].name`" + ` leads through keys; ` + "`[]`" + ` is each item of a list. Keys in bold are required.
`

// A section describes one object of the config, at all the paths where it is found.
type section struct {
	object *property
	paths  []string
}

// reference returns the page that describes spec, the contents of spec.json.
func reference(spec []byte) (string, error) {
	var outer struct {
		Spec json.RawMessage `json:"connectionSpecification"`
	}
	if err := json.Unmarshal(spec, &outer); err != nil {
		return "", err
	}
	decoder := json.NewDecoder(bytes.NewReader(outer.Spec))
	decoder.DisallowUnknownFields()
	root := &property{}
	if err := decoder.Decode(root); err != nil {
		return "", err
	}
	root.Title = "Config"
	page := &page{sections: collect(root)}
	page.WriteString(introduction)
	for _, section := range page.sections {
		if err := page.section(section); err != nil {
			return "", err
		}
	}
	return page.String(), nil
}

// collect returns the objects of the config, outer ones first. Those that are
// described alike are one section.
func collect(root *property) []*section {
	sections := []*section{{object: root, paths: []string{""}}}
	for i := 0; i < len(sections); i++ {
		current := sections[i]
		for _, name := range current.object.names() {
			object, suffix := current.object.Properties[name], ""
			if object.Items != nil {
				object, suffix = object.Items, "[]"
			}
			if object.Properties == nil && object.OneOf == nil {
				continue
			}
			at := slices.IndexFunc(sections, func(s *section) bool { return s.object.same(object) })
			if at < 0 {
				at = len(sections)
				sections = append(sections, &section{object: object})
			}
			for _, path := range current.paths {
				sections[at].paths = append(sections[at].paths, strings.TrimPrefix(path+"."+name+suffix, "."))
			}
		}
	}
	return sections
}

// A page is the text as it grows.
type page struct {
	strings.Builder
	sections []*section
}

func (p *page) section(s *section) error {
	description, err := markdown(s.object.Description)
	if err != nil {
		return err
	}
	fmt.Fprintf(p, "\n## %s\n", s.object.Title)
	if s.paths[0] != "" {
		about := fmt.Sprintf("At `%s`. %s", strings.Join(s.paths, "`, `"), description)
		fmt.Fprintf(p, "\n%s\n", strings.TrimSpace(about))
	}
	if larger := p.larger(s); larger != nil {
		fmt.Fprintf(p, "\nThe keys are those of [%s](#%s), without %s.\n", larger.object.Title, anchor(larger.object.Title), missing(larger, s))
		return nil
	}
	if s.object.OneOf == nil {
		return p.table(s.object)
	}
	fmt.Fprintln(p, "\nThe key `type` says which one:")
	for _, variant := range s.object.OneOf {
		if err := p.variant(variant); err != nil {
			return err
		}
	}
	return nil
}

// larger returns the section that has all keys of s and more, if there is one.
func (p *page) larger(s *section) *section {
	for _, other := range p.sections {
		if len(other.object.Properties) <= len(s.object.Properties) || len(s.object.Properties) == 0 {
			continue
		}
		all := true
		for name, property := range s.object.Properties {
			there, known := other.object.Properties[name]
			all = all && known && there.same(property)
		}
		if all {
			return other
		}
	}
	return nil
}

// missing returns the keys of larger that s lacks.
func missing(larger, s *section) string {
	var names []string
	for _, name := range larger.object.names() {
		if s.object.Properties[name] == nil {
			names = append(names, "`"+name+"`")
		}
	}
	return strings.Join(names, ", ")
}

// variant describes one alternative of an object, which its type tells from others.
func (p *page) variant(variant *property) error {
	description, err := markdown(variant.Description)
	if err != nil {
		return err
	}
	kind, err := span(variant.Properties["type"].Const)
	if err != nil {
		return err
	}
	fmt.Fprintf(p, "\n### %s\n\n%s: %s\n", kind, variant.Title, description)
	rest := *variant
	rest.Properties = map[string]*property{}
	for name, property := range variant.Properties {
		if name != "type" {
			rest.Properties[name] = property
		}
	}
	if len(rest.Properties) == 0 {
		return nil
	}
	return p.table(&rest)
}

// table describes the keys of an object, a row each. Examples that don't fit in a
// row stand below.
func (p *page) table(object *property) error {
	fmt.Fprint(p, "\n| key | type | default | example | |\n| --- | --- | --- | --- | --- |\n")
	var blocks strings.Builder
	for _, name := range object.names() {
		property := object.Properties[name]
		row, err := p.row(name, property, slices.Contains(object.Required, name))
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		fmt.Fprintln(p, row)
		if text, long := multiline(property); long {
			fmt.Fprintf(&blocks, "\nAn example of `%s`:\n\n```yaml\n%s\n```\n", name, text)
		}
	}
	p.WriteString(blocks.String())
	return nil
}

func (p *page) row(name string, key *property, required bool) (string, error) {
	kind, err := key.kind()
	if err != nil {
		return "", err
	}
	fallback, err := span(key.Default)
	if err != nil {
		return "", err
	}
	value, err := key.example()
	if err != nil {
		return "", err
	}
	example := "below"
	if _, long := multiline(key); !long {
		if example, err = span(value); err != nil {
			return "", err
		}
	}
	about, err := p.about(key)
	if err != nil {
		return "", err
	}
	name = "`" + name + "`"
	if required {
		name = "**" + name + "**"
	}
	cells := []string{name, kind, fallback, example, about}
	for i, cell := range cells {
		cells[i] = strings.ReplaceAll(cell, "|", `\|`)
	}
	return "| " + strings.Join(cells, " | ") + " |", nil
}

// about returns what a key is for, which values it may have, and where there is more.
func (p *page) about(key *property) (string, error) {
	text, err := markdown(key.Description)
	if err != nil {
		return "", err
	}
	var values []string
	for _, value := range key.Enum {
		value, err := span(value)
		if err != nil {
			return "", err
		}
		values = append(values, value)
	}
	if len(values) > 0 {
		text += fmt.Sprintf(" One of %s.", strings.Join(values, ", "))
	}
	for _, object := range []*property{key, key.Items} {
		if object != nil && (object.Properties != nil || object.OneOf != nil) {
			text += fmt.Sprintf(" See [%s](#%s).", object.Title, anchor(object.Title))
		}
	}
	return strings.TrimSpace(text), nil
}

// multiline returns a property's example where it has more than one line.
func multiline(key *property) (string, bool) {
	if len(key.Examples) == 0 {
		return "", false
	}
	var text string
	if json.Unmarshal(key.Examples[0], &text) != nil || !strings.Contains(text, "\n") {
		return "", false
	}
	return strings.TrimSpace(text), true
}

// anchor returns the address that a heading gets within the page.
func anchor(title string) string {
	return strings.ReplaceAll(strings.ToLower(title), " ", "-")
}
