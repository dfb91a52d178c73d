package main

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/stretchr/testify/require"

	"source-rest-api/connector/source"
)

// TestExamples runs every definition in examples against answers in the shape that the
// API documents, from testdata/examples: check, discover, read, and read again with the
// first one's state. Its archive holds
//
//	headers  what every request has to carry, one header a line
//	routes   the answers, a blank line between any two: METHOD URL [BODY of the request],
//	         "open" before it where the headers aren't asked for, then the answer's
//	         headers, if any, and its body in one line. $API is the stand-in's address
//	first    the records of the first read: STREAM FIELD: VALUE ...
//	second   those of the second one, of the streams that remember anything
//
// Every route has to be asked for, and nothing else.
func TestExamples(t *testing.T) {
	definitions, err := filepath.Glob("examples/*.yml")
	require.NoError(t, err)
	require.NotEmpty(t, definitions)
	for _, path := range definitions {
		name := strings.TrimSuffix(filepath.Base(path), ".yml")
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			definition, err := os.ReadFile(path)
			require.NoError(t, err)
			archive, err := txtar.ParseFile("testdata/examples/" + name + ".txtar")
			require.NoError(t, err)
			sections := map[string]string{}
			for _, file := range archive.Files {
				sections[file.Name] = string(file.Data)
			}
			runExample(t, string(definition), sections)
		})
	}
}

var (
	host   = regexp.MustCompile(`https?://[a-z0-9.:-]+`)
	lookup = regexp.MustCompile(`dlt\.secrets\["(\w+)"\]`)
)

func runExample(t *testing.T, definition string, sections map[string]string) {
	server := httptest.NewUnstartedServer(nil)
	defer server.Close()
	address := "http://" + server.Listener.Addr().String()
	api := newStandIn(t, sections, address)
	server.Config.Handler = api
	server.Start()
	secrets := []map[string]string{}
	for _, match := range lookup.FindAllStringSubmatch(definition, -1) {
		secrets = append(secrets, map[string]string{"name": match[1], "value": "secret-of-" + match[1]})
	}
	dir := t.TempDir()
	config := write(t, dir, "config.json", map[string]any{
		"definition": host.ReplaceAllString(definition, address),
		"secrets":    secrets, "concurrency": 1, // children come in their parents' order
	})
	checked := command(t, "check", "--config", config)
	require.Contains(t, checked, `"SUCCEEDED"`, checked)
	catalog := write(t, dir, "catalog.json", configured(t, command(t, "discover", "--config", config)))
	first := command(t, "read", "--config", config, "--catalog", catalog)
	require.Equal(t, sections["first"], records(t, first, sections["first"]))
	require.Len(t, streams(t, first), strings.Count(sections["first"], "\n"), "streams with records")
	state := write(t, dir, "state.json", states(t, first))
	second := command(t, "read", "--config", config, "--catalog", catalog, "--state", state)
	require.Equal(t, sections["second"], records(t, second, sections["second"]))
	require.Empty(t, api.unasked(), "routes that nobody asked for")
}

func write(t *testing.T, dir, name string, value any) string {
	text, err := json.Marshal(value)
	require.NoError(t, err)
	path := filepath.Join(dir, name)
	require.NoError(t, os.WriteFile(path, text, 0o600))
	return path
}

// command runs one of the connector's commands and returns its messages.
func command(t *testing.T, args ...string) string {
	var out, complaints bytes.Buffer
	code := source.Main(context.Background(), args, source.Env{
		Stdout: &out, Stderr: &complaints, Getenv: func(string) string { return "" }, Files: files,
	})
	require.Zero(t, code, "%s\n%s%s", args[0], out.String(), complaints.String())
	return out.String()
}

// A message is what the tests look at in the connector's messages.
type message struct {
	Type    string
	Catalog struct {
		Streams []struct {
			Name  string   `json:"name"`
			Modes []string `json:"supported_sync_modes"`
		} `json:"streams"`
	} `json:"catalog"`
	Record struct {
		Stream string
		Data   map[string]any
	} `json:"record"`
	State json.RawMessage `json:"state"`
}

func messages(t *testing.T, output, kind string) (found []message) {
	for line := range strings.Lines(output) {
		var m message
		require.NoError(t, json.Unmarshal([]byte(line), &m), line)
		if m.Type == kind {
			found = append(found, m)
		}
	}
	return found
}

// configured returns the catalog with every stream in it, incremental where it can be.
func configured(t *testing.T, output string) map[string]any {
	found := messages(t, output, "CATALOG")
	require.Len(t, found, 1)
	streams := []map[string]any{}
	for _, stream := range found[0].Catalog.Streams {
		streams = append(streams, map[string]any{
			"stream": map[string]any{
				"name": stream.Name, "json_schema": map[string]any{}, "supported_sync_modes": stream.Modes,
			},
			"sync_mode": stream.Modes[len(stream.Modes)-1], "destination_sync_mode": "append",
		})
	}
	return map[string]any{"streams": streams}
}

// states returns each stream's last state.
func states(t *testing.T, output string) []json.RawMessage {
	last := map[string]json.RawMessage{}
	for _, m := range messages(t, output, "STATE") {
		var state struct {
			Stream struct {
				Descriptor struct{ Name string } `json:"stream_descriptor"`
			} `json:"stream"`
		}
		require.NoError(t, json.Unmarshal(m.State, &state))
		last[state.Stream.Descriptor.Name] = m.State
	}
	list := []json.RawMessage{}
	for _, state := range last {
		list = append(list, state)
	}
	return list
}

// records returns the records in the notation of wanted, whose lines say which field
// of which stream they show.
func records(t *testing.T, output, wanted string) string {
	values := streams(t, output)
	var text strings.Builder
	for line := range strings.Lines(wanted) {
		title, _, _ := strings.Cut(line, ":")
		stream, field, _ := strings.Cut(title, " ")
		text.WriteString(title + ":")
		for _, record := range values[stream] {
			value, err := json.Marshal(record[field])
			require.NoError(t, err)
			text.WriteString(" " + strings.Trim(string(value), `"`))
		}
		text.WriteString("\n")
	}
	return text.String()
}

// streams returns the records by stream.
func streams(t *testing.T, output string) map[string][]map[string]any {
	found := map[string][]map[string]any{}
	for _, m := range messages(t, output, "RECORD") {
		found[m.Record.Stream] = append(found[m.Record.Stream], m.Record.Data)
	}
	return found
}
