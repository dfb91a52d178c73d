package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// A property is a key of the config: the part of JSON Schema that spec.json uses.
// Keywords that it doesn't know are faults, so that none is left out unnoticed.
type property struct {
	Schema           string               `json:"$schema"`
	Type             json.RawMessage      `json:"type"`
	XType            string               `json:"x-type"`
	Title            string               `json:"title"`
	Description      string               `json:"description"`
	Default          json.RawMessage      `json:"default"`
	Const            json.RawMessage      `json:"const"`
	Enum             []json.RawMessage    `json:"enum"`
	Examples         []json.RawMessage    `json:"examples"`
	Required         []string             `json:"required"`
	Properties       map[string]*property `json:"properties"`
	Additional       json.RawMessage      `json:"additionalProperties"`
	Items            *property            `json:"items"`
	OneOf            []*property          `json:"oneOf"`
	Order            int                  `json:"order"`
	Minimum          json.Number          `json:"minimum"`
	Maximum          json.Number          `json:"maximum"`
	ExclusiveMinimum json.Number          `json:"exclusiveMinimum"`
	MinLength        int                  `json:"minLength"`
	MinItems         int                  `json:"minItems"`
	Multiline        bool                 `json:"multiline"`
	Secret           bool                 `json:"airbyte_secret"`
	Hidden           bool                 `json:"airbyte_hidden"`
}

// names returns the keys of an object in the order in which forms show them.
func (p *property) names() []string {
	return slices.SortedFunc(maps.Keys(p.Properties), func(a, b string) int {
		return cmp.Or(cmp.Compare(p.Properties[a].Order, p.Properties[b].Order), strings.Compare(a, b))
	})
}

// example returns a value that the key may have: one that spec.json gives, or else the
// default, or the first one of a choice. There is none for an object that has a
// section of its own.
func (p *property) example() (json.RawMessage, error) {
	switch {
	case len(p.Examples) > 0:
		return p.Examples[0], nil
	case p.Properties != nil || p.OneOf != nil || p.Items != nil && p.Items.Properties != nil:
		return nil, nil
	case p.Default != nil:
		return p.Default, nil
	case len(p.Enum) > 0:
		return p.Enum[0], nil
	}
	return nil, errors.New("has no example")
}

// kinds returns the JSON types that the property may have.
func (p *property) kinds() ([]string, error) {
	if p.XType != "" {
		return []string{p.XType}, nil
	}
	if p.Type == nil {
		return []string{"any"}, nil
	}
	var kinds []string
	if p.Type[0] == '[' {
		return kinds, json.Unmarshal(p.Type, &kinds)
	}
	kinds = []string{""}
	return kinds, json.Unmarshal(p.Type, &kinds[0])
}

// kind describes the property's type and its bounds.
func (p *property) kind() (string, error) {
	kinds, err := p.kinds()
	if err != nil {
		return "", err
	}
	if i := slices.Index(kinds, "array"); i >= 0 && p.Items != nil {
		element, err := p.Items.kind()
		if err != nil {
			return "", err
		}
		kinds[i] = "list of " + element
	}
	text := strings.Join(kinds, " or ")
	for _, bound := range []struct{ words, value string }{
		{"at least", p.Minimum.String()}, {"above", p.ExclusiveMinimum.String()}, {"at most", p.Maximum.String()},
	} {
		if bound.value != "" {
			text += ", " + bound.words + " " + bound.value
		}
	}
	if p.Secret {
		text += ", secret"
	}
	return text, nil
}

// same reports whether two keys are described alike, wherever a form shows them.
func (p *property) same(other *property) bool {
	return p.fingerprint() == other.fingerprint()
}

func (p *property) fingerprint() string {
	plain := *p
	plain.Order = 0
	text, err := json.Marshal(plain)
	if err != nil { // it was JSON a moment ago
		return fmt.Sprintf("%p", p)
	}
	return string(text)
}

var tag = regexp.MustCompile(`<[^>]*>`)

// markdown returns a description, whose HTML forms show, as Markdown.
func markdown(description string) (string, error) {
	text := strings.NewReplacer("<code>", "`", "</code>", "`", "<br>", " ").Replace(description)
	if unknown := tag.FindString(text); unknown != "" {
		return "", fmt.Errorf("%q holds %s, which has no Markdown here", description, unknown)
	}
	return html.UnescapeString(text), nil
}

// span returns a JSON value as YAML that fits in a line, in a code span; nothing for
// no value.
func span(value json.RawMessage) (string, error) {
	if value == nil {
		return "", nil
	}
	if value[0] == '"' {
		var text string
		if err := json.Unmarshal(value, &text); err != nil {
			return "", err
		}
		if text == "" {
			return "`''`", nil
		}
		return "`" + text + "`", nil
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, value); err != nil {
		return "", err
	}
	return "`" + strings.NewReplacer(",", ", ", ":", ": ").Replace(compact.String()) + "`", nil
}
