package engine

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"

	"source-rest-api/connector/plan"
)

// definition returns a digest of what the stream's pages, and those of the streams above
// it, are asked with. A page number or a cursor means something only together with it:
// where it has changed, a sync that broke off can't go on.
func (s *streamRead) definition() string {
	hash := sha256.New()
	for read := s; read != nil; read = read.parent {
		for _, part := range asked(read.stream) {
			// A secret that was replaced by another one makes no other definition, and has
			// no place in a state, not even as a digest.
			fmt.Fprintf(hash, "%s\n", s.engine.redactor.Redact(part))
		}
	}
	return base64.RawURLEncoding.EncodeToString(hash.Sum(nil)[:9])
}

// asked lists what tells one page of a stream from another, apart from the page itself.
func asked(stream *plan.Stream) []string {
	request, retriever := &stream.Retriever.Requester, &stream.Retriever
	parts := []string{request.Method, fmt.Sprint(request.URL.Parts()), retriever.Selector.Path.String()}
	if stream.Parent != nil {
		parts = append(parts, fmt.Sprint(stream.Parent.Stream, stream.Parent.Names, stream.Parent.Include))
	}
	for _, params := range [][]plan.Param{request.Query, request.Headers, request.Body.Form} {
		for _, param := range params {
			parts = append(parts, fmt.Sprint(param.Name.Parts(), param.Value.Parts()))
		}
	}
	if request.Body.JSON != nil {
		parts = append(parts, fmt.Sprint(request.Body.JSON.Parts()))
	}
	if request.Body.Text != nil {
		parts = append(parts, fmt.Sprint(request.Body.Text.Parts()))
	}
	paginator, err := json.Marshal(retriever.Paginator)
	if err != nil { // a paginator without a JSON form is told apart by its type
		paginator = nil
	}
	return append(parts, fmt.Sprintf("%T %s", retriever.Paginator, paginator))
}
