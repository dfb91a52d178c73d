package record_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"source-rest-api/connector/record"
)

func TestDetect(t *testing.T) {
	tests := []struct {
		name string
		doc  string
		path string
		want int
	}{
		{"a bare list", `[{"a":1},{"a":2}]`, "$", 2},
		{"a bare empty list", `[]`, "$", 0},
		{"a well-known key", `{"meta":{"x":1},"results":[{"a":1}]}`, "results", 1},
		{"a well-known key after another list", `{"errors":[],"data":[{"a":1}]}`, "data", 1},
		{"a well-known key deeper than another list", `{"links":["x"],"response":{"page":{"Items":[{"a":1}]}}}`, "response.page.Items", 1},
		{"the first of two well-known keys", `{"rows":[{"a":1}],"data":[{"a":1},{"a":2}]}`, "rows", 1},
		{"any case", `{"tags":[1],"DATA":[{"a":1}]}`, "DATA", 1},
		{"only a list of another name", `{"page":1,"users":[{"a":1}],"groups":[{"a":1},{"b":2}]}`, "users", 1},
		{"four keys deep", `{"a":{"b":{"c":{"data":[1]},"d":[{"x":1}]}}}`, "a.b.d", 1},
		{"within a list", `{"a":[{"data":[1,2]}]}`, "a", 1},
		{"an empty well-known list", `{"data":[],"users":[1]}`, "data", 0},
		{"keys that need quotes", `{"x.y":{"my items":[{"a":1}]}}`, "$['x.y']['my items']", 1},
		{"escaped keys", `{"d\u0061ta":[{"a":1}]}`, "data", 1},
	}
	for _, test := range tests {
		for kind, body := range bodies(test.doc) {
			t.Run(test.name+" from "+kind, func(t *testing.T) {
				s := record.Config{}.New()
				p, err := s.Select(body, record.JSON, nil)
				require.NoError(t, err)
				require.Equal(t, test.path, s.Path().String())
				require.Equal(t, test.want, p.Count)
			})
		}
	}
}

func TestDetectedPathStays(t *testing.T) {
	s := record.Config{}.New()
	counts := func(doc string) int {
		t.Helper()
		p, err := s.Select(memory(doc), record.JSON, nil)
		require.NoError(t, err)
		return p.Count
	}
	require.Equal(t, 1, counts(`{"status":"warming up"}`), "without a list the answer is one record")
	require.True(t, s.Path().IsZero(), "and nothing is known yet")
	require.Equal(t, 1, counts(`"text"`))
	require.Equal(t, 0, counts(`null`))
	require.True(t, s.Path().IsZero())
	require.Equal(t, 2, counts(`{"users":[{"a":1},{"a":2}]}`))
	require.Equal(t, "users", s.Path().String())
	require.Equal(t, 1, counts(`{"data":[{"a":1},{"a":2}],"users":[{"a":3}]}`))
	require.Equal(t, 0, counts(`{"data":[{"a":1}]}`))
}
