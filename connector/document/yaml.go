package document

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"source-rest-api/connector/failure"
)

// maxExpanded bounds what aliases and merge keys may add to a document, in bytes
// of text and nodes together. A few lines of YAML can stand for gigabytes.
const maxExpanded = 1 << 20

// ParseYAML reads a YAML text that holds one document. Its scalars mean what
// PyYAML's SafeLoader takes them for, but for dates, which stay strings. The error
// is a failure.Faults. A key that stands twice in a mapping is a fault, and so are
// nesting deeper than 1,000, infinities and tags that JSON has no value for.
func ParseYAML(text []byte) (*Node, error) {
	text = bytes.TrimPrefix(text, byteOrderMark)
	dec := yaml.NewDecoder(bytes.NewReader(text))
	var root, next yaml.Node
	if err := dec.Decode(&root); err != nil {
		return nil, yamlSyntax(err)
	}
	if err := dec.Decode(&next); err == nil {
		return nil, failure.Faults{{Line: next.Line, Column: next.Column, Message: "a second YAML document begins here; only one can be read"}}
	} else if !errors.Is(err, io.EOF) {
		return nil, yamlSyntax(err)
	}
	r := &yamlReader{open: map[*yaml.Node]bool{}}
	node := r.value(&root, 0)
	if err := r.faults.Err(); err != nil {
		return nil, err
	}
	return node, nil
}

// yamlSyntax makes a fault of the library's error, "yaml: line 3: what is wrong".
func yamlSyntax(err error) error {
	if errors.Is(err, io.EOF) {
		return failure.Faults{{Message: "is empty"}}
	}
	fault := failure.Fault{}
	text := strings.TrimPrefix(err.Error(), "yaml: ")
	if rest, ok := strings.CutPrefix(text, "line "); ok {
		if number, message, ok := strings.Cut(rest, ": "); ok {
			if line, err := strconv.Atoi(number); err == nil {
				fault.Line, fault.Column, text = line, 1, message
			}
		}
	}
	fault.Message = "isn't valid YAML: " + text
	return failure.Faults{fault}
}

// A yamlReader builds nodes of the library's, which know their position and style.
type yamlReader struct {
	faults   failure.Faults
	open     map[*yaml.Node]bool // aliased nodes that are being expanded
	aliases  int                 // how many of them
	expanded int
}

func (r *yamlReader) fault(y *yaml.Node, message string) *Node {
	r.faults = append(r.faults, failure.Fault{Line: y.Line, Column: y.Column, Message: message})
	return &Node{Line: y.Line, Column: y.Column}
}

func (r *yamlReader) value(y *yaml.Node, depth int) *Node {
	if depth > maxDepth {
		return r.fault(y, "the value is nested more than 1,000 deep")
	}
	if !r.spend(y) {
		return &Node{Line: y.Line, Column: y.Column} // the alias that led here says so
	}
	switch y.Kind {
	case yaml.DocumentNode:
		return r.value(y.Content[0], depth)
	case yaml.AliasNode:
		return r.alias(y, func(target *yaml.Node) *Node { return r.value(target, depth) })
	case yaml.SequenceNode:
		return r.list(y, depth)
	case yaml.MappingNode:
		return r.mapping(y, depth)
	}
	return r.scalar(y)
}

// spend counts what stands in an alias's value; ok is false where it is too much.
func (r *yamlReader) spend(y *yaml.Node) (ok bool) {
	if r.aliases > 0 {
		r.expanded += 1 + len(y.Value)
	}
	return r.expanded <= maxExpanded
}

// alias hands what y refers to to read, and gives the outcome y's own position.
func (r *yamlReader) alias(y *yaml.Node, read func(*yaml.Node) *Node) *Node {
	target := y.Alias
	if r.open[target] {
		return r.fault(y, "the alias *"+y.Value+" stands inside the value it refers to")
	}
	before := r.expanded
	if before > maxExpanded {
		return &Node{Line: y.Line, Column: y.Column}
	}
	r.open[target] = true
	r.aliases++
	node := read(target)
	r.aliases--
	delete(r.open, target)
	if r.aliases == 0 && before <= maxExpanded && r.expanded > maxExpanded {
		return r.fault(y, "the document's aliases expand to too much; write the values out")
	}
	node.Line, node.Column = y.Line, y.Column
	return node
}

