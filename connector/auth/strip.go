package auth

import "net/url"

// A Stripper is a Config whose credentials stand in URLs. APIs repeat them in the links
// that they give, and such links go into states.
type Stripper interface {
	// Strip takes the credentials out of u. Sign puts them in again.
	Strip(u *url.URL)
}

// Strip takes the key's parameter out of u, where that is where the key goes.
func (k APIKey) Strip(u *url.URL) {
	if k.Location == InQuery {
		u.RawQuery = withoutParam(u.RawQuery, k.Name)
	}
}
