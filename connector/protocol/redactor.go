package protocol

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// mask stands in the place of a secret.
const mask = "****"

// minSecret is the length in bytes of the shortest secret that is masked: shorter
// ones would make messages unreadable and hide nothing.
const minSecret = 3

// A Redactor replaces secrets in texts for people. It knows each one as it is and
// as it looks in JSON, in a URL and in base64. The zero Redactor knows none. It
// can be used by several goroutines.
type Redactor struct {
	mu       sync.RWMutex
	forms    []string
	replacer *strings.Replacer
}

// Add makes values known as secrets. Those shorter than three bytes are left out.
func (r *Redactor) Add(values ...string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, value := range values {
		if len(value) >= minSecret {
			r.forms = append(r.forms, forms(value)...)
		}
	}
	// The longest first, so that a secret within another leaves no tail.
	slices.SortFunc(r.forms, func(a, b string) int {
		return cmp.Or(len(b)-len(a), strings.Compare(a, b))
	})
	r.forms = slices.Compact(r.forms)
	pairs := make([]string, 0, 2*len(r.forms))
	for _, form := range r.forms {
		pairs = append(pairs, form, mask)
	}
	r.replacer = strings.NewReplacer(pairs...)
}

// Redact returns text with every known secret masked.
func (r *Redactor) Redact(text string) string {
	r.mu.RLock()
	defer r.mu.RUnlock()
	if r.replacer == nil {
		return text
	}
	return r.replacer.Replace(text)
}

// forms returns the ways in which value may turn up in a text.
func forms(value string) []string {
	quoted, err := json.Marshal(value)
	all := []string{
		value,
		strings.ReplaceAll(value, "/", `\/`), // as some write it in JSON
		url.QueryEscape(value),
		url.PathEscape(value),
		lowerEscapes(url.QueryEscape(value)),
		lowerEscapes(url.PathEscape(value)),
		base64.StdEncoding.EncodeToString([]byte(value)),
		base64.RawStdEncoding.EncodeToString([]byte(value)),
		base64.URLEncoding.EncodeToString([]byte(value)),
	}
	if err == nil {
		inJSON := string(quoted[1 : len(quoted)-1])
		all = append(all, inJSON, strings.ReplaceAll(inJSON, "/", `\/`))
	}
	return all
}

var escapes = regexp.MustCompile(`%[0-9A-F]{2}`)

// lowerEscapes returns a URL's text with its escapes in lower case.
func lowerEscapes(text string) string { return escapes.ReplaceAllStringFunc(text, strings.ToLower) }
