package rawjson_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"source-rest-api/connector/rawjson"
)

// FuzzPeekMembers holds what a Peeker finds by the names of members against what it
// finds with a longer path among its own, which takes the Scanner.
func FuzzPeekMembers(f *testing.F) {
	for _, record := range []string{
		`{"id":1,"at":"x"}`, ` { "x" : [1,{"id":"]"}] , "at" : null , "id" : {"id":2} } `, `{"i\u0064":1,"at":2}`, `{"at":"a\\\"b","id":"\\"}`,
		`{}`, `{"id":1,"id":2}`, `[]`, `{"id":-1.5e3,"at":true}`, "{\"\xff\":1,\"id\":2}", `{"x":"\\","id":"","at":"\""}`, "\ufeff{\"id\":1}",
	} {
		f.Add([]byte(record))
	}
	f.Fuzz(func(t *testing.T, record []byte) {
		quick := rawjson.NewPeeker(path(key("id")), path(key("at")))
		slow := rawjson.NewPeeker(path(key("id")), path(key("at")), path(key("none"), key("none")))
		if !json.Valid(record) {
			quick.Peek(record) // it mustn't fail in any other way than by an error
			return
		}
		got, err := quick.Peek(record)
		require.NoError(t, err)
		want, err := slow.Peek(record)
		require.NoError(t, err)
		require.Equal(t, want[:2], got)
	})
}
