// Package document reads a config or a definition, JSON or YAML, into an ordered
// tree that knows where each value stood, so that a message can say where.
//
// YAML scalars mean what they mean to PyYAML (YAML 1.1), since that is what the
// tools read whose files people bring along.
package document

// Kind says what a Node holds.
type Kind int

// The kinds of values a document is made of.
const (
	Null Kind = iota
	Bool
	Number
	String
	List
	Object
	Func // a function of the definition's language; only Python text has these
)

// A Node is one value of a document.
type Node struct {
	Kind   Kind
	Text   string  // String: the text; Number: its JSON literal as written; Bool: "true" or "false"
	Items  []*Node // List
	Fields []Field // Object, in the document's order, names unique
	Func   any     // Func: the language's own value

	Line   int // 1-based position, 0 where the text has none to tell
	Column int
}

// A Field is one name and value of an Object.
type Field struct {
	Name   string
	Value  *Node
	Line   int // of the name
	Column int
}

// Get returns the value of the field name, nil where the object has none or the
// node isn't an object. It may be called on a nil Node.
func (n *Node) Get(name string) *Node {
	if n == nil {
		return nil
	}
	for i := range n.Fields {
		if n.Fields[i].Name == name {
			return n.Fields[i].Value
		}
	}
	return nil
}

// String returns the kind's name, as it is used in messages.
func (k Kind) String() string {
	return [...]string{"null", "boolean", "number", "string", "list", "object", "function"}[k]
}

// Clone returns a copy that shares nothing with n but a function's value.
func (n *Node) Clone() *Node {
	if n == nil {
		return nil
	}
	c := *n
	c.Items = nil
	for _, item := range n.Items {
		c.Items = append(c.Items, item.Clone())
	}
	c.Fields = nil
	for _, field := range n.Fields {
		field.Value = field.Value.Clone()
		c.Fields = append(c.Fields, field)
	}
	return &c
}

// Field returns the field name, to be read or changed in place; nil where the
// object has none.
func (n *Node) Field(name string) *Field {
	if n == nil {
		return nil
	}
	for i := range n.Fields {
		if n.Fields[i].Name == name {
			return &n.Fields[i]
		}
	}
	return nil
}

// Set gives the field name a value, at the end where the object has no such field
// yet. The new field takes the value's position.
func (n *Node) Set(name string, value *Node) {
	if field := n.Field(name); field != nil {
		field.Value = value
		return
	}
	n.Fields = append(n.Fields, Field{Name: name, Value: value, Line: value.Line, Column: value.Column})
}

// Remove takes the field name out of an object.
func (n *Node) Remove(name string) {
	for i := range n.Fields {
		if n.Fields[i].Name == name {
			n.Fields = append(n.Fields[:i:i], n.Fields[i+1:]...)
			return
		}
	}
}
