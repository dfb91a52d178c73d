package dlt

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestColumns(t *testing.T) {
	result, err := compile(t, `
client: {base_url: https://h}
resource_defaults:
  columns: {id: {data_type: bigint, nullable: false}, at: {data_type: timestamp}}
resources:
  - name: a
    columns: {at: {data_type: timestamp, timezone: false}, x: {data_type: json}, y: {unique: true}}
  - {name: b, columns: [{name: d, data_type: date}, {name: n, data_type: decimal}]}
  - {name: c, columns: null}
  - {name: d, columns: {}}
  - e
`, Env{Validate: specification(t).Validate})
	require.NoError(t, err)
	var types []string
	for _, stream := range result.Plan.Streams {
		types = append(types, string(stream.Types))
	}
	const integer, local = `{"type":["null","integer"]}`, `{"type":["null","string"],"format":"date-time","airbyte_type":"timestamp_without_timezone"}`
	const zoned = `{"type":["null","string"],"format":"date-time","airbyte_type":"timestamp_with_timezone"}`
	require.Equal(t, []string{
		`{"id":` + integer + `,"at":` + local + `,"x":{"type":["null","object","array"],"additionalProperties":true}}`,
		`{"id":` + integer + `,"at":` + zoned + `,"d":{"type":["null","string"],"format":"date"},"n":{"type":["null","number"]}}`,
		"",
		`{"id":` + integer + `,"at":` + zoned + `}`,
		`{"id":` + integer + `,"at":` + zoned + `}`,
	}, types)
	require.Equal(t, []Warning{{Path: "resources", Hint: true, Message: "left to the destination: columns' nullable, columns' unique"}}, result.Warnings)

	for columns, want := range map[string]string{
		"5":                         "resources[0].columns: has to be an object, and is a number",
		"{a: bigint}":               `resources[0].columns.a: a column has to be an object such as {"data_type": "bigint"}, and is a string`,
		"{a: {data_type: bigin}}":   "resources[0].columns.a.data_type: is no data type of dlt's; did you mean bigint?",
		"{a: {data_type: varchar}}": "is no data type of dlt's; known are bigint, binary, bool,",
		"[{data_type: text}]":       "resources[0].columns[0]: a column in a list has to be an object with its name",
	} {
		_, err := compile(t, "client: {base_url: https://h}\nresources: [{name: a, columns: "+columns+"}]", Env{})
		require.ErrorContains(t, err, want)
	}
}
