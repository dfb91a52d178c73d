package auth

import (
	"context"
	"net/http"
	"net/url"
	"strings"
)

// Location says which part of a request carries an API key.
type Location string

// The places that an API key can stand in.
const (
	InHeader Location = "header"
	InQuery  Location = "query"
	InCookie Location = "cookie"
)

// APIKey sends a key as it is in a header, a query parameter or a cookie.
//
//	auth: {type: api_key, name: X-Api-Key, api_key: dlt.secrets["key"], location: header}
type APIKey struct {
	Name     string
	Key      string
	Location Location
}

// New makes the authenticator.
func (k APIKey) New(Env) Authenticator { return k }

// Secrets returns the key, and what follows its scheme where it has one ("Token x").
func (k APIKey) Secrets() []string {
	if _, rest, ok := strings.Cut(k.Key, " "); ok {
		return []string{k.Key, rest}
	}
	return []string{k.Key}
}

// Sign puts the key in its place. A query parameter of that name which the URL has
// already, as links to a next page often do, is replaced.
func (k APIKey) Sign(_ context.Context, req *http.Request) error {
	switch k.Location {
	case InQuery:
		req.URL.RawQuery = withParam(req.URL.RawQuery, k.Name, k.Key)
	case InCookie:
		req.AddCookie(&http.Cookie{Name: k.Name, Value: k.Key})
	default:
		req.Header.Set(k.Name, k.Key)
	}
	return nil
}

// withParam returns query with the parameter at its end, and no other one of that
// name. The rest stays as it is: some APIs sign their links.
func withParam(query, name, value string) string {
	query = withoutParam(query, name)
	if query != "" {
		query += "&"
	}
	return query + url.QueryEscape(name) + "=" + url.QueryEscape(value)
}

// withoutParam returns query without the parameter.
func withoutParam(query, name string) string {
	var parts []string
	for _, part := range strings.Split(query, "&") {
		key, _, _ := strings.Cut(part, "=")
		if plain, err := url.QueryUnescape(key); part != "" && (err != nil || plain != name) {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, "&")
}
