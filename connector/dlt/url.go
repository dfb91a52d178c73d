package dlt

import (
	"errors"
	"net/url"
	"strings"
)

// joinURL joins base URL and path as dlt does: slashes between the two become one,
// an empty path leaves the base as it is, a path that is a whole http or https URL
// replaces it. A leading slash doesn't go back to the host's root.
//
// A query in the base, which dlt puts the path behind, goes in front of the path's.
func joinURL(base, path string) string {
	switch {
	case path == "":
		return base
	case base == "", isAbsolute(path):
		return path
	}
	base, _, _ = strings.Cut(base, "#")
	base, query, hasQuery := strings.Cut(base, "?")
	joined := strings.TrimRight(base, "/") + "/" + strings.TrimLeft(path, "/")
	if !hasQuery || query == "" {
		return joined
	}
	rest, fragment, _ := strings.Cut(joined, "#")
	rest, own, hasOwn := strings.Cut(rest, "?")
	if hasOwn && own != "" {
		query += "&" + own
	}
	if fragment != "" {
		query += "#" + fragment
	}
	return rest + "?" + query
}

// isAbsolute reports whether path is an http or https URL. Schemes have no case.
func isAbsolute(path string) bool {
	scheme, _, ok := strings.Cut(path, "://")
	return ok && (strings.EqualFold(scheme, "http") || strings.EqualFold(scheme, "https"))
}

// wireURL writes a URL as it is sent: blanks and non-ASCII letters escaped, "." and
// ".." segments followed, without a fragment.
func wireURL(text string) (string, error) {
	u, err := url.Parse(text)
	if err != nil {
		// The library's message repeats the URL, which may hold a secret.
		return "", errors.New("isn't a valid URL; it has to begin with https:// or http:// and a host")
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return "", errors.New("has to be a whole URL that begins with https:// or http://")
	}
	u = (&url.URL{}).ResolveReference(u)
	u.Fragment, u.RawFragment = "", ""
	u.RawQuery = escapeQuery(u.RawQuery)
	return u.String(), nil
}

// escapeQuery escapes what can't stand in a query, and leaves what is escaped.
func escapeQuery(query string) string {
	var b strings.Builder
	for _, c := range []byte(query) {
		switch {
		case c == ' ':
			b.WriteByte('+')
		case c < ' ' || c >= 0x7f || c == '"' || c == '<' || c == '>':
			b.WriteString(url.QueryEscape(string([]byte{c})))
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}
