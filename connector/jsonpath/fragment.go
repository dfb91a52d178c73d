package jsonpath

import (
	"github.com/ohler55/ojg/jp"

	"source-rest-api/connector/rawjson"
)

// fragmentKind is a part of the language.
type fragmentKind uint8

const (
	step     fragmentKind = iota // a key or an index
	wildcard                     // .*
	element                      // [*]
	descend                      // ..
	slice                        // [from:to:stride]
	filter                       // [?...]
)

// A fragment is one link of a path.
type fragment struct {
	kind   fragmentKind
	step   rawjson.Step
	bounds []int  // of a slice: from, to and perhaps stride
	filter string // in ojg's spelling
}

// noEnd is the end of a slice that has none, as jp writes it.
const noEnd = int(^uint(0) >> 1)

// plain returns the fragment as a step that can be followed on the byte stream.
func (f fragment) plain() (rawjson.Step, bool) {
	switch f.kind {
	case step:
		return f.step, f.step.Kind == rawjson.KeyStep || f.step.Index >= -1
	case wildcard:
		return rawjson.Wildcard(), true
	case element:
		return rawjson.Element(), true
	default:
		return rawjson.Step{}, false
	}
}

// expression builds ojg's form of fragments. It is built anew for each use, since
// ojg's filters keep what they are working on in themselves.
func expression(fragments []fragment) (jp.Expr, error) {
	var x jp.Expr
	for _, f := range fragments {
		switch f.kind {
		case step:
			if f.step.Kind == rawjson.KeyStep {
				x = x.Child(f.step.Name)
			} else {
				x = x.Nth(f.step.Index)
			}
		case wildcard, element:
			x = x.Wildcard()
		case descend:
			x = x.Descent()
		case slice:
			x = append(x, jp.Slice(f.bounds))
		case filter:
			parsed, err := jp.ParseString(f.filter)
			if err != nil {
				return nil, err
			}
			x = append(x, parsed...)
		}
	}
	return x, nil
}
