package record_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"source-rest-api/connector/record"
)

func TestFormatOfAContentType(t *testing.T) {
	for contentType, want := range map[string]record.Format{
		"application/x-ndjson":                  record.JSONLines,
		"Application/X-NDJSON; charset=utf-8":   record.JSONLines,
		"application/jsonl":                     record.JSONLines,
		"application/x-jsonlines":               record.JSONLines,
		"application/json-seq":                  record.JSONLines,
		"text/csv":                              record.CSV,
		"text/csv; header=present; charset":     record.CSV,
		"text/tab-separated-values":             record.CSV,
		"application/json":                      record.JSON,
		"application/vnd.api+json; ext=\"csv\"": record.JSON,
		"text/plain":                            record.JSON,
		"application/octet-stream":              record.JSON,
		"text/html":                             record.JSON,
		"":                                      record.JSON,
	} {
		require.Equal(t, want, record.ByContentType.For(contentType), contentType)
		require.Equal(t, record.CSV, record.CSV.For(contentType), "what the definition says goes first")
	}
}
