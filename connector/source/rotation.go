package source

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"strings"
	"sync"

	"source-rest-api/connector/document"
	"source-rest-api/connector/protocol"
)

// A rotation keeps the config good when a token endpoint puts a new refresh token in
// the place of the one that the config holds, which is good for nothing from then on.
// The platform gets the whole new config in a CONTROL message at once; a person who
// asked for it gets it in the config's file.
type rotation struct {
	out  *protocol.Writer
	log  *slog.Logger
	file string // that is written; "" for none

	mu   sync.Mutex
	text []byte // the config as it is now
}

// rotated puts the refresh token fresh into the config wherever old stands. What goes
// wrong on the way is told in a log message: this sync goes on with the new token.
func (r *rotation) rotated(old, fresh string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	root, err := document.Parse(r.text)
	if err != nil {
		r.log.Error("the config can't be read again to take in a new refresh token", "error", err)
		return
	}
	if !replaceToken(root, old, fresh) {
		r.log.Warn("the API has replaced the refresh token, but the config doesn't hold the old one as it stands, so that the new one can't be kept; give the refresh token in the config's secrets, by itself")
		return
	}
	config := root.JSON()
	r.text = rewrite(r.text, config, old, fresh)
	if err := r.out.Control(config); err != nil {
		return // the output is gone, which the next record runs into
	}
	if r.file == "" {
		r.log.Info("the API has replaced the refresh token; the CONTROL message holds the config with the new one (--write-config-back writes it into the config's file)")
		return
	}
	if err := replaceFile(r.file, r.text); err != nil {
		r.log.Error("the new refresh token couldn't be written into the config's file; the CONTROL message holds it", "file", r.file, "reason", reason(err))
	}
}

// replaceToken puts fresh in the place of each string that is old, and into the text of
// a definition. It reports whether there was any.
func replaceToken(root *document.Node, old, fresh string) (found bool) {
	if definition := root.Get("definition"); definition != nil && definition.Kind == document.String {
		definition.Text, found = withinText(definition.Text, old, fresh)
	}
	var replace func(*document.Node)
	replace = func(node *document.Node) {
		if node.Kind == document.String && node.Text == old {
			node.Text, found = fresh, true
		}
		for _, item := range node.Items {
			replace(item)
		}
		for _, field := range node.Fields {
			replace(field.Value)
		}
	}
	replace(root)
	return found
}

// tokenLetters are those that a token in a text can have without quotes or escapes
// around it meaning something else (RFC 6750, section 2.1).
const tokenLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/="

// withinText puts fresh in the place of old where that stands by itself in text. A new
// token with other letters than tokens have is left out: the text is of a language
// that may take them for its own.
func withinText(text, old, fresh string) (replaced string, found bool) {
	if strings.Trim(fresh, tokenLetters) != "" {
		return text, false
	}
	var b strings.Builder
	isLetter := func(i int) bool {
		return i >= 0 && i < len(text) && strings.IndexByte(tokenLetters, text[i]) >= 0
	}
	for begin := 0; ; {
		at := strings.Index(text[begin:], old)
		if at < 0 {
			b.WriteString(text[begin:])
			return b.String(), found
		}
		at += begin
		end := at + len(old)
		b.WriteString(text[begin:at])
		if isLetter(at-1) || isLetter(end) {
			b.WriteString(old)
		} else {
			b.WriteString(fresh)
			found = true
		}
		begin = end
	}
}

// rewrite returns text, a config in JSON or YAML, with the new token in it and
// everything else as its author wrote it, comments too. Where that doesn't come out
// as config it returns config, indented.
func rewrite(text, config []byte, old, fresh string) []byte {
	alone, _ := withinText(string(text), old, fresh)
	inQuotes := strings.ReplaceAll(string(text), quote(old), quote(fresh))
	for _, candidate := range []string{alone, inQuotes} {
		if root, err := document.Parse([]byte(candidate)); err == nil && bytes.Equal(root.JSON(), config) {
			return []byte(candidate)
		}
	}
	var indented bytes.Buffer
	if err := json.Indent(&indented, config, "", "  "); err != nil {
		return config
	}
	indented.WriteByte('\n')
	return indented.Bytes()
}

// quote returns token as it stands in JSON.
func quote(token string) string {
	return string((&document.Node{Kind: document.String, Text: token}).JSON())
}
