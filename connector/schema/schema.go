// Package schema deals in JSON Schemas: it holds the config against the
// connector's specification, and infers the schema of a stream from its records.
package schema
