package schema

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/xeipuuv/gojsonschema"

	"source-rest-api/connector/document"
	"source-rest-api/connector/failure"
)

// validate holds doc against a schema without variants.
func validate(schema map[string]any, doc *document.Node) failure.Faults {
	var faults failure.Faults
	result, err := gojsonschema.Validate(gojsonschema.NewGoLoader(schema), gojsonschema.NewGoLoader(doc.Plain()))
	if err != nil {
		faults.Add("", "can't be held against the specification: %s", err)
		return faults
	}
	for _, e := range result.Errors() {
		path := pathOf(e)
		at := locate(doc, path)
		fault := failure.Fault{Path: path, Message: wording(e)}
		if at != nil {
			fault.Line, fault.Column = at.Line, at.Column
		}
		faults = append(faults, fault)
	}
	return faults
}

var index = regexp.MustCompile(`\.(\d+)`)

// pathOf turns gojsonschema's (root).resources.0.endpoint into resources[0].endpoint.
func pathOf(e gojsonschema.ResultError) string {
	path := strings.TrimPrefix(e.Context().String(), "(root)")
	path = strings.TrimPrefix(index.ReplaceAllString(path, "[$1]"), ".")
	if _, ok := e.(*gojsonschema.RequiredError); ok {
		return join(path, fmt.Sprint(e.Details()["property"]))
	}
	return path
}

// locate returns the node at path, or the nearest one above it.
func locate(doc *document.Node, path string) *document.Node {
	for _, step := range strings.FieldsFunc(path, func(r rune) bool { return r == '.' || r == '[' || r == ']' }) {
		next := doc.Get(step)
		if doc.Kind == document.List {
			var i int
			if _, err := fmt.Sscan(step, &i); err == nil && i < len(doc.Items) {
				next = doc.Items[i]
			}
		}
		if next == nil {
			return doc
		}
		doc = next
	}
	return doc
}

// wording says what is wrong and what would be right, without the value itself.
func wording(e gojsonschema.ResultError) string {
	details := e.Details()
	switch e.(type) {
	case *gojsonschema.RequiredError:
		return "is required"
	case *gojsonschema.InvalidTypeError:
		return fmt.Sprintf("must be %s, not %s", article(details["expected"]), article(details["given"]))
	case *gojsonschema.EnumError:
		return fmt.Sprintf("must be one of %s", details["allowed"])
	case *gojsonschema.ConstError:
		return fmt.Sprintf("must be %s", details["allowed"])
	case *gojsonschema.NumberGTEError:
		return fmt.Sprintf("must be at least %s", number(details["min"]))
	case *gojsonschema.NumberGTError:
		return fmt.Sprintf("must be greater than %s", number(details["min"]))
	case *gojsonschema.NumberLTEError:
		return fmt.Sprintf("must be at most %s", number(details["max"]))
	case *gojsonschema.StringLengthGTEError:
		return "must not be empty"
	case *gojsonschema.ArrayMinItemsError:
		return "must have at least one item"
	case *gojsonschema.DoesNotMatchPatternError:
		return fmt.Sprintf("must match the pattern %s", details["pattern"])
	}
	return "does not fit the specification (" + e.Type() + ")"
}

// article puts "a" or "an" before the name of a JSON type; gojsonschema writes
// several of them as "string/null".
func article(types any) string {
	names := strings.Split(strings.Trim(fmt.Sprint(types), "[]"), ",")
	for i, name := range names {
		name = strings.TrimSpace(name)
		switch {
		case name == "null":
		case strings.ContainsRune("aeiou", rune(name[0])):
			name = "an " + name
		default:
			name = "a " + name
		}
		names[i] = name
	}
	return strings.Join(names, " or ")
}

// number writes gojsonschema's *big.Rat bounds as decimals.
func number(bound any) string {
	if rat, ok := bound.(interface{ FloatString(int) string }); ok {
		return strings.TrimSuffix(strings.TrimRight(rat.FloatString(6), "0"), ".")
	}
	return fmt.Sprint(bound)
}
