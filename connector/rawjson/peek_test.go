package rawjson_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"source-rest-api/connector/rawjson"
)

func TestPeekPicksValues(t *testing.T) {
	p := rawjson.NewPeeker(path(key("id")), path(key("owner"), key("id")), path(key("none")), path(key("tags"), idx(-1)), path())
	for range 2 {
		record := []byte(`{"id":1.50,"owner":{"name":"n","id":"o\u0041"},"tags":["a",null],"id":2}`)
		values, err := p.Peek(record)
		require.NoError(t, err)
		require.Equal(t, [][]byte{[]byte("1.50"), []byte(`"o\u0041"`), nil, []byte("null"), record}, values)
		values, err = p.Peek([]byte(`{}`))
		require.NoError(t, err)
		require.Equal(t, [][]byte{nil, nil, nil, nil, []byte(`{}`)}, values)
	}
	none, err := rawjson.NewPeeker().Peek([]byte(`{}`))
	require.NoError(t, err)
	require.Empty(t, none)
}

func TestPeekStopsWhenAllIsFound(t *testing.T) {
	p := rawjson.NewPeeker(path(key("a")), path(key("b")))
	values, err := p.Peek([]byte(`{"b":1,"a":2,this is never read`))
	require.NoError(t, err)
	require.Equal(t, [][]byte{[]byte("2"), []byte("1")}, values)
	var syntax *rawjson.SyntaxError
	_, err = p.Peek([]byte(`{"b":1,this is`))
	require.ErrorAs(t, err, &syntax)
}

func TestPeekAllocatesNothing(t *testing.T) {
	record := page(1)
	p := rawjson.NewPeeker(path(key("items"), idx(0), key("data"), key("id")), path(key("total")), path(key("none")))
	require.Zero(t, testing.AllocsPerRun(100, func() {
		if _, err := p.Peek(record); err != nil {
			t.Fatal(err)
		}
	}))
}
