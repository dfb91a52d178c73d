package dlt

import (
	"testing"

	"github.com/stretchr/testify/require"

	"source-rest-api/connector/template"
)

// Rows as dlt's own tests of join_url have them, but for the base with a query.
func TestJoinURL(t *testing.T) {
	for _, tc := range []struct{ base, path, want string }{
		{"https://h", "p", "https://h/p"},
		{"https://h/", "p", "https://h/p"},
		{"https://h", "/p", "https://h/p"},
		{"https://h/", "/p", "https://h/p"},
		{"https://h//", "//p", "https://h/p"},
		{"https://h/v2", "/v1/r", "https://h/v2/v1/r"},
		{"https://h", "p/", "https://h/p/"},
		{"https://h", "/", "https://h/"},
		{"https://h/a/", "///", "https://h/a/"},
		{"https://h/a/", "", "https://h/a/"},
		{"https://h/a", "", "https://h/a"},
		{"", "https://h/p", "https://h/p"},
		{"", "p", "p"},
		{"https://h", "p?q=1#f", "https://h/p?q=1#f"},
		{"https://h", "a b/ü", "https://h/a b/ü"},
		{"https://h", "http://other/x", "http://other/x"},
		{"https://h", "https://other/x", "https://other/x"},
		{"https://h", "HTTPS://other/x", "HTTPS://other/x"},
		{"https://h", "ftp://other/x", "https://h/ftp://other/x"},
		{"https://h/x?k=1", "y", "https://h/x/y?k=1"}, // dlt: https://h/x?k=1/y
		{"https://h/x/?k=1", "/y?l=2#f", "https://h/x/y?k=1&l=2#f"},
		{"https://h/x?", "y", "https://h/x/y"},
		{"https://h/x#f", "y", "https://h/x/y"},
	} {
		require.Equal(t, tc.want, joinURL(tc.base, tc.path), "%q + %q", tc.base, tc.path)
	}
}

func TestWireURL(t *testing.T) {
	for text, want := range map[string]string{
		"https://h/a b/ü?q=a b&é#f": "https://h/a%20b/%C3%BC?q=a+b&%C3%A9",
		"https://h/a/./b/../c":      "https://h/a/c",
		"https://h/a%2Fb":           "https://h/a%2Fb",
		"https://h":                 "https://h",
		"http://[::1]:8080/x?":      "http://[::1]:8080/x?",
	} {
		got, err := wireURL(text)
		require.NoError(t, err, text)
		require.Equal(t, want, got)
	}
	for _, text := range []string{"h/p", "ftp://h/p", "https://", "/p", "https://h:x/", "https://h/%zz"} {
		_, err := wireURL(text)
		require.Error(t, err, text)
		require.NotContains(t, err.Error(), "h/", "the URL may hold a secret")
	}
}

func TestEscapeSegment(t *testing.T) {
	for value, want := range map[string]string{"a b/c": "a%20b%2Fc", "..": "%2E%2E", ".": "%2E", "x?y#z": "x%3Fy%23z", "é": "%C3%A9"} {
		require.Equal(t, want, template.Segment(value))
	}
}
