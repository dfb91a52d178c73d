package template_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"source-rest-api/connector/template"
)

func parent(index int, encoding template.Encoding) template.Part {
	return template.Part{Source: template.Parent, Index: index, Encoding: encoding}
}

func text(s string) template.Part { return template.Part{Text: s} }

func scope(values ...string) *template.Scope {
	s := &template.Scope{}
	for _, value := range values {
		s.Parent = append(s.Parent, json.RawMessage(value))
	}
	return s
}

func TestRender(t *testing.T) {
	for name, c := range map[string]struct {
		template template.Template
		value    string
		want     string
	}{
		"no placeholder":          {template.Of("a{b}"), `1`, "a{b}"},
		"text":                    {template.New(text("since "), parent(0, template.Text)), `"2026-01-01"`, "since 2026-01-01"},
		"number as written":       {template.New(parent(0, template.Text)), `12.50`, "12.50"},
		"true as JSON has it":     {template.New(parent(0, template.Text)), `true`, "true"},
		"object":                  {template.New(parent(0, template.Text)), `{"a":1}`, `{"a":1}`},
		"segment":                 {template.New(text("/u/"), parent(0, template.PathSegment), text("/x")), `"a b/ü?#..%"`, "/u/a%20b%2F%C3%BC%3F%23..%25/x"},
		"dots":                    {template.New(text("/u/"), parent(0, template.PathSegment)), `".."`, "/u/%2E%2E"},
		"URL in place of all":     {template.New(text("https://h/v1/"), parent(0, template.PathOrURL), text("?x=1")), `"https://h/items/7"`, "https://h/items/7?x=1"},
		"segment, no URL":         {template.New(text("https://h/v1/"), parent(0, template.PathOrURL)), `"a/b"`, "https://h/v1/a%2Fb"},
		"query value":             {template.New(text("/u?id="), parent(0, template.QueryValue)), `"a b&c"`, "/u?id=a+b%26c"},
		"within a JSON string":    {template.New(text(`{"q":"x `), parent(0, template.JSONString), text(`"}`)), `"say \"<hi>\"\n"`, `{"q":"x say \"<hi>\"\n"}`},
		"number in a JSON string": {template.New(text(`"x `), parent(0, template.JSONString), text(`"`)), `1.10`, `"x 1.10"`},
		"JSON value":              {template.New(text(`{"ids":`), parent(0, template.JSONValue), text(`}`)), `[1,"a"]`, `{"ids":[1,"a"]}`},
		"null as a JSON value":    {template.New(text(`{"a":`), parent(0, template.JSONValue), text(`}`)), `null`, `{"a":null}`},
	} {
		got, err := c.template.Render(scope(c.value))
		require.NoError(t, err, name)
		require.Equal(t, c.want, got, name)
	}
}

func TestNullStandsInNoText(t *testing.T) {
	for _, value := range []string{`null`, ``} {
		_, err := template.New(text("/u/"), parent(0, template.PathSegment)).Render(scope(value))
		require.ErrorContains(t, err, "field 1 of the parent's record is null")
	}
	_, err := template.New(template.Part{Source: template.Cursor, Index: template.EndValue}).Render(nil)
	require.ErrorContains(t, err, "the cursor's end value is null")
}

func TestIsNullTellsWhatCanBeLeftOut(t *testing.T) {
	require.True(t, template.New(parent(0, template.Text)).IsNull(scope("null")))
	require.False(t, template.New(parent(0, template.Text)).IsNull(scope("0")))
	require.False(t, template.New(text("a"), parent(0, template.Text)).IsNull(scope("null")))
	require.False(t, template.Of("").IsNull(nil))
}

func TestStatic(t *testing.T) {
	whole, ok := template.New(text("a"), text("b")).Static()
	require.True(t, ok)
	require.Equal(t, "ab", whole)
	_, ok = template.New(parent(0, template.Text)).Static()
	require.False(t, ok)
}
