package requester

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// inFile returns a body that is in a file.
func inFile(t *testing.T, text string) *Body {
	t.Helper()
	name := filepath.Join(t.TempDir(), "body")
	require.NoError(t, os.WriteFile(name, []byte(text), 0o600))
	file, err := os.Open(name)
	require.NoError(t, err)
	body := &Body{file: file, size: int64(len(text))}
	t.Cleanup(body.Close)
	return body
}

func TestContains(t *testing.T) {
	const text = "no such account"
	filler := func(n int) string { return strings.Repeat("n", n) }
	for _, test := range []struct {
		body, text string
		want       bool
	}{
		{"", text, false}, {"", "", true}, {"x", "", true}, {text, text, true}, {"no such", text, false},
		{filler(searchSize-3) + text + "x", text, true}, // across two reads
		{filler(searchSize+len(text)-1) + text, text, true},
		{filler(searchSize+len(text)) + text, text, true},
		{filler(3*searchSize) + text, text, true},
		{filler(3*searchSize) + text[:10] + "x" + text[10:], text, false},
		{filler(2*searchSize) + "é", "é", true},
		{filler(10) + filler(4*searchSize), filler(3 * searchSize), true}, // longer than what is read at once
	} {
		memory, err := (&Body{data: []byte(test.body)}).contains(test.text)
		require.NoError(t, err)
		require.Equal(t, test.want, memory)
		file, err := inFile(t, test.body).contains(test.text)
		require.NoError(t, err)
		require.Equal(t, test.want, file, "%d bytes, %d sought", len(test.body), len(test.text))
	}
	closed := inFile(t, "x")
	require.NoError(t, closed.file.Close())
	_, err := closed.contains("y")
	require.Error(t, err)
}
