package dlt

import (
	"regexp"
	"strings"

	"source-rest-api/connector/document"
	"source-rest-api/connector/record"
)

// steps decodes a resource's processing_steps: objects of functions, which run in the
// order filter, map, yield_map whatever their order in the object, as in dlt.
func (c *compiler) steps(resource *document.Node) []record.Step {
	list := resource.Get("processing_steps")
	if absent(list) {
		return nil
	}
	if list.Kind != document.List {
		c.faultIn(resource, "processing_steps", "has to be a list of objects such as {filter: …}, and is %s", article(list.Kind))
		return nil
	}
	var steps []step
	for _, item := range list.Items {
		if item.Kind != document.Object {
			c.fault(item, "a processing step has to be an object with filter, map or yield_map, and is %s", article(item.Kind))
			continue
		}
		for _, kind := range []string{filterStep, mapStep, yieldMapStep} {
			node := item.Get(kind)
			if absent(node) {
				continue
			}
			if fn, ok := c.function(node); ok {
				steps = append(steps, step{kind: kind, path: c.paths[node], fn: fn})
			}
		}
	}
	if len(steps) == 0 {
		return nil
	}
	return []record.Step{newChain(steps)}
}

// function decodes a function of a definition: one of its Python text, or the text of
// a lambda or of a def in a string. A fault has been noted where ok is false.
func (c *compiler) function(node *document.Node) (fn function, ok bool) {
	switch node.Kind {
	case document.Func:
		if fn, ok := node.Func.(function); ok {
			faults := fn.unusable()
			for _, fault := range faults {
				c.faultAt(c.paths[node], fault.Line, fault.Column, fault.Message)
			}
			return fn, len(faults) == 0
		}
	case document.String:
		callable, err := parseFunction(node.Text, c.env)
		if err == nil {
			return function{callable: callable}, true
		}
		c.fault(node, "the function %s", strings.ReplaceAll(err.Error(), "\n", "; "))
		return function{}, false
	}
	c.fault(node, `has to be a function: a text such as "lambda r: r['id'] > 0" or one with def, and is %s`, article(node.Kind))
	return function{}, false
}

// isFunctionText reports whether a text is meant to be a function.
func isFunctionText(text string) bool { return functionWord.MatchString(text) }

var functionWord = regexp.MustCompile(`(?m)^\s*(?:lambda\b|def\s)`)
