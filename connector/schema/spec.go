package schema

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"source-rest-api/connector/document"
	"source-rest-api/connector/failure"
)

// A Spec holds documents against a JSON Schema, draft-07, and says what is wrong
// with them in a person's words. Beyond the draft it reads two things:
//
//   - An object that lists properties has no others: an unknown name is a fault that
//     names the nearest known one, whatever additionalProperties says (Airbyte wants
//     that to be true). Names that begin with "_" are left to the platform.
//   - "x-type" is a type that Airbyte's form must not see: forms can't show an object
//     of any names, so "type": "object" is not allowed there.
type Spec struct {
	root map[string]any
}

// NewSpec reads a JSON Schema. It must hold no $ref.
func NewSpec(text []byte) (*Spec, error) {
	spec := &Spec{}
	if err := json.Unmarshal(text, &spec.root); err != nil {
		return nil, fmt.Errorf("reading the JSON Schema: %w", err)
	}
	return spec, nil
}

// Validate returns what is wrong with doc, in the order of the document. No fault
// holds a value: it may be a secret.
func (s *Spec) Validate(doc *document.Node) failure.Faults {
	special := specializer{}
	schema := special.schema(s.root, doc, "")
	return append(special.faults, validate(schema, doc)...)
}

// Secrets returns the values that doc has where the schema marks a secret.
func (s *Spec) Secrets(doc *document.Node) []string {
	special := specializer{}
	special.schema(s.root, doc, "")
	return special.secrets
}

// A specializer narrows a schema to one document: each oneOf becomes the variant
// that the document's discriminator names, each list of items one schema an item.
// What a validator then finds stands at its own path, with no word of the other
// variants.
type specializer struct {
	faults  failure.Faults
	secrets []string
}

func (s *specializer) schema(schema map[string]any, node *document.Node, path string) map[string]any {
	narrow := maps.Clone(schema)
	if kind, ok := narrow["x-type"]; ok {
		narrow["type"] = kind
	}
	if narrow["airbyte_secret"] == true && node.Text != "" {
		s.secrets = append(s.secrets, node.Text)
	}
	if variants, ok := narrow["oneOf"].([]any); ok && node.Kind == document.Object {
		delete(narrow, "oneOf")
		variant := s.variant(variants, node, path)
		if variant == nil {
			return map[string]any{}
		}
		maps.Copy(narrow, variant)
	}
	switch node.Kind {
	case document.Object:
		s.object(narrow, node, path)
	case document.List:
		s.list(narrow, node, path)
	}
	return narrow
}

func (s *specializer) object(narrow map[string]any, node *document.Node, path string) {
	properties, closed := narrow["properties"].(map[string]any)
	if !closed {
		return
	}
	own := map[string]any{}
	for _, field := range node.Fields {
		child := join(path, field.Name)
		property, known := properties[field.Name].(map[string]any)
		switch {
		case known:
			own[field.Name] = s.schema(property, field.Value, child)
		case !strings.HasPrefix(field.Name, "_"):
			s.fault(child, field.Line, field.Column, "unknown key"+suggest(field.Name, slices.Sorted(maps.Keys(properties))))
		}
	}
	narrow["properties"] = own
}

func (s *specializer) list(narrow map[string]any, node *document.Node, path string) {
	items, ok := narrow["items"].(map[string]any)
	if !ok {
		return
	}
	each := make([]any, len(node.Items))
	for i, item := range node.Items {
		each[i] = s.schema(items, item, fmt.Sprintf("%s[%d]", path, i))
	}
	narrow["items"] = each
}

// variant returns the one of variants that node's discriminator names: the property
// that has a const in each of them.
func (s *specializer) variant(variants []any, node *document.Node, path string) map[string]any {
	byName := map[string]map[string]any{}
	var names []string
	var discriminator string
	for _, v := range variants {
		variant, _ := v.(map[string]any)
		properties, _ := variant["properties"].(map[string]any)
		for property, of := range properties {
			if name, ok := of.(map[string]any)["const"].(string); ok {
				discriminator = property
				byName[name] = variant
				names = append(names, name)
			}
		}
	}
	field := node.Get(discriminator)
	if field == nil {
		s.fault(join(path, discriminator), node.Line, node.Column, "is missing: one of "+strings.Join(names, ", "))
		return nil
	}
	if variant, ok := byName[field.Text]; ok && field.Kind == document.String {
		return variant
	}
	text := "is none of the known ones (" + strings.Join(names, ", ") + ")"
	if nearest := failure.Nearest(field.Text, names); nearest != "" && field.Kind == document.String {
		text += "; did you mean " + nearest + "?"
	}
	s.fault(join(path, discriminator), field.Line, field.Column, text)
	return nil
}

func (s *specializer) fault(path string, line, column int, text string) {
	s.faults = append(s.faults, failure.Fault{Path: path, Line: line, Column: column, Message: text})
}

// join appends a name to a path of the form client.auth.token.
func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

func suggest(word string, known []string) string {
	if nearest := failure.Nearest(word, known); nearest != "" {
		return "; did you mean " + nearest + "?"
	}
	if len(known) <= 12 {
		return "; known are " + strings.Join(known, ", ")
	}
	return ""
}
