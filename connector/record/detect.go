package record

import (
	"io"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"source-rest-api/connector/jsonpath"
	"source-rest-api/connector/rawjson"
)

// detectDepth is how many keys deep a list may stand to be taken for the records.
const detectDepth = 3

// recordNames are the keys under which dlt looks for records first.
var recordNames = []string{
	"data", "items", "results", "entries", "records",
	"rows", "entities", "payload", "content", "objects", "values",
}

// detect finds the records of an answer by dlt's rules: a list that is the whole
// answer; else the first list, at most three keys deep and not within another list,
// whose key is one of the well-known names; else the first such list of any name;
// else the whole answer is one record. Unlike dlt it doesn't care for the case of a
// key. lasting reports whether a list was found: without one, the answer may be the
// envelope of no records, and the next one can show more. An answer that isn't sound
// ends the search; scanning it will tell the error.
func detect(r io.Reader) (path jsonpath.Path, lasting bool) {
	d := detector{tokens: rawjson.NewDecoder(r)}
	switch d.tokens.PeekKind() {
	case '[':
		return jsonpath.Of(), true
	case '{':
		_ = d.object() // whatever it says, what was found counts
	}
	return jsonpath.Of(d.best...), d.best != nil
}

// A detector walks through an answer's objects.
type detector struct {
	tokens *jsontext.Decoder
	keys   []string // that lead to the value at hand
	best   []string // that lead to the first list
}

// object walks through the object that comes next. io.EOF ends the search: the list
// was found.
func (d *detector) object() error {
	if _, err := d.tokens.ReadToken(); err != nil {
		return err
	}
	for d.tokens.PeekKind() != '}' {
		name, err := d.tokens.ReadToken()
		if err != nil {
			return err
		}
		d.keys = append(d.keys, name.String())
		if err := d.member(); err != nil {
			return err
		}
		d.keys = d.keys[:len(d.keys)-1]
	}
	_, err := d.tokens.ReadToken()
	return err
}

func (d *detector) member() error {
	switch d.tokens.PeekKind() {
	case '[':
		known := isRecordName(d.keys[len(d.keys)-1])
		if d.best == nil || known {
			d.best = append([]string(nil), d.keys...)
		}
		if known {
			return io.EOF
		}
	case '{':
		if len(d.keys) < detectDepth {
			return d.object()
		}
	}
	return d.tokens.SkipValue()
}

func isRecordName(key string) bool {
	for _, name := range recordNames {
		if strings.EqualFold(key, name) {
			return true
		}
	}
	return false
}

// maxKeys is how many keys of an answer are shown to the person.
const maxKeys = 20

// topKeys returns the first keys of an answer that is an object, nil for any other.
func topKeys(r io.Reader) []string {
	tokens := rawjson.NewDecoder(r)
	if tokens.PeekKind() != '{' {
		return nil
	}
	_, err := tokens.ReadToken()
	var keys []string
	for err == nil && len(keys) < maxKeys && tokens.PeekKind() == '"' {
		var name jsontext.Token
		if name, err = tokens.ReadToken(); err != nil {
			break
		}
		keys = append(keys, name.String())
		err = tokens.SkipValue()
	}
	return keys
}
