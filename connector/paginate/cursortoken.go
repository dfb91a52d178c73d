package paginate

import (
	"bytes"
	"encoding/json"
)

// A cursorToken is the token of a page behind a cursor: {"cursor": "abc"}.
type cursorToken struct {
	Cursor json.RawMessage `json:"cursor"`
	// Page tells pages behind one and the same cursor apart.
	Page int `json:"page,omitempty"`
}

// cursorOf reads a token; null stands for the first page, which has no cursor.
func cursorOf(token json.RawMessage) (cursorToken, error) {
	if isNull(token) {
		return cursorToken{}, nil
	}
	var t cursorToken
	decoder := json.NewDecoder(bytes.NewReader(token))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&t); err != nil || decoder.More() || isFalsy(t.Cursor) || t.Page < 0 || t.Page > maxPosition {
		return cursorToken{}, badToken(`object {"cursor": …}`, token)
	}
	t.Cursor = compact(t.Cursor)
	return t, nil
}

func (t cursorToken) encode() json.RawMessage {
	if t.Cursor == nil {
		return null()
	}
	token := append([]byte(`{"cursor":`), t.Cursor...)
	if t.Page > 0 {
		token = append(append(token, `,"page":`...), number(t.Page)...)
	}
	return append(token, '}')
}

func (t cursorToken) key() string { return string(t.Cursor) }
