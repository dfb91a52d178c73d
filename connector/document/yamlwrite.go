package document

import (
	"bytes"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"
)

// YAML returns the value as a YAML text in block style, its fields in their order. The
// text means the same to YAML 1.1's readers, such as PyYAML, and to those of 1.2. A
// function becomes the string "<function>".
func (n *Node) YAML() ([]byte, error) {
	var out bytes.Buffer
	encoder := yaml.NewEncoder(&out)
	encoder.SetIndent(2)
	if err := encoder.Encode(n.yaml()); err != nil {
		return nil, fmt.Errorf("writing YAML: %w", err)
	}
	if err := encoder.Close(); err != nil {
		return nil, fmt.Errorf("writing YAML: %w", err)
	}
	return out.Bytes(), nil
}

func (n *Node) yaml() *yaml.Node {
	if n == nil {
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!null", Value: "null"}
	}
	switch n.Kind {
	case List:
		list := &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq"}
		for _, item := range n.Items {
			list.Content = append(list.Content, item.yaml())
		}
		if len(n.Items) == 0 {
			list.Style = yaml.FlowStyle
		}
		return list
	case Object:
		object := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
		for _, field := range n.Fields {
			object.Content = append(object.Content, yamlText(field.Name), field.Value.yaml())
		}
		if len(n.Fields) == 0 {
			object.Style = yaml.FlowStyle
		}
		return object
	case Bool:
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!bool", Value: n.Text}
	case Number:
		return yamlNumber(n.Text)
	case String:
		return yamlText(n.Text)
	case Func:
		return yamlText(functionText)
	}
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!null", Value: "null"}
}

// yamlText writes a string, in quotes where any reader would take it for something
// else when it stands plain.
func yamlText(text string) *yaml.Node {
	node := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: text}
	kind, plain, problem := resolvePlain(text)
	switch {
	case strings.Contains(strings.TrimRight(text, "\n"), "\n") && !strings.ContainsAny(text, "\r\t\u0085\u2028\u2029"):
		node.Style = yaml.LiteralStyle
	case kind != String || plain != text || problem != "", yamlOnlySince12(text), strings.ContainsAny(text, "\n\r\t\u0085\u2028\u2029"):
		node.Style = yaml.DoubleQuotedStyle
	}
	return node
}

// yamlOnlySince12 reports whether a text is a string to YAML 1.1, but may be a number or
// a date to other readers.
func yamlOnlySince12(text string) bool {
	return text != "" && strings.ContainsRune("0123456789+-.=<", rune(text[0])) && !strings.ContainsAny(text, " /")
}

// yamlNumber writes a JSON literal. YAML 1.1 wants a point and a sign in one with an
// exponent.
func yamlNumber(text string) *yaml.Node {
	if at := strings.IndexAny(text, "eE"); at >= 0 {
		mantissa, exponent := text[:at], text[at+1:]
		if !strings.Contains(mantissa, ".") {
			mantissa += ".0"
		}
		if exponent[0] != '-' && exponent[0] != '+' {
			exponent = "+" + exponent
		}
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!float", Value: mantissa + "e" + exponent}
	}
	tag := "!!int"
	if strings.Contains(text, ".") {
		tag = "!!float"
	}
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: tag, Value: text}
}
