package paginate

import (
	"bytes"
	"encoding/json"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// A member is one name and scalar value of a document's objects.
type member struct {
	path  []string // keys from the root on
	value json.RawMessage
}

// Members beyond these are records or settings rather than paging.
const (
	maxMembers = 2000
	maxDepth   = 6
)

// members lists the scalars of document that are reached through objects only, in
// the document's order. Lists are passed over: they hold the records.
func members(document []byte) ([]member, error) {
	decoder := jsontext.NewDecoder(bytes.NewReader(document), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	var found []member
	err := walkMembers(decoder, nil, &found)
	if err == io.EOF { // an empty document
		err = nil
	}
	return found, err
}

func walkMembers(decoder *jsontext.Decoder, path []string, found *[]member) error {
	switch decoder.PeekKind() {
	case '[':
		return decoder.SkipValue()
	case '{':
		if len(path) >= maxDepth || len(*found) >= maxMembers {
			return decoder.SkipValue()
		}
		return walkObject(decoder, path, found)
	}
	value, err := decoder.ReadValue()
	if err == nil && len(path) > 0 && len(*found) < maxMembers {
		*found = append(*found, member{path: slices.Clone(path), value: slices.Clone(json.RawMessage(value))})
	}
	return err
}

func walkObject(decoder *jsontext.Decoder, path []string, found *[]member) error {
	if _, err := decoder.ReadToken(); err != nil {
		return err
	}
	for decoder.PeekKind() != '}' {
		name, err := decoder.ReadToken()
		if err != nil {
			return err
		}
		if err := walkMembers(decoder, append(path, name.String()), found); err != nil {
			return err
		}
	}
	_, err := decoder.ReadToken()
	return err
}

func (m member) key() string { return m.path[len(m.path)-1] }

// word returns the key in small letters, without what separates its words.
func (m member) word() string { return keyWord(m.key()) }

// parent returns the key of the object that m is in, "" for the root.
func (m member) parent() string {
	if len(m.path) < 2 {
		return ""
	}
	return m.path[len(m.path)-2]
}

// beside finds the member with one of the words in the object that m is in.
func (m member) beside(all []member, words ...string) (member, bool) {
	for _, other := range all {
		if slices.Equal(other.path[:len(other.path)-1], m.path[:len(m.path)-1]) && slices.Contains(words, other.word()) {
			return other, true
		}
	}
	return member{}, false
}

// text returns the value of a string, "" for anything else.
func (m member) text() string {
	var text string
	if m.value[0] != '"' || json.Unmarshal(m.value, &text) != nil {
		return ""
	}
	return text
}

// count returns the value of a whole number from 0 on, or of a string of one.
func (m member) count() (int, bool) {
	text := string(m.value)
	if m.value[0] == '"' {
		text = m.text()
	}
	n, err := strconv.Atoi(text)
	return n, err == nil && n >= 0 && n <= maxPosition
}

var plainKey = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// selector writes the member's path as a JSONPath.
func (m member) selector() string {
	var b strings.Builder
	for i, key := range m.path {
		switch {
		case !plainKey.MatchString(key):
			b.WriteString("['" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(key) + "']")
		case i > 0:
			b.WriteString("." + key)
		default:
			b.WriteString(key)
		}
	}
	return b.String()
}

func keyWord(key string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			return r
		}
		return -1
	}, key)
}
