package source

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"source-rest-api/connector/failure"
)

// testApp returns an app with the repository's own files.
func testApp() *app {
	return newApp(Env{Stdout: io.Discard, Stderr: io.Discard, Getenv: func(string) string { return "" }, Files: os.DirFS("../..")}, false)
}

var lookUp = regexp.MustCompile(`dlt\.secrets\["(\w+)"\]`)

// loadDefinition loads a definition with all secrets that it looks up.
func loadDefinition(t *testing.T, definition string) error {
	t.Helper()
	secrets := []map[string]string{{"name": "api_token", "value": "s3cret"}}
	given := map[string]bool{"api_token": true}
	for _, match := range lookUp.FindAllStringSubmatch(definition, -1) {
		if !given[match[1]] && !strings.HasPrefix(match[1], "missing") {
			secrets = append(secrets, map[string]string{"name": match[1], "value": "s3cret"})
		}
		given[match[1]] = true
	}
	config, err := json.Marshal(map[string]any{"definition": definition, "secrets": secrets})
	require.NoError(t, err)
	_, _, err = testApp().load(config)
	return err
}

// The corpus of package dlt goes through spec.json here, as a person's config does.
func TestTheCorpusIsJudgedBySpecAndDialectAlike(t *testing.T) {
	for _, pattern := range []string{"../../testdata/config/*.yml", "../../examples/*"} {
		files, err := filepath.Glob(pattern)
		require.NoError(t, err)
		require.NotEmpty(t, files)
		for _, file := range files {
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			err = loadDefinition(t, string(text))
			if !strings.HasSuffix(file, ".bad.yml") {
				require.NoError(t, err, file)
				continue
			}
			require.Error(t, err, file)
			require.Equal(t, failure.Config, failure.Of(err).Kind, file)
			require.NotContains(t, err.Error(), "s3cret", file)
			for _, path := range faultPaths(string(text)) {
				require.Contains(t, err.Error(), path, file)
			}
		}
	}
}

// faultPaths returns where a bad definition's head says that faults are.
func faultPaths(text string) (paths []string) {
	for line := range strings.Lines(text) {
		comment, ok := strings.CutPrefix(line, "# ")
		if !ok {
			break
		}
		path, _, _ := strings.Cut(comment, ": ")
		if !strings.Contains(path, " ") {
			paths = append(paths, path)
		}
	}
	return paths
}

// Forms allow no $ref, so what streams, defaults and client have in common stands in
// spec.json several times.
func TestTheSpecificationSaysTheSameEverywhere(t *testing.T) {
	text, err := os.ReadFile("../../spec.json")
	require.NoError(t, err)
	type object = map[string]any
	var spec object
	require.NoError(t, json.Unmarshal(text, &spec))
	at := func(keys ...string) any {
		var value any = spec
		for _, key := range keys {
			value = value.(object)[key]
		}
		switch value := value.(type) {
		case object:
			delete(value, "order")
		}
		return value
	}
	properties := []string{"connectionSpecification", "properties"}
	client := append(properties, "client", "properties")
	resource := append(properties, "resources", "items", "properties")
	defaults := append(properties, "resource_defaults", "properties")
	for _, name := range []string{"auth", "paginator"} {
		want := at(append(client, name)...)
		require.Equal(t, want, at(append(resource, "endpoint", "properties", name)...), name)
		require.Equal(t, want, at(append(defaults, "endpoint", "properties", name)...), name)
	}
	require.Equal(t, at(append(resource, "endpoint")...), at(append(defaults, "endpoint")...))
	require.Equal(t, "0.18.0", spec["protocol_version"])
}

func TestTheSpecificationMarksEverySecret(t *testing.T) {
	spec, err := testApp().specification()
	require.NoError(t, err)
	require.NotNil(t, spec)
	text, err := os.ReadFile("../../spec.json")
	require.NoError(t, err)
	var marked []string
	walk(t, text, "", func(path string, property map[string]any) {
		if property["airbyte_secret"] == true {
			marked = append(marked, path[strings.LastIndex(path, ".")+1:])
		}
	})
	require.Subset(t, marked, []string{"value", "token", "api_key", "password", "client_secret", "refresh_token", "private_key", "private_key_passphrase"})
	require.Len(t, marked, 1+3*8)
}

// walk calls see for each schema in a JSON text, with the path of property names.
func walk(t *testing.T, text []byte, path string, see func(string, map[string]any)) {
	t.Helper()
	var value any
	decoder := json.NewDecoder(bytes.NewReader(text))
	require.NoError(t, decoder.Decode(&value))
	var descend func(any, string)
	descend = func(value any, path string) {
		switch value := value.(type) {
		case map[string]any:
			see(path, value)
			for name, child := range value {
				descend(child, path+"."+name)
			}
		case []any:
			for _, child := range value {
				descend(child, path)
			}
		}
	}
	descend(value, path)
}
