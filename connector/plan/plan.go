// Package plan is what a definition compiles to: streams, and for each one how its
// requests are made, how its pages are walked and where its records are.
//
// It knows no dialect. Two of them are meant to compile to it: dlt's rest_api
// and Airbyte's manifest.yaml.
package plan

import (
	"encoding/json"

	"source-rest-api/connector/auth"
	"source-rest-api/connector/cursor"
	"source-rest-api/connector/jsonpath"
	"source-rest-api/connector/paginate"
	"source-rest-api/connector/record"
	"source-rest-api/connector/retry"
	"source-rest-api/connector/template"
)

// A Source is a compiled definition.
type Source struct {
	Streams []*Stream // in the definition's order; names are unique
}

// A Stream is one table of records.
type Stream struct {
	Name        string
	Selected    bool            // false: it is read only to feed its children
	PrimaryKey  [][]string      // paths of keys; nil where the stream has none
	Disposition Disposition     // what the definition wants the destination to do
	Schema      json.RawMessage // the JSON Schema that the definition gives; nil where it gives none
	Types       json.RawMessage // schemas of single properties, over what is inferred: {"name": {"type": …}}; nil for none
	Parent      *Parent         // nil for a stream that stands by itself
	Cursor      *cursor.Config  // the cursor that the definition gives; nil where the user chooses one
	Retriever   Retriever
}

// A Parent says which stream's records a stream is read for, once for each of them.
type Parent struct {
	Stream string          // the parent's name
	Fields []jsonpath.Path // values out of each parent's record: what template.Parent indexes
	Names  []string        // what they are called, in messages and in states
	Keys   int             // the first so many of Fields go into requests; they tell parents apart
	// Incremental says that the stream at the root of the parents has a cursor: this
	// stream can then be read for the root's new records only.
	Incremental bool
	// Include are the fields of a parent's record that each child record gets, in order.
	Include []Include
}

// An Include is a field of the parent's record that each child record gets.
type Include struct {
	Field int    // index of Parent.Fields
	Name  string // in the child's record; a field of that name is replaced
}

// A Disposition is what a destination is to do with a stream's records.
type Disposition string

// The dispositions.
const (
	Append  Disposition = "append"
	Replace Disposition = "replace"
	Merge   Disposition = "merge" // update by primary key
)

// A Retriever gets the records of one slice of a stream.
type Retriever struct {
	Requester Requester
	Paginator paginate.Config
	Format    record.Format // of the answers; the zero Format goes by their content type
	Selector  record.Config
	Steps     []record.Step // what each record goes through, in order
}

// A Requester describes one request, apart from what the paginator puts into it.
type Requester struct {
	Method  string            // GET or POST
	BaseURL string            // whose host alone gets the credentials
	URL     template.Template // base URL and path joined, with the path's own query
	Query   []Param
	Headers []Param
	Body    Body
	Auth    auth.Config // nil for none
	Errors  retry.Handler
}

// A Body is what a request sends. At most one of its parts is set.
type Body struct {
	JSON *template.Template // a JSON text
	Form []Param            // sent as application/x-www-form-urlencoded; nil for none
	Text *template.Template // sent as it is, without a content type of our own
}

// A Param is one name and value of a query, of a form or of the headers. A name can
// occur more than once. A value that is one placeholder alone and null is left out.
type Param struct {
	Name  template.Template
	Value template.Template
}

// Static returns a Param without placeholders.
func Static(name, value string) Param {
	return Param{Name: template.Of(name), Value: template.Of(value)}
}

// Stream returns the stream of that name, nil where the source has none.
func (s *Source) Stream(name string) *Stream {
	for _, stream := range s.Streams {
		if stream.Name == name {
			return stream
		}
	}
	return nil
}

// Root returns the stream at the root of the parents of stream, which may be itself.
func (s *Source) Root(stream *Stream) *Stream {
	for stream.Parent != nil {
		stream = s.Stream(stream.Parent.Stream)
	}
	return stream
}

// Roots returns the streams that need no parent.
func (s *Source) Roots() (roots []*Stream) {
	for _, stream := range s.Streams {
		if stream.Parent == nil {
			roots = append(roots, stream)
		}
	}
	return roots
}

// Selected returns the streams that are offered.
func (s *Source) Selected() (selected []*Stream) {
	for _, stream := range s.Streams {
		if stream.Selected {
			selected = append(selected, stream)
		}
	}
	return selected
}

// Incremental reports whether the stream can be read incrementally: by the cursor that
// the definition gives, or that of the stream above it, or by a field that the user
// chooses where its records are told apart, or meant to be merged.
func (s *Stream) Incremental() bool {
	if s.Cursor != nil {
		return true
	}
	if s.Parent != nil {
		return s.Parent.Incremental
	}
	return len(s.PrimaryKey) > 0 || s.Disposition == Merge
}
