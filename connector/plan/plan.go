// Package plan is what a definition compiles to: streams, and for each one how its
// requests are made, how its pages are walked and where its records are.
//
// It knows no dialect. Two of them are meant to compile to it: dlt's rest_api
// and Airbyte's manifest.yaml.
package plan

import (
	"encoding/json"

	"source-rest-api/connector/auth"
	"source-rest-api/connector/paginate"
	"source-rest-api/connector/record"
	"source-rest-api/connector/retry"
)

// A Source is a compiled definition.
type Source struct {
	Streams []*Stream // in the definition's order; names are unique
}

// A Stream is one table of records.
type Stream struct {
	Name        string
	PrimaryKey  [][]string      // paths of keys; nil where the stream has none
	Disposition Disposition     // what the definition wants the destination to do
	Schema      json.RawMessage // the JSON Schema that the definition gives; nil where it gives none
	Retriever   Retriever
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
	Selector  record.Config
}

// A Requester describes one request, apart from what the paginator puts into it.
type Requester struct {
	Method  string // GET or POST
	BaseURL string // whose host alone gets the credentials
	URL     string // base URL and path joined, with the path's own query
	Query   []Param
	Headers []Param
	JSON    json.RawMessage // the JSON body; nil for none
	Auth    auth.Config     // nil for none
	Errors  retry.Handler
}

// A Param is one name and value of a query or of the headers. A name can occur more
// than once.
type Param struct {
	Name  string
	Value string
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

// Incremental reports whether the stream can be read by a cursor field that the user
// chooses: its records are told apart, or meant to be merged.
func (s *Stream) Incremental() bool {
	return len(s.PrimaryKey) > 0 || s.Disposition == Merge
}
