package record

import (
	"mime"
	"strings"
)

// A Format is how an answer's records are written down.
type Format string

// The formats. The zero Format goes by the answer's content type, JSON where that says
// nothing else.
const (
	ByContentType Format = ""
	JSON          Format = "json"
	JSONLines     Format = "jsonl"
	CSV           Format = "csv"
)

// contentTypes are the content types of the formats. JSON needs none: APIs send it as
// text/plain and under names of their own.
var contentTypes = map[string]Format{
	"application/x-ndjson":      JSONLines,
	"application/ndjson":        JSONLines,
	"application/jsonl":         JSONLines,
	"application/x-jsonl":       JSONLines,
	"application/jsonlines":     JSONLines,
	"application/x-jsonlines":   JSONLines,
	"application/json-lines":    JSONLines,
	"application/json-seq":      JSONLines, // RFC 7464
	"application/stream+json":   JSONLines,
	"text/csv":                  CSV,
	"application/csv":           CSV,
	"text/x-csv":                CSV,
	"text/tab-separated-values": CSV,
}

// For returns the format of an answer of a content type: f itself, where that is
// settled.
func (f Format) For(contentType string) Format {
	if f != ByContentType {
		return f
	}
	kind, _, err := mime.ParseMediaType(contentType)
	if err != nil { // its parameters may be wrong, which isn't what it is asked for
		kind, _, _ = strings.Cut(contentType, ";")
		kind = strings.ToLower(strings.TrimSpace(kind))
	}
	if known, ok := contentTypes[kind]; ok {
		return known
	}
	return JSON
}
