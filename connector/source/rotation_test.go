package source

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"source-rest-api/connector/document"
	"source-rest-api/connector/protocol"
)

// rotate puts fresh in the place of old in a config, and returns the messages and the
// config's file after it.
func rotate(t *testing.T, text string, tokens ...string) (messages, file string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "config")
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	var out bytes.Buffer
	w := protocol.NewWriter(&out, &protocol.Redactor{})
	r := &rotation{out: w, log: protocol.NewLogger(w, 0), file: path, text: []byte(text)}
	for i := range tokens[1:] {
		r.rotated(tokens[i], tokens[i+1])
	}
	after, err := os.ReadFile(path)
	require.NoError(t, err)
	return out.String(), string(after)
}

func TestARotatedTokenTakesTheOldOnesPlace(t *testing.T) {
	for name, c := range map[string]struct {
		text   string
		tokens []string
		want   string // of the file
	}{
		"JSON, inline":              {`{"auth": {"refresh_token": "old"}, "n": 1.0}`, []string{"old", "new"}, `{"auth": {"refresh_token": "new"}, "n": 1.0}`},
		"twice":                     {`{"a":"old","b":["old"]}`, []string{"old", "new"}, `{"a":"new","b":["new"]}`},
		"several times":             {`{"a":"old"}`, []string{"old", "r1", "r2", "r3"}, `{"a":"r3"}`},
		"part of another":           {`{"a":"old","b":"older","c":"x-old"}`, []string{"old", "new"}, `{"a":"new","b":"older","c":"x-old"}`},
		"YAML with a comment":       {"a: old # keep\nb: 'old'\n", []string{"old", "new"}, "a: new # keep\nb: 'new'\n"},
		"letters to be quoted":      {`{"a": "o/l\"d", "b": 1}`, []string{`o/l"d`, `n\e"w`}, `{"a": "n\\e\"w", "b": 1}`},
		"a key of that name":        {`{"old": "old"}`, []string{"old", "new"}, "{\n  \"old\": \"new\"\n}\n"},
		"text of another meaning":   {"a: old\nb: the old one\n", []string{"old", "new"}, "{\n  \"a\": \"new\",\n  \"b\": \"the old one\"\n}\n"},
		"YAML would read a number":  {"a: old\n", []string{"old", "12"}, "{\n  \"a\": \"12\"\n}\n"},
		"in a definition":           {`{"definition": "a: old\nb: older"}`, []string{"old", "new"}, `{"definition": "a: new\nb: older"}`},
		"in a definition, in YAML":  {"definition: |\n  a: 'old'\n", []string{"old", "new"}, "definition: |\n  a: 'new'\n"},
		"a secret and a definition": {`{"definition": "dlt.secrets['x']", "secrets": [{"name": "x", "value": "old"}]}`, []string{"old", "new"}, `{"definition": "dlt.secrets['x']", "secrets": [{"name": "x", "value": "new"}]}`},
	} {
		messages, file := rotate(t, c.text, c.tokens...)
		require.Equal(t, c.want, file, name)
		want, err := document.Parse([]byte(c.want))
		require.NoError(t, err, name)
		var message struct {
			Control struct {
				ConnectorConfig struct{ Config json.RawMessage }
			}
		}
		lines := bytes.Split(bytes.TrimSpace([]byte(messages)), []byte("\n"))
		require.Len(t, lines, len(c.tokens)-1, name)
		require.NoError(t, json.Unmarshal(lines[len(lines)-1], &message))
		require.Equal(t, string(want.JSON()), string(message.Control.ConnectorConfig.Config), name)
	}
}

func TestATokenThatCantBeKeptIsWarnedOf(t *testing.T) {
	for name, text := range map[string]string{
		"not there":                    `{"definition": "a: 'ol' + 'd'"}`,
		"its letters mean something":   `{"definition": "a: old"}`,
		"a part of another token only": `{"secrets": [{"value": "old-1"}]}`,
	} {
		messages, file := rotate(t, text, "old", "new # {x}")
		require.Equal(t, text, file, name)
		require.Contains(t, messages, "give the refresh token in the config's secrets", name)
		require.NotContains(t, messages, "CONTROL", name)
	}
}

func TestAFileIsReplacedAtOnceAndKeepsItsModeAndItsLinks(t *testing.T) {
	folder := t.TempDir()
	file, link := filepath.Join(folder, "config.json"), filepath.Join(folder, "link.json")
	require.NoError(t, os.WriteFile(file, []byte("before"), 0o640))
	require.NoError(t, os.Symlink("config.json", link))
	open, err := os.Open(file)
	require.NoError(t, err)
	defer open.Close()
	require.NoError(t, replaceFile(link, []byte("after")))
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, "after", string(text))
	info, err := os.Lstat(link)
	require.NoError(t, err)
	require.NotZero(t, info.Mode()&os.ModeSymlink)
	info, err = os.Stat(file)
	require.NoError(t, err)
	require.EqualValues(t, 0o640, info.Mode().Perm())
	old := make([]byte, 6)
	_, err = open.Read(old)
	require.NoError(t, err)
	require.Equal(t, "before", string(old), "whoever reads the old file goes on reading it")
	entries, err := os.ReadDir(folder)
	require.NoError(t, err)
	require.Len(t, entries, 2, "nothing is left over")
}

func TestAFileThatCantBeReplacedIsToldOf(t *testing.T) {
	require.Error(t, replaceFile(filepath.Join(t.TempDir(), "none"), nil))
	require.EqualError(t, replaceFile(t.TempDir(), nil), "it is no regular file")

	var out bytes.Buffer
	w := protocol.NewWriter(&out, &protocol.Redactor{})
	r := &rotation{out: w, log: protocol.NewLogger(w, 0), file: filepath.Join(t.TempDir(), "none"), text: []byte(`{"a":"old"}`)}
	r.rotated("old", "new")
	require.Contains(t, out.String(), `"connectorConfig":{"config":{"a":"new"}}`, "the platform has it all the same")
	require.Contains(t, out.String(), `"level":"ERROR"`)
	require.Contains(t, out.String(), "reason=there is no such file")
}