func (r *yamlReader) list(y *yaml.Node, depth int) *Node {
	if !r.untagged(y, "!!seq") {
		return r.fault(y, "the tag "+y.Tag+" isn't supported; take it out")
	}
	node := &Node{Kind: List, Line: y.Line, Column: y.Column}
	for _, item := range y.Content {
		node.Items = append(node.Items, r.value(item, depth+1))
	}
	return node
}

// untagged reports whether y has no tag of its own, or the one it would have anyway.
func (r *yamlReader) untagged(y *yaml.Node, usual string) bool {
	return y.Style&yaml.TaggedStyle == 0 || y.Tag == usual
}

func (r *yamlReader) mapping(y *yaml.Node, depth int) *Node {
	if !r.untagged(y, "!!map") {
		return r.fault(y, "the tag "+y.Tag+" isn't supported; take it out")
	}
	node := &Node{Kind: Object, Line: y.Line, Column: y.Column}
	var own []Field
	seen := map[string]bool{}
	index := map[string]int{} // of node.Fields
	for i := 0; i+1 < len(y.Content); i += 2 {
		key, value := y.Content[i], y.Content[i+1]
		if !r.spend(key) {
			break
		}
		if isMerge(key) {
			r.merge(node, index, value, depth)
			continue
		}
		name, ok := r.name(key)
		if !ok {
			continue
		}
		if seen[name] {
			r.faults = append(r.faults, duplicate(&Node{Text: name, Line: key.Line, Column: key.Column}))
			continue
		}
		seen[name] = true
		own = append(own, Field{Name: name, Value: r.value(value, depth+1), Line: key.Line, Column: key.Column})
	}
	// As in PyYAML, what was merged comes first in order, and a key's own value wins.
	for _, field := range own {
		if at, ok := index[field.Name]; ok {
			node.Fields[at] = field
		} else {
			node.Fields = append(node.Fields, field)
		}
	}
	return node
}

func isMerge(key *yaml.Node) bool {
	return key.Kind == yaml.ScalarNode && key.Value == "<<" && (key.Style == 0 || key.Tag == "!!merge")
}

// merge adds the fields of a merge key's value, a mapping or a list of them, that
// node doesn't have yet (https://yaml.org/type/merge.html).
func (r *yamlReader) merge(node *Node, index map[string]int, value *yaml.Node, depth int) {
	merged := r.value(value, depth+1)
	sources := []*Node{merged}
	if merged.Kind == List {
		sources = merged.Items
	}
	for _, source := range sources {
		if source.Kind != Object {
			r.fault(value, "a merge key (<<) takes a mapping or a list of mappings")
			return
		}
		for _, field := range source.Fields {
			if _, ok := index[field.Name]; !ok {
				index[field.Name] = len(node.Fields)
				node.Fields = append(node.Fields, field)
			}
		}
	}
}

// name returns a key's text as it is written: `on` and `404` are names here.
func (r *yamlReader) name(key *yaml.Node) (string, bool) {
	if key.Kind == yaml.AliasNode {
		key = key.Alias
	}
	if key.Kind != yaml.ScalarNode {
		r.fault(key, "a key has to be a text")
		return "", false
	}
	return key.Value, true
}

func (r *yamlReader) scalar(y *yaml.Node) *Node {
	node := &Node{Kind: String, Text: y.Value, Line: y.Line, Column: y.Column}
	tag := ""
	switch {
	case y.Style&yaml.TaggedStyle != 0:
		tag = y.Tag
	case y.Style != 0: // quoted, literal, folded
		return node
	}
	kind, text, problem := resolveScalar(y.Value, tag)
	if problem != "" {
		return r.fault(y, problem)
	}
	node.Kind, node.Text = kind, text
	if kind == Number && !representable(text) {
		return r.fault(y, "the number is out of range")
	}
	return node
}
