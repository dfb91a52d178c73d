package protocol

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"source-rest-api/connector/failure"
)

// A Catalog is what discover finds.
type Catalog struct {
	Streams []Stream `json:"streams"`
}

// A Stream is one stream of a catalog.
type Stream struct {
	Name                    string          `json:"name"`
	Namespace               string          `json:"namespace,omitempty"`
	JSONSchema              json.RawMessage `json:"json_schema"`
	SupportedSyncModes      []SyncMode      `json:"supported_sync_modes"`
	SourceDefinedCursor     bool            `json:"source_defined_cursor"`
	DefaultCursorField      []string        `json:"default_cursor_field,omitempty"`
	SourceDefinedPrimaryKey [][]string      `json:"source_defined_primary_key,omitempty"`
	IsResumable             bool            `json:"is_resumable"`
}

// A ConfiguredCatalog is what read is asked to read. Fields that only destinations
// use (generation_id, minimum_generation_id, sync_id and others) are accepted and
// left to them.
type ConfiguredCatalog struct {
	Streams []ConfiguredStream `json:"streams"`
}

// A ConfiguredStream is one stream that read is asked for.
type ConfiguredStream struct {
	Stream      Stream   `json:"stream"`
	SyncMode    SyncMode `json:"sync_mode"`
	CursorField []string `json:"cursor_field"`
}

// ParseConfiguredCatalog reads a configured catalog. The error holds all faults of
// it at once.
func ParseConfiguredCatalog(text []byte) (*ConfiguredCatalog, error) {
	var catalog ConfiguredCatalog
	if err := json.Unmarshal(withoutBOM(text), &catalog); err != nil {
		return nil, failure.Configf("the catalog is not a configured catalog: %s", jsonProblem(err))
	}
	var faults failure.Faults
	if len(catalog.Streams) == 0 {
		faults.Add("streams", "is empty: name at least one stream to read, as discover lists them")
	}
	seen := map[string]bool{}
	for i, configured := range catalog.Streams {
		path := fmt.Sprintf("streams[%d]", i)
		if configured.Stream.Name == "" {
			faults.Add(path+".stream.name", "is missing: each configured stream holds the stream object that discover gave")
		} else if seen[configured.Stream.Name] {
			faults.Add(path+".stream.name", "stands in the catalog twice: %q", configured.Stream.Name)
		}
		seen[configured.Stream.Name] = true
		if configured.SyncMode != FullRefresh && configured.SyncMode != Incremental {
			faults.Add(path+".sync_mode", "must be full_refresh or incremental, not %q", configured.SyncMode)
		}
	}
	if err := faults.Err(); err != nil {
		return nil, failure.Configf("the catalog has faults: %s", err)
	}
	return &catalog, nil
}

// jsonProblem puts an error of encoding/json into words without Go's types.
func jsonProblem(err error) string {
	switch e := err.(type) {
	case *json.SyntaxError:
		return fmt.Sprintf("no sound JSON at byte %d: %s", e.Offset, e.Error())
	case *json.UnmarshalTypeError:
		field := e.Field
		if field == "" {
			field = "it"
		}
		return fmt.Sprintf("%s holds %s, which isn't what belongs there", field, article(e.Value))
	}
	return err.Error()
}

// article puts "a" or "an" before the name of a JSON type.
func article(kind string) string {
	if strings.ContainsRune("aeiou", rune(kind[0])) {
		return "an " + kind
	}
	return "a " + kind
}

// withoutBOM returns a text without the byte order mark that some editors put at its
// beginning.
func withoutBOM(text []byte) []byte { return bytes.TrimPrefix(text, []byte("\ufeff")) }
