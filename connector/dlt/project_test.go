package dlt

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"source-rest-api/connector/schema"
)

// specification returns the connector's own.
func specification(t testing.TB) *schema.Spec {
	t.Helper()
	text, err := os.ReadFile("../../spec.json")
	require.NoError(t, err)
	var parts struct {
		ConnectionSpecification json.RawMessage `json:"connectionSpecification"`
	}
	require.NoError(t, json.Unmarshal(text, &parts))
	spec, err := schema.NewSpec(parts.ConnectionSpecification)
	require.NoError(t, err)
	return spec
}

func TestProjectFile(t *testing.T) {
	const pokemon = `  pokemon_api:
    type: rest_api
    max_table_nesting: 1
    client: {base_url: "https://h", paginator: auto}
    resources:
      - pokemon
      - name: encounters
        endpoint: {path: encounter-conditions}
        write_disposition: append
`
	root, err := Parse("sources:\n"+pokemon+"  db: {type: sql_database}\ndestinations: {duckdb: {type: duckdb}}\n", Env{})
	require.NoError(t, err)
	result, err := Compile(root, Env{Validate: specification(t).Validate})
	require.NoError(t, err)
	require.Equal(t, "encounters", result.Plan.Streams[1].Name)

	for text, want := range map[string]string{
		"sources:\n" + pokemon + "  other: {type: dlt.sources.rest_api.rest_api_source}\n": "sources: there are 2 of the type rest_api: pokemon_api, other; keep one of them in this definition",
		"sources: {db: {type: sql_database}, x: {}}":                                       "sources: none of them has the type rest_api (there are db, x)",
		`{"sources": {"db": {"type": "sql_database"}}}`:                                    "sources: none of them has the type rest_api (there are db)",
	} {
		_, err := Parse(text, Env{})
		require.EqualError(t, err, want)
	}
}
