// Package dlt compiles definitions written in the vocabulary of dlt's rest_api
// source, as a Python, YAML or JSON text, to a plan.
//
// A definition goes through four forms: the text, its tree (Parse), the tree with
// shorthands and foreign words written out as dlt's own, and the plan (Compile).
// Nothing is fetched on the way.
package dlt

import (
	"source-rest-api/connector/document"
	"source-rest-api/connector/failure"
	"source-rest-api/connector/plan"
)

// An Env is what a definition is compiled with.
type Env struct {
	Secrets  map[string]string // values of dlt.secrets["name"]
	Strict   bool              // accept dlt's own words only, no aliases
	Symbolic bool              // leave look-ups of secrets as they are, dlt.secrets["name"]
	// Validate holds a definition {client, resource_defaults, resources}, its
	// shorthands and aliases already written out, against the connector's
	// specification: types, required and unknown keys.
	Validate func(root *document.Node) failure.Faults
}

// A Warning is something that was understood but is better written otherwise.
type Warning struct {
	Path    string // resources[0].endpoint.paginator.start_from_page
	Message string // "is not dlt's word; write base_page"
	Hint    bool   // of interest for debugging only: a hint to dlt's loader was left out
}

// A Result is a compiled definition.
type Result struct {
	Plan     *plan.Source
	Warnings []Warning
	Secrets  []string // values that must not stand in any message
}

// Compile compiles a definition's tree. The error is a failure.Faults that holds
// everything wrong with it, each with its path and, where the text had one, its
// position. The tree isn't changed.
func Compile(root *document.Node, env Env) (*Result, error) {
	c := newCompiler(env)
	definition := root.Clone()
	c.index(definition, "")
	c.lookUpSecrets(definition)
	if c.outline(definition) {
		c.writeOut(definition)
		c.validate(definition)
		c.source(definition)
	}
	if err := c.faults.Err(); err != nil {
		return nil, err
	}
	return &c.result, nil
}
